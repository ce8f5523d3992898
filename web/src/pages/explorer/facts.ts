import { useMemo } from "react";
import { gql } from "urql";

import { useAsked } from "../../api/Answer";
import { useMay } from "../../session/session";
import { facts } from "../../terms/graph.gen";
import { common } from "../../words/common";
import { termOf, useLanguage, useWords, type EnumName } from "../../words/words";
import { fieldName } from "./names";

type Fact = string | number | boolean | null | readonly string[];

/**
 * A node's own facts, of whatever type: the question is made of what the schema has for the type and the role may ask, so it
 * cannot stand in a file.
 */
export function useFacts(of: { id: string; type: string }) {
  const may = useMay();
  const w = useWords(common);
  const language = useLanguage();
  const asks = useMemo(() => (facts[of.type] ?? []).filter(([field]) => may(`${of.type}.${field}`)), [of.type, may]);
  const question = useMemo(
    () => gql<{ node: Record<string, Fact> | null }, { id: string }>(`query Facts($id: ID!) { node(id: $id) { __typename ${asks.length ? `... on ${of.type} { ${asks.map(([field]) => field).join(" ")} }` : ""} } }`),
    [of.type, asks],
  );
  const asked = useAsked(question, { id: of.id });
  const say = (value: Fact, type: string): string =>
    value === null ? "" : Array.isArray(value) ? value.map((v: string) => say(v, type)).join("、") : typeof value === "boolean" ? (value ? w.yes : w.no) : type ? termOf(type as EnumName, String(value), language) : String(value);
  return { asked, rows: (node: Record<string, Fact>) => asks.map(([field, zh, type]) => [fieldName(field, zh, language), say(node[field] ?? null, type)] as const) };
}
