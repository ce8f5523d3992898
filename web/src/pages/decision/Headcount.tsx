import { Answer, useAsked } from "../../api/Answer";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { DecisionHeadcountDocument } from "./decision.gen";
import { words } from "./words";

/** Posts and ranks approved, held and free, with what all proposed decisions would change. */
export function Headcount({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(DecisionHeadcountDocument, { id });
  const known = (n: number | null) => n ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <Section title={w.headcount} id="headcount">
      <p className="quiet">{w.headcountSay}</p>
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Decision" && (
            <>
              {node.headcount && (
                <Rows
                  name={w.headcount}
                  of={node.headcount}
                  keyOf={(e) => `${e.organization.id} ${e.grade ?? ""}`}
                  columns={[
                    { head: c.unit, cell: (e) => <NodeLink of={e.organization} /> },
                    { head: w.level, cell: (e) => term("PostGrade", e.grade) || c.notKnown },
                    { head: w.approved, number: true, cell: (e) => known(e.approved) },
                    { head: w.filled, number: true, cell: (e) => e.filled },
                    { head: w.undecided, number: true, cell: (e) => e.undecided },
                    { head: w.vacant, number: true, cell: (e) => known(e.vacant) },
                    { head: w.over, number: true, cell: (e) => known(e.over) },
                    { head: w.out, number: true, cell: (e) => e.proposedOut },
                    { head: w.in, number: true, cell: (e) => e.proposedIn },
                    { head: w.vacantAfter, number: true, cell: (e) => known(e.vacantAfter) },
                    { head: w.overAfter, number: true, cell: (e) => known(e.overAfter) },
                    { head: w.proposed, cell: (e) => <NodeLinks of={e.proposed} /> },
                  ]}
                />
              )}
              {node.rankHeadcount && (
                <>
                  <h3>{w.rankHeadcount}</h3>
                  <Rows
                    name={w.rankHeadcount}
                    of={node.rankHeadcount}
                    keyOf={(e) => e.quota.id}
                    columns={[
                      { head: c.unit, cell: (e) => <NodeLink of={e.organization} /> },
                      { head: w.quota, cell: (e) => <NodeLink of={e.quota} /> },
                      { head: w.approved, number: true, cell: (e) => e.approved },
                      { head: w.used, number: true, cell: (e) => e.used },
                      { head: w.undecided, number: true, cell: (e) => e.undecided },
                      { head: w.vacant, number: true, cell: (e) => e.vacant },
                      { head: w.over, number: true, cell: (e) => e.over },
                    ]}
                  />
                </>
              )}
              {!node.headcount && !node.rankHeadcount && <p className="quiet">{c.notKnown}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}
