import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { Events, useEvents } from "../../parts/Events";
import { History } from "../../parts/History";
import { AllLink } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { nodePage } from "../../parts/NodePage";
import { Facts, Page, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { SourceOf, SourcesSection } from "../../parts/Sources";
import { moment } from "../../parts/value";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { Difficulty } from "./Difficulty";
import { Rests } from "./Rests";
import { TaskDocument, TaskEventsDocument, type TaskQuery } from "./task.gen";
import { Team } from "./Team";
import { words } from "./words";

export type Task = Extract<NonNullable<TaskQuery["node"]>, { __typename: "Task" }>;

/** A piece of work: how hard it was known to be, what came out, who had which part, and what rests on it. */
export const Component = nodePage(TaskDocument, "Task", Whole, (id) => ({ id }));

function Whole({ of: task }: { of: Task }) {
  const n = useWords(nodeWords);
  const term = useTerm();
  const may = useMay();
  return (
    <Page
      title={task.title}
      below={[term("TaskCategory", task.category), term("TaskSetting", task.setting), term("TaskOutcome", task.outcome)].filter(Boolean).join(" · ")}
      actions={<Link to={`/fact/${task.id}`}>{n.allFields}</Link>}
    >
      <div className="columns">
        <About task={task} />
        <Difficulty task={task} />
        <Outcome task={task} />
      </div>
      {may("Task.teamOutcome") && task.outcomeVerifiedOn && <Team id={task.id} />}
      <People task={task} />
      <Rests id={task.id} verifiedOn={task.outcomeVerifiedOn} />
      <Happened id={task.id} />
      <SourcesSection of={task.sources} node={task} />
      <History id={task.id} />
    </Page>
  );
}

function About({ task }: { task: Task }) {
  const w = useWords(words);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  return (
    <Section title={w.about}>
      <Facts
        of={[
          [w.summary, task.summary],
          [w.category, term("TaskCategory", task.category)],
          [w.setting, term("TaskSetting", task.setting) || c.notKnown],
          [w.frontline, task.frontline == null ? c.notKnown : task.frontline ? c.yes : c.no],
          [w.risk, task.accountabilityRisk == null ? c.notKnown : w.outOf5(task.accountabilityRisk)],
          [w.started, task.startedOn ?? c.notKnown],
          [w.due, task.dueOn ?? c.notKnown],
          [w.parent, task.parent && <NodeLink of={task.parent} />],
          [w.organizations, task.organizations.totalCount > 0 && <NodeLinks of={task.organizations.nodes} />],
          [w.key, task.key],
        ]}
      />
      <AllLink of={task} list="organizations" total={task.organizations.totalCount} shown={task.organizations.nodes.length} />
      <p className="quiet">{n.recorded(moment(task.recordedAt), task.version)}</p>
    </Section>
  );
}

function Outcome({ task }: { task: Task }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const over = task.outcome !== null && task.outcome !== "ONGOING";
  return (
    <Section title={w.outcome}>
      <Facts
        of={[
          [w.outcome, term("TaskOutcome", task.outcome) || c.notKnown],
          [w.completed, over && (task.completedOn ?? c.notKnown)],
          [w.score, over && (task.outcomeScore == null ? c.notKnown : c.points(String(task.outcomeScore)))],
          [w.verified, over && (task.outcomeVerifiedOn ?? w.notVerified)],
        ]}
      />
    </Section>
  );
}

const order = ["LEAD", "DEPUTY", "MEMBER", "SUPPORT"];

function People({ task }: { task: Task }) {
  const w = useWords(words);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  // Whoever led it comes first; what there is of each part stays in the order of time.
  const people = task.cadres.edges.map((e, i) => ({ ...e, i })).sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.i - b.i);
  const noted = people.some((e) => e.note);
  return (
    <Section title={w.people} id="people">
      <Rows
        name={w.people}
        of={people}
        keyOf={(e) => String(e.i)}
        columns={[
          { head: w.role, cell: (e) => term("TaskRole", e.role) },
          { head: c.name, cell: (e) => <NodeLink of={e.node} /> },
          { head: c.unit, cell: (e) => <NodeLink of={e.node.organization} /> },
          { head: n.until, cell: (e) => (e.from ? c.until(e.from, e.to) : e.to ? c.until(c.notKnown, e.to) : c.notKnown) },
          ...(noted ? [{ head: n.note, cell: (e: (typeof people)[number]) => e.note }] : []),
          { head: c.sources, cell: (e) => <SourceOf source={e.source} locator={e.locator} /> },
        ]}
      />
      <AllLink of={task} list="cadres" total={task.cadres.totalCount} shown={people.length} />
    </Section>
  );
}

function Happened({ id }: { id: string }) {
  const events = useEvents();
  const asked = useAsked(TaskEventsDocument, { id, events });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Task" && <Events of={node.timeline} self={id} />}</Answer>;
}
