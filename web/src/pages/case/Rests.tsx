import { Answer, useAsked } from "../../api/Answer";
import { ListSection, Unrecorded } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { DecisionsSection, EvaluationsSection } from "../../parts/Resting";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { CaseRestsDocument, type CaseRestsQuery } from "./case.gen";
import { Tolerance } from "./Tolerance";
import { words } from "./words";

type Rested = Extract<NonNullable<CaseRestsQuery["node"]>, { __typename: "Case" }>;

/** What was said of a case, ruled on it, and rests on it. */
export function Rests({ id }: { id: string }) {
  const asked = useAsked(CaseRestsDocument, { id, evaluator: useMay()("Evaluation.evaluator") });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Case" && <Lists of={node} />}</Answer>;
}

function Lists({ of }: { of: Rested }) {
  const w = useWords(words);
  const n = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  const may = useMay();
  const known = (value: string | number | null) => value ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <>
      <ListSection
        title={w.statements}
        of={of}
        list="statements"
        part={of.statements}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => <NodeLink of={e}>{e.filedOn}</NodeLink> },
          { head: c.kind, cell: (e) => term("StatementKind", e.kind) },
          { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
          { head: w.text, cell: (e) => e.text },
          { head: w.status, cell: (e) => <>{term("StatementStatus", e.status)} <span className="quiet">{e.answeredOn}</span></> },
          { head: w.outcome, cell: (e) => term("StatementOutcome", e.outcome) },
          { head: w.answer, cell: (e) => e.answer },
        ]}
      />
      <ListSection
        title={w.rulings}
        of={of}
        list="toleranceRulings"
        part={of.toleranceRulings}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => <NodeLink of={e}>{e.ruledOn}</NodeLink> },
          { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
          { head: w.effect, cell: (e) => <>{term("ToleranceEffect", e.effect)}{e.revokedOn && <span className="quiet"> {w.revoked(e.revokedOn)}</span>}</> },
          { head: w.basis, cell: (e) => known(e.basis) },
          { head: w.by, cell: (e) => (e.organization ? <NodeLink of={e.organization} /> : known(null)) },
        ]}
      />
      {of.toleranceRulings.totalCount > 0 && may("ToleranceRuling.check") && <Tolerance id={of.id} />}
      <EvaluationsSection title={w.evaluations} of={of} part={of.evaluations} />
      <ListSection
        title={w.collected}
        of={of}
        list="collectedIn"
        part={of.collectedIn}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => e.evaluatedOn },
          { head: n.evaluation, cell: (e) => <NodeLink of={e}>{term("EvaluationKind", e.kind)}</NodeLink> },
          { head: n.subject, cell: (e) => <NodeLink of={e.cadre ?? e.organization} /> },
        ]}
      />
      <DecisionsSection title={w.decisions} of={of} part={of.decisions} />
      <ListSection
        title={w.sanctions}
        of={of}
        list="sanctions"
        part={of.sanctions}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => e.decidedOn },
          { head: w.sanction, cell: (e) => <NodeLink of={e}>{e.name}</NodeLink> },
          { head: w.regime, cell: (e) => term("SanctionRegime", e.regime) },
          { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
          { head: w.ends, cell: (e) => <>{known(e.effectEndsOn)}{e.revokedOn && <span className="quiet"> {w.revoked(e.revokedOn)}</span>}</> },
        ]}
      />
      <Unrecorded
        of={[
          [w.statements, of.statements.totalCount > 0],
          [w.rulings, of.toleranceRulings.totalCount > 0],
          [w.evaluations, of.evaluations.totalCount > 0],
          [w.decisions, of.decisions.totalCount > 0],
          [w.sanctions, of.sanctions.totalCount > 0],
        ]}
      />
    </>
  );
}
