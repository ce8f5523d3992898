import { Answer, useAsked } from "../../api/Answer";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { plain } from "../../parts/numbers";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { CadreTasksDocument, type CadreTasksQuery } from "./tasks.gen";
import { words } from "./words";

type Edge = Extract<CadreTasksQuery["node"], { __typename: "Cadre" }>["tasks"]["edges"][number];

/** What the official worked on, in which part, how hard it was known to be, and what came out. */
export function TasksSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreTasksDocument, { id, ...usePaging("tasks") });
  return (
    <Section title={w.tasks} id="tasks">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <Rows
                name={w.tasks}
                of={node.tasks.edges}
                keyOf={(e) => e.cursor}
                columns={[
                  { head: w.taskName, cell: (e) => <><NodeLink of={e.node} /><div className="quiet">{[term("TaskCategory", e.node.category), term("TaskSetting", e.node.setting), e.note].filter(Boolean).join(" · ")}</div></> },
                  { head: w.role, cell: (e) => term("TaskRole", e.role) },
                  { head: w.stretch, cell: (e) => c.until(e.from ?? c.notKnown, e.to ?? null) },
                  { head: w.difficulty, cell: (e) => <Difficulty of={e.node} /> },
                  { head: w.outcome, cell: (e) => <Outcome of={e.node} /> },
                ]}
              />
              <Pager name="tasks" label={w.tasks} of={node.tasks.pageInfo} total={node.tasks.totalCount} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}

/** The difficulty as it is recorded, and what stands in the way of its counting. */
function Difficulty({ of }: { of: Edge["node"] }) {
  const w = useWords(words);
  const c = useWords(common);
  if (of.difficulty == null) return <span className="quiet">{c.notKnown}</span>;
  const late = of.difficultySetOn != null && of.outcomeVerifiedOn != null && of.difficultySetOn >= of.outcomeVerifiedOn;
  const why = of.difficultySetOn == null ? w.setNever : late ? w.setLate : of.difficultySource == null ? w.noDifficultySource : null;
  return (
    <>
      {of.difficulty}
      <div className="quiet">{why ?? <>{of.difficultySetOn && w.setOn(of.difficultySetOn)} <NodeLink of={of.difficultySource} /></>}</div>
    </>
  );
}

function Outcome({ of }: { of: Edge["node"] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  if (of.outcome == null) return <span className="quiet">{c.notKnown}</span>;
  return (
    <>
      {term("TaskOutcome", of.outcome)}
      {of.outcomeScore != null && ` ${c.points(plain(of.outcomeScore))}`}
      {of.outcome !== "ONGOING" && <div className="quiet">{of.outcomeVerifiedOn ? w.verifiedOn(of.outcomeVerifiedOn) : w.notVerified}</div>}
    </>
  );
}
