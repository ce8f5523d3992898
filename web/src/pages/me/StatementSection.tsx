import { Alert, Button, Input, Select } from "antd";
import { useEffect, useId, useRef, useState, type ReactNode } from "react";
import { useMutation } from "urql";

import { Answer, useAsked } from "../../api/Answer";
import { problems, worst } from "../../api/problem";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Section } from "../../parts/Page";
import { useViewer } from "../../session/session";
import { types, type values } from "../../terms/terms.gen";
import { useLanguage, useTerm, useWords } from "../../words/words";
import { Deadline } from "../cadre/Deadline";
import { atFields, dropDraft, emptyDraft, keepDraft, keptDraft, type Draft, type Field } from "./draft";
import { ContestableDocument, FileStatementDocument, type ContestableQuery, type FileStatementMutation } from "./me.gen";
import "../cadre/cadre.css";
import { words } from "./words";

type StatementKind = keyof typeof values.StatementKind;

/** From the answer to the last resort. */
const kinds = ["STATEMENT", "RECONSIDERATION", "REVIEW", "APPEAL"] as const satisfies readonly StatementKind[];
type Filed = NonNullable<NonNullable<FileStatementMutation["createStatement"]>["statement"]>;
type Contestable = Extract<ContestableQuery["node"], { __typename: "Cadre" }>;
type Wrong = Partial<Record<Field | "", string>>;

/** A statement of one's own: what it is about, what is said. */
export function StatementSection({ self }: { self: { id: string; key: string } }) {
  const w = useWords(words);
  const asked = useAsked(ContestableDocument, { id: self.id });
  const [filed, setFiled] = useState<Filed | null>(null);
  return (
    <Section title={w.file} id="file">
      {filed ? (
        <Done of={filed} again={() => setFiled(null)} />
      ) : (
        <Answer to={asked}>{({ node }) => (node?.__typename === "Cadre" ? <Form self={self} of={node} filed={setFiled} /> : null)}</Answer>
      )}
    </Section>
  );
}

function Done({ of, again }: { of: Filed; again: () => void }) {
  const w = useWords(words);
  const at = useRef<HTMLDivElement>(null);
  useEffect(() => at.current?.focus(), []);
  return (
    <div ref={at} tabIndex={-1}>
      <Alert
        type="success"
        showIcon
        role="status"
        title={w.filed}
        description={<><NodeLink of={of} />{of.deadline && <div><Deadline of={of.deadline} say={w.filedSay} /></div>}</>}
        action={<Button onClick={again}>{w.another}</Button>}
      />
    </div>
  );
}

function Form({ self, of, filed }: { self: { id: string; key: string }; of: Contestable; filed: (statement: Filed) => void }) {
  const w = useWords(words);
  const term = useTerm();
  const { today } = useViewer();
  const { get, set } = useAddress();
  const [draft, setDraft] = useState<Draft>(() => keptDraft(self.id));
  const [wrong, setWrong] = useState<Wrong>({});
  const [{ fetching }, file] = useMutation(FileStatementDocument);
  const { options, find } = useSubjects(of);

  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(self.id, next);
  };
  const asked = get("about");
  useEffect(() => {
    // What waits for an answer is chosen by the address.
    if (asked && find(asked)) change({ about: asked, kind: draft.kind || "STATEMENT" });
  }, [asked]);

  const send = async () => {
    const subject = find(draft.about);
    const missing: Wrong = {
      ...(!draft.kind && { kind: w.needKind }),
      ...(!subject && { about: w.needSubject }),
      ...(!draft.text.trim() && { text: w.needText }),
      ...(draft.text.length > 20_000 && { text: w.long(draft.text.length) }),
    };
    setWrong(missing);
    if (!subject || Object.keys(missing).length > 0) return;
    const answer = await file({
      input: { idempotencyKey: draft.key, cadre: self.key, kind: draft.kind as StatementKind, filedOn: today, text: draft.text, [subject.column]: subject.key },
    });
    const statement = answer.data?.createStatement?.statement;
    if (statement) {
      dropDraft(self.id);
      set({ about: null }, true);
      filed(statement);
      return;
    }
    const problem = worst(problems(answer.error));
    setWrong(problem?.kind === "offline" || problem?.kind === "away" ? { "": w.offline } : atFields(problem?.message ?? w.offline));
  };

  return (
    <form
      className="statement"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <p className="quiet">{options.length === 0 ? w.noSubject : w.fileSay}</p>
      {wrong[""] && <Alert type="warning" showIcon role="alert" title={w.failed} description={wrong[""]} />}
      <fieldset className="labelled" aria-describedby={wrong.kind ? "kind-wrong" : undefined}>
        <legend>{w.kind}</legend>
        <div className="choices">
          {kinds.map((v) => (
            <label key={v}>
              <input type="radio" name="kind" value={v} checked={draft.kind === v} onChange={() => change({ kind: v })} /> {term("StatementKind", v)}
            </label>
          ))}
        </div>
        {wrong.kind && <div id="kind-wrong" className="late" role="alert">{wrong.kind}</div>}
      </fieldset>
      <Labelled label={w.subject} wrong={wrong.about}>
        {(id, described) => (
          <Select
            id={id}
            {...described}
            showSearch={{ optionFilterProp: "label" }}
            placeholder={w.chooseSubject}
            value={find(draft.about) ? draft.about : null}
            onChange={(about: string) => change({ about })}
            options={options}
          />
        )}
      </Labelled>
      <Labelled label={w.text} wrong={wrong.text}>
        {(id, described) => <Input.TextArea id={id} {...described} className="growing" rows={4} value={draft.text} onChange={(e) => change({ text: e.target.value })} />}
      </Labelled>
      <Facts of={[[w.day, today]]} />
      <p className="quiet">{w.draft}</p>
      <div className="controls">
        <Button type="primary" htmlType="submit" loading={fetching}>{fetching ? w.sending : w.submit}</Button>
        <Button
          onClick={() => {
            dropDraft(self.id);
            setDraft(emptyDraft());
            setWrong({});
          }}
        >
          {w.discard}
        </Button>
      </div>
    </form>
  );
}

/** A field with its label above and what is wrong below, which belongs to it for whoever listens. */
function Labelled({ label, wrong, children }: { label: string; wrong: string | undefined; children: (id: string, described: { status?: "error"; "aria-invalid"?: boolean; "aria-describedby"?: string }) => ReactNode }) {
  const id = useId();
  return (
    <div className="labelled">
      <label htmlFor={id}>{label}</label>
      {children(id, wrong ? { status: "error", "aria-invalid": true, "aria-describedby": `${id}-wrong` } : {})}
      {wrong && <div id={`${id}-wrong`} className="late" role="alert">{wrong}</div>}
    </div>
  );
}

/** What of the record a statement may be about, by its kind, and the column of the input that names it. */
function useSubjects(of: Contestable) {
  const language = useLanguage();
  const groups = [
    { type: "Case", column: "case", nodes: of.cases.nodes },
    { type: "Sanction", column: "sanction", nodes: of.sanctions.nodes },
    { type: "Decision", column: "decision", nodes: of.decisions.nodes },
    { type: "Evaluation", column: "evaluation", nodes: of.evaluations.nodes },
  ] as const;
  return {
    options: groups.filter((g) => g.nodes.length > 0).map((g) => ({ label: language === "zh" ? types[g.type][0] : g.type, title: g.type, options: g.nodes.map((n) => ({ value: n.id, label: n.label })) })),
    find: (id: string) => groups.flatMap((g) => g.nodes.map((n) => ({ id: n.id, key: n.key, column: g.column }))).find((n) => n.id === id),
  };
}
