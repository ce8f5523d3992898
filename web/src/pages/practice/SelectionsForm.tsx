import { Button, Input, Select } from "antd";
import { useState } from "react";

import { useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { PostPicker } from "../../parts/PostPicker";
import { PostsNamedDocument } from "../../parts/posts.gen";
import { useViewer } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { names, parts, type Part } from "./kind";
import { words } from "./words";

/** Which selections are looked at. They are dear to look through: nothing is asked before the button is pressed, or by a link that says it. */
export function SelectionsForm() {
  const { get } = useAddress();
  return <Form key={names.map(get).join("\n")} />;
}

function Form() {
  const w = useWords(words);
  const c = useWords(common);
  const short = useShortTerm();
  const { today } = useViewer();
  const { get, set } = useAddress();
  const [typed, setTyped] = useState<Record<(typeof names)[number], string>>(() => Object.fromEntries(names.map((n) => [n, get(n)])) as Record<(typeof names)[number], string>);
  const [one, setOne] = useState(typed.position !== "");
  const named = useAsked(PostsNamedDocument, { keys: [typed.position] }, { pause: !typed.position });
  const post = named.data?.positions.nodes[0];
  const put = (name: (typeof names)[number], value: string) => setTyped((old) => ({ ...old, [name]: value }));
  const choice = (part: Part, options: { value: string; label: string }[]) => (
    <div key={part}>
      <label htmlFor={`kind-${part}`}>{w[part]}</label>
      <Select id={`kind-${part}`} value={typed[part]} onChange={(v) => put(part, v)} popupMatchSelectWidth={false} options={[{ value: "", label: w.any }, ...options]} />
    </div>
  );
  return (
    <form
      className="no-print"
      aria-label={w.postsAsked}
      onSubmit={(e) => {
        e.preventDefault();
        const kept = one ? { ...typed, grade: "", chief: "", organizationKind: "", organizationLevel: "" } : { ...typed, position: "" };
        set({ ...kept, step: null, at: null, list: null });
      }}
    >
      <p className="quiet">{w.kindHelp}</p>
      {one ? (
        <>
          <p>
            {w.onePost} {typed.position ? post ? <NodeLink of={post} /> : typed.position : <span className="quiet">{c.nothing}</span>}{" "}
            <Button size="small" onClick={() => (setOne(false), put("position", ""))}>{w.byKind}</Button>
          </p>
          <PostPicker label={w.onePost} choose={(key) => put("position", key ?? "")} />
        </>
      ) : (
        <div className="inputs">
          {(Object.keys(parts) as (keyof typeof parts)[]).map((p) => choice(p, Object.keys(values[parts[p]]).map((v) => ({ value: v, label: short(parts[p], v) }))))}
          {choice("chief", [{ value: "true", label: c.yes }, { value: "false", label: c.no }])}
          <Button onClick={() => setOne(true)}>{w.one}</Button>
        </div>
      )}
      <div className="inputs">
        <div>
          <label htmlFor="from">{w.from}</label>
          <Input id="from" type="date" className="day" value={typed.from} onChange={(e) => put("from", e.target.value)} />
        </div>
        <div>
          <label htmlFor="to">{w.to}</label>
          <Input id="to" type="date" className="day" value={typed.to || today} onChange={(e) => put("to", e.target.value === today ? "" : e.target.value)} />
        </div>
        <Button type="primary" htmlType="submit">{w.compute}</Button>
      </div>
    </form>
  );
}
