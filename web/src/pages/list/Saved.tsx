import { Button, Input, Modal } from "antd";
import { useId, useState } from "react";
import { Link } from "react-router";
import { useMutation } from "urql";

import { Answer, ProblemSaid, useAsked, type Asked } from "../../api/Answer";
import { problems, worst } from "../../api/problem";
import { newKey } from "../../parts/draft";
import { useWords } from "../../words/words";
import { written, type List } from "./model";
import { graphiqlOf, listOf, savedOf } from "./question";
import { SavedListsDocument, SaveListDocument, type SavedListsQuery } from "./saved.gen";
import { words } from "./words";

/** The questions that the reader may run: lists are opened here, others in GraphiQL. */
export function SavedOnes({ close }: { close: () => void }) {
  const w = useWords(words);
  const asked = useAsked(SavedListsDocument, {});
  return (
    <Modal open title={w.saved} footer={null} onCancel={close} width={760}>
      <Answer to={asked}>
        {({ savedQuestions }) =>
          savedQuestions.nodes.length === 0 ? (
            <p className="quiet">{w.savedNone}</p>
          ) : (
            <ul className="plain found">
              {savedQuestions.nodes.map((q) => {
                const list = listOf(q.newest.document, q.newest.variables);
                return (
                  <li key={q.id}>
                    {list ? <Link to={`/list?list=${encodeURIComponent(written(list))}&saved=${encodeURIComponent(q.id)}`} onClick={close}>{q.name}</Link> : <strong>{q.name}</strong>}{" "}
                    <span className="quiet">
                      {[q.mine ? w.mine : q.owner, w.versionOf(q.version), q.newest.recordedAt.slice(0, 10), !q.valid && w.notValid].filter(Boolean).join(" · ")}
                    </span>{" "}
                    <a href={graphiqlOf(q.newest.document, q.newest.variables)} aria-label={w.openGraphiqlSaved(q.name)}>GraphiQL</a>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Answer>
    </Modal>
  );
}

type Question = SavedListsQuery["savedQuestions"]["nodes"][number];

/** Saving the list as it stands: as a question of its own, or as the next version of the one it was opened from. */
export function Save({ list, name, from, close, done }: { list: List; name: string; from: string; close: () => void; done: (id: string, name: string) => void }) {
  const w = useWords(words);
  const asked = useAsked(SavedListsDocument, {}, { pause: !from });
  const old = from ? asked.data?.savedQuestions.nodes.find((q) => q.id === from && q.mine) : undefined;
  return (
    <Modal open title={w.save} footer={null} onCancel={close} destroyOnHidden>
      {from && !asked.data && asked.problems.length === 0 ? <Waits asked={asked} /> : <Form list={list} name={old?.name ?? name} old={old} done={done} />}
    </Modal>
  );
}

const Waits = ({ asked }: { asked: Asked<SavedListsQuery> }) => <Answer to={asked} rows={2}>{() => null}</Answer>;

function Form({ list, name, old, done }: { list: List; name: string; old: Question | undefined; done: (id: string, name: string) => void }) {
  const w = useWords(words);
  const id = useId();
  const [as, setAs] = useState(name.slice(0, 200));
  const [key] = useState(newKey);
  const [{ fetching, error }, save] = useMutation(SaveListDocument);
  const problem = worst(problems(error));
  const send = async (again: boolean) => {
    const { query, variables } = savedOf(list);
    const { data } = await save({
      input: { idempotencyKey: `${key}${again ? "-again" : ""}`, name: as.trim(), document: query, variables: JSON.stringify(variables), ...(again && old && { id: old.id, expectedVersion: old.version }) },
    });
    if (data?.saveQuestion) done(data.saveQuestion.id, data.saveQuestion.name);
  };
  return (
    <form
      className="save"
      onSubmit={(e) => {
        e.preventDefault();
        if (as.trim()) void send(Boolean(old));
      }}
    >
      {problem && <ProblemSaid problem={problem} />}
      <label htmlFor={id}>{w.saveName}</label>
      <Input.TextArea id={id} autoFocus className="growing" rows={1} value={as} maxLength={200} onChange={(e) => setAs(e.target.value.replace(/\n/g, ""))} onPressEnter={(e) => { e.preventDefault(); e.currentTarget.form?.requestSubmit(); }} />
      <div className="list-actions">
        {old && <Button type="primary" htmlType="submit" loading={fetching} disabled={!as.trim()}>{w.saveAgain}</Button>}
        <Button type={old ? "default" : "primary"} htmlType={old ? "button" : "submit"} onClick={old ? () => void send(false) : undefined} loading={fetching} disabled={!as.trim()}>{w.saveNew}</Button>
      </div>
    </form>
  );
}
