import { Button } from "antd";

import { Answer, afterStatements, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useWords } from "../../words/words";
import { Deadline } from "../cadre/Deadline";
import { MyTodoDocument } from "./me.gen";
import { words } from "./words";

const contestable = new Set(["Case", "Evaluation", "Sanction", "Decision"]);

/** What the person may answer, and until when. */
export function TodoSection() {
  const w = useWords(words);
  const { set } = useAddress();
  const asked = useAsked(MyTodoDocument, usePaging("todo"), { context: afterStatements });
  return (
    <Section title={w.todo} id="todo">
      <Answer to={asked} rows={2}>
        {({ todo }) => (
          <>
            <Rows
              name={w.todo}
              of={todo.nodes}
              keyOf={(t) => `${t.code} ${t.node.id}`}
              empty={w.nothing}
              columns={[
                { head: w.item, cell: (t) => <>{t.title}<div className="quiet">{t.sentence}</div></> },
                { head: w.about, cell: (t) => <NodeLink of={t.node} /> },
                { head: w.deadline, cell: (t) => (t.deadline ? <Deadline of={t.deadline} say={w.due} /> : <span className="quiet">{w.noDay}</span>) },
                {
                  head: w.answer,
                  cell: (t) =>
                    contestable.has(t.node.__typename) && (
                      <Button
                        size="small"
                        onClick={() => {
                          set({ about: t.node.id });
                          document.getElementById("file")?.querySelector("textarea")?.focus();
                        }}
                      >
                        {w.answer}
                      </Button>
                    ),
                },
              ]}
            />
            <Pager name="todo" label={w.todo} of={todo.pageInfo} total={todo.totalCount} />
          </>
        )}
      </Answer>
    </Section>
  );
}
