import { Select } from "antd";
import { useId, useState } from "react";

import { useAsked } from "../api/Answer";
import { useViewer } from "../session/session";
import { common } from "../words/common";
import { useWords } from "../words/words";
import { usePause } from "./pause";
import { FindUnitDocument, UnitsDocument } from "./units.gen";

/** The unit that a page is about until one is chosen: the viewer's first, or the one above all. */
export function useUnit(chosen: string): string {
  const own = useViewer().units[0]?.key;
  const { data } = useAsked(UnitsDocument, {}, { pause: chosen !== "" || own !== undefined });
  return chosen || (own ?? data?.organizations.nodes[0]?.key ?? "");
}

/** A unit by its name; the address holds its key, and the answer what it is called. Whoever may choose none is given a cross. */
export function UnitPicker({ value, choose, placeholder, clear = false, className }: { value: string; choose: (key: string | null) => void; placeholder?: string; clear?: boolean; className?: string }) {
  const c = useWords(common);
  const id = useId();
  const [typed, setTyped] = useState("");
  const text = usePause(typed);
  const asked = useAsked(FindUnitDocument, { text, key: value, find: text !== "", known: value !== "" }, { pause: !text && !value });
  const found = text ? (asked.data?.search?.nodes ?? []) : [];
  const known = asked.data?.organization;
  const options = found.flatMap((n) => (n.__typename === "Organization" ? [{ value: n.key, label: n.label }] : []));
  if (known && value === known.key && !options.some((o) => o.value === known.key)) options.unshift({ value: known.key, label: known.label });
  return (
    <div className={className}>
      <label htmlFor={id}>{c.unit}</label>
      <Select
        id={id}
        allowClear={clear}
        showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
        value={value || undefined}
        placeholder={placeholder}
        notFoundContent={text && !asked.fetching ? c.noUnit : null}
        onChange={(key?: string) => {
          setTyped("");
          choose(key ?? null);
        }}
        options={options}
      />
    </div>
  );
}
