import { common } from "../words/common";
import { useTerm, useWords } from "../words/words";
import { ListSection, type Part } from "./lists";
import { stepWords } from "./step.words";
import { NodeLink, type NodeRef } from "./NodeLink";

interface Step extends NodeRef {
  stage: string;
  on: string;
  entitled: number | null;
  present: number | null;
  inFavour: number | null;
  objections: number | null;
  result: string | null;
}

/** The steps of selections that record a decision or a round, with who was there. */
export function SelectionSteps({ of, node }: { of: Part<Step>; node: NodeRef }) {
  const w = useWords(stepWords);
  const c = useWords(common);
  const term = useTerm();
  const known = (n: number | null) => n ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <ListSection
      title={w.steps}
      of={node}
      list="selectionSteps"
      part={of}
      keyOf={(s) => s.id}
      columns={[
        { head: c.day, cell: (s) => s.on },
        { head: w.stage, cell: (s) => <NodeLink of={s}>{term("SelectionStage", s.stage)}</NodeLink> },
        { head: w.entitled, number: true, cell: (s) => known(s.entitled) },
        { head: w.present, number: true, cell: (s) => known(s.present) },
        { head: w.inFavour, number: true, cell: (s) => known(s.inFavour) },
        { head: w.objections, number: true, cell: (s) => known(s.objections) },
        { head: w.result, cell: (s) => s.result },
      ]}
    />
  );
}
