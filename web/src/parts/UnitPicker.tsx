import { AutoComplete } from "antd";
import { useId, useState } from "react";

import { useAsked } from "../api/Answer";
import { useViewer } from "../session/session";
import { common } from "../words/common";
import { useWords } from "../words/words";
import { UnitNamedDocument, UnitsDocument, UnitsFoundDocument } from "./units.gen";

/** The unit that a page is about until one is chosen: the viewer's first, or the one above all. */
export function useUnit(chosen: string): string {
  const own = useViewer().units[0]?.key;
  const { data } = useAsked(UnitsDocument, {}, { pause: chosen !== "" || own !== undefined });
  return chosen || (own ?? data?.organizations.nodes[0]?.key ?? "");
}

/** A unit by its key, found by its name. */
export function UnitPicker({ value, onChange }: { value: string; onChange: (key: string) => void }) {
  const c = useWords(common);
  const id = useId();
  const [text, setText] = useState<string>();
  const named = useAsked(UnitNamedDocument, { key: value }, { pause: !value }).data?.organization;
  const { data } = useAsked(UnitsFoundDocument, { text: text ?? "" }, { pause: !text?.trim() });
  const found = data?.search.nodes.flatMap((n) => (n.__typename === "Organization" ? [{ value: n.key, label: n.label }] : [])) ?? [];
  return (
    <span className="choice">
      <label htmlFor={id}>{c.unit}</label>
      <AutoComplete
        id={id}
        style={{ minWidth: 220 }}
        value={text ?? named?.label ?? value}
        options={found}
        onChange={(v: string) => setText(v)}
        onSelect={(key: string) => {
          setText(undefined);
          onChange(key);
        }}
        onBlur={() => setText(undefined)}
      />
    </span>
  );
}
