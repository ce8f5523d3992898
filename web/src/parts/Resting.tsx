import type { ReactNode } from "react";

import { useMay } from "../session/session";
import { common } from "../words/common";
import { useTerm, useWords } from "../words/words";
import { ListSection, type Part } from "./lists";
import { nodeWords } from "./node.words";
import { NodeLink, type NodeRef } from "./NodeLink";
import type { Column } from "./Rows";
import { SourceLine } from "./Sources";
import type { SourcesFragment } from "./sources.gen";

interface Evaluation extends NodeRef {
  kind: string;
  score: number | null;
  grade: string | null;
  evaluatedOn: string;
  evaluator?: NodeRef | null;
  cadre: NodeRef | null;
  organization: NodeRef | null;
  sources: SourcesFragment;
}

/** The evaluations that rest on a node, with who gave them where the role may know; day is what stands at each. */
export function EvaluationsSection<E extends Evaluation>({ title, of, part, day = (e) => e.evaluatedOn }: { title: string; of: NodeRef; part: Part<E>; day?: (evaluation: E) => ReactNode }) {
  const w = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  const may = useMay();
  const known = (value: ReactNode) => value ?? <span className="quiet">{c.notKnown}</span>;
  const columns: Column<E>[] = [
    { head: c.day, cell: day },
    { head: w.evaluation, cell: (e) => <NodeLink of={e}>{term("EvaluationKind", e.kind)}</NodeLink> },
    { head: w.subject, cell: (e) => <NodeLink of={e.cadre ?? e.organization} /> },
  ];
  if (may("Evaluation.evaluator")) columns.push({ head: w.evaluator, cell: (e) => (e.evaluator ? <NodeLink of={e.evaluator} /> : known(null)) });
  columns.push({ head: c.score, number: true, cell: (e) => known(e.score) });
  if (part.nodes.some((e) => e.grade)) columns.push({ head: w.grade, cell: (e) => term("EvaluationGrade", e.grade) || known(null) });
  columns.push({ head: c.sources, cell: (e) => <SourceLine of={e.sources} /> });
  return <ListSection title={title} of={of} list="evaluations" part={part} keyOf={(e) => e.id} columns={columns} />;
}

interface Decision extends NodeRef {
  kind: string;
  state: string | null;
  decidedOn: string;
  cadre: NodeRef;
}

/** The decisions that rest on a node. */
export function DecisionsSection({ title, of, part }: { title: string; of: NodeRef; part: Part<Decision> }) {
  const w = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  return (
    <ListSection
      title={title}
      of={of}
      list="decisions"
      part={part}
      keyOf={(e) => e.id}
      columns={[
        { head: c.day, cell: (e) => e.decidedOn },
        { head: w.decision, cell: (e) => <NodeLink of={e}>{term("DecisionKind", e.kind)}</NodeLink> },
        { head: c.name, cell: (e) => <NodeLink of={e.cadre} /> },
        { head: c.state, cell: (e) => term("DecisionState", e.state) },
      ]}
    />
  );
}
