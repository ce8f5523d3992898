import { Answer, afterStatements, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { Deadline } from "./Deadline";
import { CadreStatementsDocument } from "./statements.gen";
import { words } from "./words";

/** What the official said in answer, what it is about, and what became of it. */
export function StatementsSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreStatementsDocument, { id, ...usePaging("statements") }, { context: afterStatements });
  return (
    <Section title={w.statements} id="statements">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <Rows
                name={w.statements}
                of={node.statements.nodes}
                keyOf={(s) => s.id}
                columns={[
                  { head: w.statement, cell: (s) => <><NodeLink of={s}>{s.filedOn} {term("StatementKind", s.kind)}</NodeLink><div className="long">{s.text}</div></> },
                  { head: w.subject, cell: (s) => <NodeLink of={s.subject} /> },
                  {
                    head: w.answer,
                    cell: (s) => (
                      <>
                        <div>{[term("StatementStatus", s.status), term("StatementOutcome", s.outcome)].filter(Boolean).join(c.comma)}</div>
                        <div className="quiet">{s.answeredOn ? w.answered(s.answeredOn) : s.status === "OPEN" && <Deadline of={s.deadline} say={w.due} />}</div>
                        {s.answer && <div className="long">{s.answer}</div>}
                      </>
                    ),
                  },
                ]}
              />
              <Pager name="statements" label={w.statements} of={node.statements.pageInfo} total={node.statements.totalCount} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}
