import { Select } from "antd";
import { useEffect, useState, type ReactNode } from "react";
import { useClient } from "urql";

import { common } from "../words/common";
import { useWords } from "../words/words";
import { NodesFoundDocument, NodesNamedDocument, type SearchType } from "./nodes.gen";
import { usePause } from "./pause";

const known = new Map<string, string>();

/** What nodes with these keys are called; keys until it is known. */
export function useNames(keys: readonly string[]): (key: string) => string {
  const client = useClient();
  const [, setFound] = useState(0);
  const missing = keys.filter((k) => !known.has(k)).join("\n");
  useEffect(() => {
    if (!missing) return;
    void client
      .query(NodesNamedDocument, { keys: missing.split("\n") })
      .toPromise()
      .then(({ data }) => {
        for (const list of [data?.organizations, data?.tasks, data?.programs]) for (const node of list?.nodes ?? []) known.set(node.key, node.label);
        if (data) setFound((n) => n + 1);
      });
  }, [client, missing]);
  return (key) => known.get(key) ?? key;
}

/** Organizations, tasks or programs found by what they are called; what is chosen are their keys. */
export function NodePicker({ label, type, value, change, autoFocus = false, one = false }: { label: string; type: string; value: readonly string[]; change: (to: string[]) => void; autoFocus?: boolean; one?: boolean }) {
  const w = useWords(common);
  const client = useClient();
  const nameOf = useNames(value);
  const [typed, setTyped] = useState("");
  const text = usePause(typed);
  const [found, setFound] = useState<{ value: string; label: string }[]>([]);
  useEffect(() => {
    if (!text) return;
    let over = false;
    void client
      .query(NodesFoundDocument, { text, types: [type.toUpperCase() as SearchType] })
      .toPromise()
      .then(({ data }) => {
        if (over) return;
        const options = (data?.search.nodes ?? []).flatMap((n) => ("key" in n ? [{ value: n.key, label: n.label }] : []));
        for (const o of options) known.set(o.value, o.label);
        setFound(options);
      });
    return () => {
      over = true;
    };
  }, [client, text, type]);
  return (
    <Select<{ value: string; label?: ReactNode }[]>
      size="small"
      mode="multiple"
      labelInValue
      aria-label={label}
      autoFocus={autoFocus}
      className="node-picker"
      placeholder={w.find}
      notFoundContent={null}
      value={value.map((k) => ({ value: k, label: nameOf(k) }))}
      onChange={(v) => {
        setTyped("");
        change(v.map((o) => o.value).slice(one ? -1 : 0));
      }}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      options={found}
    />
  );
}
