import { Answer, useAsked } from "../../api/Answer";
import { isBefore } from "../../parts/days";
import { ListSection, Unrecorded } from "../../parts/lists";
import { NodeLink } from "../../parts/NodeLink";
import { SourceLine } from "../../parts/Sources";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { TaskRestsDocument, type TaskRestsQuery } from "./task.gen";
import { words } from "./words";

type Rested = Extract<NonNullable<TaskRestsQuery["node"]>, { __typename: "Task" }>;
type Evaluation = Rested["evaluations"]["nodes"][number];

/** What hangs together with a task: evaluations, cases, decisions and rulings, and the tasks that are part of it. */
export function Rests({ id, verifiedOn }: { id: string; verifiedOn: string | null }) {
  const asked = useAsked(TaskRestsDocument, { id, evaluator: useMay()("Evaluation.evaluator") });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Task" && <Lists task={node} verifiedOn={verifiedOn} />}</Answer>;
}

function Lists({ task, verifiedOn }: { task: Rested; verifiedOn: string | null }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const may = useMay();
  const known = (value: string | number | null) => value ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <>
      <ListSection
        title={w.evaluations}
        of={task}
        list="evaluations"
        part={task.evaluations}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => <>{e.evaluatedOn}{verifiedOn && isBefore(e.evaluatedOn, verifiedOn) && <div className="quiet">{w.beforeOutcome}</div>}</> },
          { head: w.evaluation, cell: (e) => <NodeLink of={e}>{term("EvaluationKind", e.kind)}</NodeLink> },
          { head: w.subject, cell: (e) => <NodeLink of={e.cadre ?? e.organization} /> },
          ...(may("Evaluation.evaluator") ? [{ head: w.evaluator, cell: (e: Evaluation) => (e.evaluator ? <NodeLink of={e.evaluator} /> : known(null)) }] : []),
          { head: c.score, number: true, cell: (e) => known(e.score) },
          ...(task.evaluations.nodes.some((e) => e.grade) ? [{ head: w.grade, cell: (e: Evaluation) => term("EvaluationGrade", e.grade) || known(null) }] : []),
          { head: c.sources, cell: (e) => <SourceLine of={e.sources} /> },
        ]}
      />
      <ListSection
        title={w.cases}
        of={task}
        list="cases"
        part={task.cases}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => e.occurredOn },
          { head: w.case, cell: (e) => <NodeLink of={e} /> },
          { head: w.polarity, cell: (e) => term("Polarity", e.polarity) },
          { head: c.kind, cell: (e) => term("CaseKind", e.kind) },
          { head: w.verification, cell: (e) => term("Verification", e.verification) },
        ]}
      />
      <ListSection
        title={w.decisions}
        of={task}
        list="decisions"
        part={task.decisions}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => e.decidedOn },
          { head: w.decision, cell: (e) => <NodeLink of={e}>{term("DecisionKind", e.kind)}</NodeLink> },
          { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
          { head: w.state, cell: (e) => term("DecisionState", e.state) },
        ]}
      />
      <ListSection
        title={w.rulings}
        of={task}
        list="toleranceRulings"
        part={task.toleranceRulings}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => <NodeLink of={e}>{e.ruledOn}</NodeLink> },
          { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
          { head: w.effect, cell: (e) => <>{term("ToleranceEffect", e.effect)}{e.revokedOn && <span className="quiet"> {w.revoked(e.revokedOn)}</span>}</> },
          { head: w.rulingBasis, cell: (e) => e.basis },
        ]}
      />
      <ListSection
        title={w.children}
        of={task}
        list="children"
        part={task.children}
        keyOf={(e) => e.id}
        columns={[
          { head: w.started, cell: (e) => known(e.startedOn) },
          { head: c.title, cell: (e) => <NodeLink of={e} /> },
          { head: w.difficulty, number: true, cell: (e) => known(e.difficulty) },
          { head: w.outcome, cell: (e) => term("TaskOutcome", e.outcome) || known(null) },
        ]}
      />
      <Unrecorded
        of={[
          [w.evaluations, task.evaluations.totalCount > 0],
          [w.cases, task.cases.totalCount > 0],
          [w.decisions, task.decisions.totalCount > 0],
          [w.rulings, task.toleranceRulings.totalCount > 0],
          [w.children, task.children.totalCount > 0],
        ]}
      />
    </>
  );
}
