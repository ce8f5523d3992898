import { edges, nodes, type Field } from "../terms/nodes.gen";
import type { Language } from "../words/words";
import { words } from "./name";

export type { Field };

const byRow = new Map(Object.values(edges).map((e) => [e.as, e]));

// The log of changes has columns of their own for where a row was taken from.
const taken: readonly Field[] = [
  { name: "source", zh: "来源", en: "Key of the source the row was taken from", is: "value", type: "String" },
  { name: "locator", zh: "出处", en: "The place in that source", is: "value", type: "String" },
];

/** The fields of a type of node, or of a row of a relationship as the log of changes names it. */
export const fieldsOf = (type: string): readonly Field[] => nodes[type]?.fields ?? byRow.get(type)?.fields ?? [];

/** The columns of a row as the log of changes has them. */
export const columnsOf = (type: string): readonly Field[] => [...fieldsOf(type), ...taken];

export const edgeFields = (edge: string | undefined): readonly Field[] => (edge ? (edges[edge]?.fields ?? []) : []);

/** What a type of node is called, or a row of a relationship. */
export function rowName(type: string, language: Language): string {
  const of = nodes[type] ?? byRow.get(type);
  return language === "zh" && of ? of.zh : words(type);
}

/** What a field is called: the office's term, or the name of the API in words. A key is a number to whoever reads it. */
export const nameOf = (field: Field, language: Language): string => (language === "en" ? words(field.name) : field.name === "key" ? "编号" : field.zh);
