import { AutoComplete, Button, Input, Select } from "antd";
import { useId, useState } from "react";
import { gql, useQuery } from "urql";

import { typeName } from "../../parts/name";
import { usePause } from "../../parts/pause";
import { values as enums } from "../../terms/terms.gen";
import { useLanguage, useTerm, useWords, type EnumName } from "../../words/words";
import type { Entered, Values } from "./draft";
import { inputs, type FormField } from "./forms.gen";
import { words } from "./words";

interface Props {
  fields: readonly FormField[];
  values: Values;
  /** What the API says, by place. */
  errors: ReadonlyMap<string, string>;
  at?: string;
  set: (field: string, value: Entered | undefined) => void;
}

/** The fields of an input, each with its term, what it is, and what the API says is wrong with it. */
export function Fields({ fields, values, errors, at = "", set }: Props) {
  return (
    <>
      {fields.map((f) =>
        f.kind === "input" ? (
          <Within key={f.name} field={f} rows={(values[f.name] as Values[] | undefined) ?? []} errors={errors} at={at + f.name} set={(rows) => set(f.name, rows)} />
        ) : (
          <Field key={f.name} field={f} value={values[f.name]} error={errors.get(at + f.name)} set={(v) => set(f.name, v)} />
        ),
      )}
    </>
  );
}

function Field({ field: f, value, error, set }: { field: FormField; value: Entered | undefined; error: string | undefined; set: (value: Entered | undefined) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const id = useId();
  const help = [f.type === "Date" ? w.date : "", f.list ? w.several : "", language === "en" ? f.en : ""].filter(Boolean).join(" · ");
  const about = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={error ? "field wrong" : "field"}>
      <label htmlFor={id}>
        {language === "zh" ? f.zh : f.name} {f.required && <span className="quiet">（{w.required}）</span>}
      </label>
      <Control id={id} field={f} value={value} set={set} about={about} wrong={error !== undefined} />
      {help && <div id={`${id}-help`} className="quiet help">{help}</div>}
      {error && <div id={`${id}-error`} className="problem" role="alert">{error}</div>}
    </div>
  );
}

const long = new Set(["summary", "text", "comment", "reason", "why", "answer", "basis", "note", "finding", "difficultyBasis", "revocationReason", "deviation"]);

function Control({ id, field: f, value, set, about, wrong }: { id: string; field: FormField; value: Entered | undefined; set: (value: Entered | undefined) => void; about?: string; wrong: boolean }) {
  const w = useWords(words);
  const term = useTerm();
  const status = wrong ? ("error" as const) : undefined;
  const aria = { "aria-describedby": about, "aria-required": f.required, "aria-invalid": wrong || undefined };
  if (f.kind === "enum") {
    const options = Object.keys(enums[f.type as EnumName]).map((v) => ({ value: v, label: term(f.type as EnumName, v) }));
    return <Select id={id} {...aria} status={status} allowClear showSearch={{ optionFilterProp: "label" }} mode={f.list ? "multiple" : undefined} value={(value as never) ?? (f.list ? [] : undefined)} onChange={(v: Entered | undefined) => set(v)} options={options} />;
  }
  if (f.type === "Boolean") {
    const options = [{ value: "true", label: w.yes }, { value: "false", label: w.no }];
    return <Select id={id} {...aria} status={status} allowClear placeholder={w.unset} value={value === undefined ? undefined : String(value)} onChange={(v: string | undefined) => set(v === undefined ? undefined : v === "true")} options={options} />;
  }
  if (f.names && f.list) return <Keys id={id} about={about} wrong={wrong} type={f.names} value={(value as string[] | undefined) ?? []} set={set} />;
  if (f.names) return <Key id={id} about={about} wrong={wrong} type={f.names} value={(value as string | undefined) ?? ""} set={set} />;
  if (f.list) return <Select id={id} {...aria} status={status} mode="tags" open={false} suffixIcon={null} value={(value as string[] | undefined) ?? []} onChange={(v: string[]) => set(v)} />;
  if (long.has(f.name)) return <Input.TextArea id={id} {...aria} status={status} className="growing" rows={2} value={(value as string | undefined) ?? ""} onChange={(e) => set(e.target.value)} />;
  return <Input id={id} {...aria} status={status} inputMode={f.type === "Int" || f.type === "Float" ? "decimal" : undefined} value={(value as string | undefined) ?? ""} onChange={(e) => set(e.target.value)} />;
}

/** What full text finds among the nodes of a type, with their keys. */
function useFound(type: string, typed: string) {
  const text = usePause(typed);
  const kind = type.replace(/(?<=.)([A-Z])/g, "_$1").toUpperCase();
  const searched = kind in enums.SearchType;
  const [{ data }] = useQuery<{ search: { nodes: { id: string; label: string; key: string }[] } }>({
    query: gql(`query Named($text: String!) { search(text: $text, types: [${searched ? kind : "CADRE"}], first: 8) { nodes { __typename id label ... on ${searched ? type : "Cadre"} { key } } } }`),
    variables: { text },
    pause: !searched || text === "",
  });
  return (data?.search.nodes ?? []).map((n) => ({ value: n.key, label: `${n.label}（${n.key}）` }));
}

/** One node by its key, found by what it is called. */
function Key({ id, about, wrong, type, value, set }: { id: string; about?: string; wrong: boolean; type: string; value: string; set: (value: string) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const [text, setText] = useState("");
  return (
    <AutoComplete
      id={id}
      aria-describedby={about}
      status={wrong ? "error" : undefined}
      value={value}
      options={useFound(type, text)}
      placeholder={w.keyOf(typeName(type, language))}
      onChange={(v: string) => {
        set(v ?? "");
        setText(v ?? "");
      }}
      allowClear
    />
  );
}

function Keys({ id, about, wrong, type, value, set }: { id: string; about?: string; wrong: boolean; type: string; value: string[]; set: (value: string[]) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const [text, setText] = useState("");
  return (
    <Select id={id} aria-describedby={about} status={wrong ? "error" : undefined} mode="tags" value={value} options={useFound(type, text)} placeholder={w.keyOf(typeName(type, language))} showSearch={{ filterOption: false, onSearch: setText }} onChange={(v: string[]) => set(v)} />
  );
}

/** Rows that are recorded with a node, such as the people a case is about. */
function Within({ field: f, rows, errors, at, set }: { field: FormField; rows: Values[]; errors: ReadonlyMap<string, string>; at: string; set: (rows: Values[]) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  return (
    <fieldset className="within">
      <legend>{language === "zh" ? f.zh : f.name}</legend>
      {errors.get(at) && <div className="problem" role="alert">{errors.get(at)}</div>}
      {rows.map((row, i) => (
        <fieldset key={i}>
          <legend>
            {w.row(i + 1)} <Button size="small" onClick={() => set(rows.filter((_, n) => n !== i))}>{w.remove}</Button>
          </legend>
          <Fields fields={inputs[f.type] ?? []} values={row} errors={errors} at={`${at}.${i}.`} set={(name, value) => set(rows.map((r, n) => (n === i ? { ...r, [name]: value } : r)))} />
        </fieldset>
      ))}
      <Button onClick={() => set([...rows, {}])}>{w.add}</Button>
    </fieldset>
  );
}
