import { Answer, useAsked } from "../../api/Answer";
import { isBefore } from "../../parts/days";
import { ListSection, Unrecorded } from "../../parts/lists";
import { NodeLink } from "../../parts/NodeLink";
import { DecisionsSection, EvaluationsSection } from "../../parts/Resting";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { TaskRestsDocument, type TaskRestsQuery } from "./task.gen";
import { words } from "./words";

type Rested = Extract<NonNullable<TaskRestsQuery["node"]>, { __typename: "Task" }>;

/** What hangs together with a task: evaluations, cases, decisions and rulings, and the tasks that are part of it. */
export function Rests({ id, verifiedOn }: { id: string; verifiedOn: string | null }) {
  const asked = useAsked(TaskRestsDocument, { id, evaluator: useMay()("Evaluation.evaluator") });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Task" && <Lists task={node} verifiedOn={verifiedOn} />}</Answer>;
}

function Lists({ task, verifiedOn }: { task: Rested; verifiedOn: string | null }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const known = (value: string | number | null) => value ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <>
      <EvaluationsSection
        title={w.evaluations}
        of={task}
        part={task.evaluations}
        day={(e) => <>{e.evaluatedOn}{verifiedOn && isBefore(e.evaluatedOn, verifiedOn) && <div className="quiet">{w.beforeOutcome}</div>}</>}
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
      <DecisionsSection title={w.decisions} of={task} part={task.decisions} />
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
