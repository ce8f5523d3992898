import { Select } from "antd";
import { useMemo, useState } from "react";

import { useAsked } from "../../api/Answer";
import { typeName } from "../../parts/name";
import { usePause } from "../../parts/pause";
import { useLanguage, useWords } from "../../words/words";
import { SearchDocument } from "../search/search.gen";
import { Mark } from "./Mark";
import type { GraphNode } from "./model";
import { words } from "./words";

/** Finds a node by its texts, in the picture and in the whole graph. */
export function FindNode({ label, placeholder, value, among = [], onFound }: { label: string; placeholder?: string; value?: string; among?: readonly GraphNode[]; onFound: (id: string) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const [typed, setTyped] = useState("");
  const text = usePause(typed);
  const { data, fetching } = useAsked(SearchDocument, { text, types: null, after: null }, { pause: !text });
  const found = text ? data?.search : undefined;
  const options = useMemo(() => {
    const here = among.filter((n) => n.id === value || !text || n.label.includes(text)).slice(0, 200);
    const ids = new Set(here.map((n) => n.id));
    const there = (found?.edges ?? []).filter(({ node }) => !ids.has(node.id)).map(({ node }) => ({ id: node.id, type: node.__typename, label: node.label }));
    const unique = new Map([...here, ...there].map((n) => [n.id, n]));
    return [...unique.values()].map((n) => ({ value: n.id, title: n.label, label: <span className="option"><Mark type={n.type} /> {n.label} <span className="quiet">{typeName(n.type, language)}</span></span> }));
  }, [among, found, text, value, language]);
  return (
    <Select
      className="find-node"
      showSearch={{ filterOption: false, onSearch: setTyped }}
      aria-label={label}
      placeholder={placeholder ?? label}
      value={value || null}
      notFoundContent={text ? (fetching ? w.finding : w.foundNothing) : w.findPlaceholder}
      options={options}
      onChange={(id: string) => {
        setTyped("");
        onFound(id);
      }}
      popupMatchSelectWidth={false}
    />
  );
}
