import { Input, Select } from "antd";
import { useEffect, useState } from "react";

import { NodePicker } from "../../parts/NodePicker";
import { values as enums } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useLanguage, useWords } from "../../words/words";
import { ofSeveral } from "./fields";
import type { Value } from "./model";
import { valueNamed } from "./says";
import { filters } from "./shape.gen";
import { words } from "./words";

interface Props {
  name: string;
  what: string;
  of: string;
  filter: string;
  field: string;
  op: string;
  value: Value;
  change: (to: Value) => void;
  fresh: boolean;
}

/** The input that a value of a condition is given by, as its type and operator ask. */
export function ValueInput({ name, what, of, filter, field, op, value, change, fresh }: Props) {
  const w = useWords(words);
  const c = useWords(common);
  const language = useLanguage();
  const label = `${name}：${w.value}`;
  const many = ofSeveral.has(op);
  const several = Array.isArray(value) ? (value as (string | number)[]) : [];
  if (what === "keys") return <NodePicker label={label} type={treeOf(filter, field)} value={several.map(String)} change={change} autoFocus={fresh} />;
  if (op === "isNull" || of === "Boolean") {
    const [yes, no] = op === "isNull" ? [w.missing, w.there] : [c.yes, c.no];
    return <Select size="small" aria-label={label} autoFocus={fresh} value={value as boolean} onChange={change} options={[{ value: true, label: yes }, { value: false, label: no }]} popupMatchSelectWidth={false} />;
  }
  if (of in enums) {
    const options = Object.keys(enums[of as keyof typeof enums]).map((v) => ({ value: v, label: valueNamed(of, v, language) }));
    const shared = { size: "small", "aria-label": label, autoFocus: fresh, options, className: "values", popupMatchSelectWidth: false, placeholder: w.value } as const;
    if (many) return <Select<string[]> {...shared} mode="multiple" showSearch={{ optionFilterProp: "label" }} value={several.map(String)} onChange={(v) => change(v)} />;
    return <Select<string> {...shared} showSearch={{ optionFilterProp: "label" }} value={value as string} onChange={(v) => change(v)} />;
  }
  const number = of === "Int" || of === "Float";
  if (many) {
    return <Select<string[]> size="small" mode="tags" aria-label={label} autoFocus={fresh} className="values" open={false} value={several.map(String)} onChange={(v) => change(number ? v.map(Number).filter(Number.isFinite) : v)} placeholder={w.keysHint} />;
  }
  return <Typed key={op} label={label} fresh={fresh} number={number} day={of === "Date"} value={value} change={change} />;
}

/** What is typed counts when it is finished: by Enter, or on leaving the input. */
function Typed({ label, fresh, number, day, value, change }: { label: string; fresh: boolean; number: boolean; day: boolean; value: Value; change: (to: Value) => void }) {
  const [text, setText] = useState(value === null ? "" : String(value));
  useEffect(() => setText(value === null ? "" : String(value)), [value]);
  const done = () => {
    const to = text.trim();
    const next = to === "" ? null : number ? Number(to) : to;
    if (next !== value) change(next);
  };
  return (
    <Input
      size="small"
      className={number ? "short" : "values"}
      type={number ? "number" : "text"}
      step="any"
      aria-label={label}
      autoFocus={fresh}
      placeholder={day ? "2024-03-01" : ""}
      value={text}
      maxLength={500}
      onChange={(e) => setText(e.target.value)}
      onBlur={done}
      onPressEnter={done}
    />
  );
}

/** The type whose tree within and under are about. */
const treeOf = (filter: string, field: string): string => {
  let at = filter;
  for (const name of field.split(".").slice(0, -1)) at = filters[at]?.[name]?.[0] ?? at;
  return at.replace(/Filter$/, "");
};
