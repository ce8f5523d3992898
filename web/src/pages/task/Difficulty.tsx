import { AllLink } from "../../parts/lists";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { counting } from "./difficulty";
import type { Task } from "./TaskPage";
import { words } from "./words";

/** How hard the task was said to be, by whom and when, and whether that counts. */
export function Difficulty({ task }: { task: Task }) {
  const w = useWords(words);
  const c = useWords(common);
  const revisions = task.difficultyRevisions;
  return (
    <Section title={w.difficulty}>
      <Facts
        of={[
          [w.level, task.difficulty == null ? c.notKnown : w.outOf5(task.difficulty)],
          [w.setOn, task.difficulty != null && (task.difficultySetOn ?? c.notKnown)],
          [w.basis, task.difficulty != null && (task.difficultyBasis ?? c.notKnown)],
          [w.source, task.difficulty != null && (task.difficultySource ? <><NodeLink of={task.difficultySource} /> <span className="quiet">{task.difficultySource.documentNo}</span></> : c.notKnown)],
          [w.counting, w[counting(task)]],
        ]}
      />
      <p className="quiet">{w.rule}</p>
      {revisions.totalCount > 0 && (
        <>
          <h3>{w.revisions}</h3>
          <Rows
            name={w.revisions}
            of={revisions.nodes}
            keyOf={(r) => r.id}
            columns={[
              { head: c.day, cell: (r) => <NodeLink of={r}>{r.revisedOn}</NodeLink> },
              { head: w.revisedTo, number: true, cell: (r) => r.difficulty },
              { head: w.reason, cell: (r) => r.reason },
              { head: w.revisedBy, cell: (r) => (r.organization ? <NodeLink of={r.organization} /> : c.notKnown) },
            ]}
          />
          <AllLink of={task} list="difficultyRevisions" total={revisions.totalCount} shown={revisions.nodes.length} />
        </>
      )}
    </Section>
  );
}
