import { Button, Input } from "antd";
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import type { TypedDocumentNode } from "urql";

import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { intervalText } from "../../parts/numbers";
import { useMay, useViewer } from "../../session/session";
import { useWords } from "../../words/words";
import { words as search } from "../search/words";
import { HomeDecisionsDocument, HomeLeadsDocument, HomeRulingsDocument, HomeSeveritiesDocument, HomeTodoDocument, HomeVacanciesDocument } from "./home.gen";
import { words } from "./words";

/** Where one begins: something to look for, what waits, and five questions that lead into the graph. */
export function Component() {
  const w = useWords(words);
  const s = useWords(search);
  const may = useMay();
  const go = useNavigate();
  const { today } = useViewer();
  return (
    <Page title={w.title} below={w.say}>
      <form
        role="search"
        className="find"
        onSubmit={(e) => {
          e.preventDefault();
          const text = String(new FormData(e.currentTarget).get("q") ?? "").trim();
          if (text) void go(`/search?q=${encodeURIComponent(text)}`);
        }}
      >
        <Input name="q" size="large" aria-label={s.label} placeholder={s.placeholder} maxLength={200} />
        <Button size="large" type="primary" htmlType="submit">{w.find}</Button>
      </form>
      <div className="columns">
        <Todo />
        <Story title={w.leads} say={w.leadsSay} query={HomeLeadsDocument} of={(d) => d.cadres}>
          {(n) => (<><NodeLink of={n} /> {n.tasks.nodes.map((t) => <span key={t.id}>· <NodeLink of={t} /></span>)}</>)}
        </Story>
        {may("Query.candidates") && (
          <Story title={w.vacancies} say={w.vacanciesSay} query={HomeVacanciesDocument} of={(d) => d.vacancies}>
            {(n) => (<><NodeLink of={n} /> <span className="quiet">{n.openedOn}</span></>)}
          </Story>
        )}
        <Story title={w.decisions} say={w.decisionsSay} query={HomeDecisionsDocument} variables={{ today }} of={(d) => d.decisions}>
          {(n) => (<><NodeLink of={n} /> · <NodeLink of={n.cadre} /></>)}
        </Story>
        <Story title={w.rulings} say={w.rulingsSay} query={HomeRulingsDocument} of={(d) => d.toleranceRulings}>
          {(n) => (<><NodeLink of={n} /> · <NodeLink of={n.cadre} /></>)}
        </Story>
        {may("Query.severities") && (
          <Story title={w.severities} say={w.severitiesSay} query={HomeSeveritiesDocument} of={(d) => d.severities} keyOf={(n) => n.evaluator.id}>
            {(n) => (<><NodeLink of={n.evaluator} /> <span className="quiet">{n.severity.ownUnit && intervalText(n.severity.ownUnit.difference, n.severity.ownUnit.interval80)}</span></>)}
          </Story>
        )}
      </div>
    </Page>
  );
}

/** A question of the tour, with the first that answer it. */
function Story<T, V extends Record<string, unknown>, N>({ title, say, query, variables, of, keyOf, children }: {
  title: string;
  say: string;
  query: TypedDocumentNode<T, V>;
  variables?: V;
  of: (data: T) => { totalCount: number; nodes: readonly N[] };
  keyOf?: (node: N) => string;
  children: (node: N) => ReactNode;
}) {
  const w = useWords(words);
  const asked = useAsked(query, variables ?? ({} as V));
  return (
    <section className="section" aria-label={title}>
      <h2>{title}</h2>
      <p className="quiet">{say}</p>
      <Answer to={asked}>
        {(data) => {
          const { totalCount, nodes } = of(data);
          return (
            <>
              <ul className="plain found">
                {nodes.map((n) => <li key={keyOf ? keyOf(n) : (n as { id: string }).id}>{children(n)}</li>)}
              </ul>
              <p className="quiet">{w.more(totalCount)}</p>
            </>
          );
        }}
      </Answer>
    </section>
  );
}

/** What waits for whoever is signed in, the nearest day first. */
function Todo() {
  const w = useWords(words);
  const asked = useAsked(HomeTodoDocument, {});
  return (
    <section className="section" aria-label={w.todo}>
      <h2>{w.todo}</h2>
      <Answer to={asked}>
        {({ todo }) =>
          todo.nodes.length === 0 ? (
            <p className="quiet">{w.todoNothing}</p>
          ) : (
            <>
              <ul className="plain found">
                {todo.nodes.map((t) => (
                  <li key={t.code + t.node.id}>
                    {t.title}：<NodeLink of={t.node} />
                    {t.cadre && <> · <NodeLink of={t.cadre} /></>}
                    {t.deadline?.on && <div className="quiet">{t.deadline.overdue ? w.overdue(t.deadline.on) : w.due(t.deadline.on)}</div>}
                  </li>
                ))}
              </ul>
              <p className="quiet">{w.more(todo.totalCount)}</p>
            </>
          )
        }
      </Answer>
    </section>
  );
}
