import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { Basis } from "./Basis";
import { CadreDecisionsDocument } from "./decisions.gen";
import { words } from "./words";

/** Decisions about the official, with what each rests on and what came of it. */
export function DecisionsSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreDecisionsDocument, { id, ...usePaging("decisions") });
  return (
    <Section title={w.decisions} id="decisions">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <Rows
                name={w.decisions}
                of={node.decisions.nodes}
                keyOf={(d) => d.id}
                columns={[
                  {
                    head: w.decision,
                    cell: (d) => (
                      <>
                        <NodeLink of={d}>{d.decidedOn} {term("DecisionKind", d.kind)}</NodeLink>
                        <div className="quiet">{[...(d.modes ?? []).map((m) => term("DecisionMode", m)), term("DecisionCause", d.cause), d.documentNo].filter(Boolean).join(" · ")}</div>
                        <div><NodeLink of={d.batch ?? d.organization} /></div>
                      </>
                    ),
                  },
                  { head: c.state, cell: (d) => term("DecisionState", d.state) || c.notKnown },
                  {
                    head: w.change,
                    cell: (d) => (
                      <>
                        {d.fromPosition && <div><NodeLink of={d.fromPosition} /></div>}
                        {d.toPosition && <div>→ <NodeLink of={d.toPosition} /></div>}
                        {d.resultedIn && <div className="quiet"><NodeLink of={d.resultedIn} /></div>}
                      </>
                    ),
                  },
                  { head: w.reason, cell: (d) => <div className="long">{d.reason}</div> },
                  { head: w.basis, cell: (d) => <Basis of={d.basedOn} /> },
                ]}
              />
              <Pager name="decisions" label={w.decisions} of={node.decisions.pageInfo} total={node.decisions.totalCount} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}
