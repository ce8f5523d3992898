import { Alert } from "antd";

import { GateDetail } from "../../parts/gates/GateDetail";
import { Outcome, useEligibility } from "../../parts/gates/outcome";
import { gateKey, quiet, titlesOf } from "../../parts/gates/titles";
import { NodeLink, NodeLinks, type NodeRef } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import type { PlanMemberFragment, PlanShownFragment } from "./adjustment.gen";
import { placeOf } from "./plan";
import { words } from "./words";

type Plan = PlanShownFragment;
type Member = PlanMemberFragment;

/** What a plan comes to: problems first, then the conditions of each move, posts in turn, places and leading bodies. */
export function Shown({ of }: { of: Plan }) {
  const w = useWords(words);
  return (
    <>
      <Problems of={of} />
      <Section title={w.gates}>
        {of.moves.map((m) => <MoveGates key={m.path} of={m} />)}
        <p className="quiet">{w.edition(of.asOf, of.edition)}</p>
      </Section>
      <Chains of={of.chains} />
      <Places of={of.posts} />
      <Bodies of={of.bodies} />
    </>
  );
}

/** A place in the plan in words, as the way to the move. */
function Place({ path }: { path: string }) {
  const w = useWords(words);
  const found = placeOf(path);
  if (!found) return path;
  const part = found.part === "to" ? w.to : found.part === "leaves" ? w.leaves : found.part === "cadre" ? w.official : "";
  return <a href={`#move-${found.move}`} onClick={(e) => (e.preventDefault(), document.getElementById(`move-${found.move}`)?.scrollIntoView())}>{w.place(found.move, part)}</a>;
}

function Problems({ of }: { of: Plan }) {
  const w = useWords(words);
  const term = useTerm();
  return (
    <Section title={w.problems}>
      {of.problems.length === 0 ? (
        <Alert type="info" showIcon title={w.noProblem} />
      ) : (
        <Rows
          name={w.problems}
          of={of.problems}
          keyOf={(p) => `${p.kind} ${p.paths.join(" ")} ${p.position?.id ?? ""}`}
          columns={[
            { head: w.problem, cell: (p) => <strong>{term("AdjustmentProblemKind", p.kind)}</strong> },
            { head: w.where, cell: (p) => <ul className="plain">{p.paths.map((path) => <li key={path}><Place path={path} /></li>)}</ul> },
            { head: w.about, cell: (p) => <><NodeLink of={p.position ?? p.organization} />{p.rules.length > 0 && <div className="quiet">{p.rules.map((r) => r.title).join(w.semicolon)}</div>}</> },
          ]}
        />
      )}
    </Section>
  );
}

/** The conditions of one move; those that do not simply pass stand open. */
function MoveGates({ of }: { of: Plan["moves"][number] }) {
  const w = useWords(words);
  const eligibility = useEligibility();
  const titles = titlesOf(of.gates);
  const telling = of.gates.filter((g) => !quiet(g.outcome));
  const rest = of.gates.filter((g) => quiet(g.outcome));
  const gate = (g: Plan["moves"][number]["gates"][number]) => (
    <details key={gateKey(g)} className="gate-line">
      <summary><Outcome of={g.outcome} /> {titles.get(gateKey(g))}{!quiet(g.outcome) && g.found && <span className="quiet"> {g.found}</span>}</summary>
      <GateDetail of={g} waived={false} />
    </details>
  );
  return (
    <article className="move-gates">
      <h3><NodeLink of={of.cadre} />{of.to && <> → <NodeLink of={of.to} /></>} <span className="quiet">{of.eligibility ? eligibility(of.eligibility) : w.noGates}</span></h3>
      {telling.length > 0 && <details><summary>{w.openGates(telling.length)}</summary>{telling.map(gate)}</details>}
      {rest.length > 0 && <details><summary>{w.restGates(rest.length)}</summary>{rest.map(gate)}</details>}
    </article>
  );
}

function Chains({ of }: { of: Plan["chains"] }) {
  const w = useWords(words);
  return (
    <Section title={w.chains}>
      {of.map((chain, i) => (
        <article key={chain.moves[0]?.path ?? i} aria-label={w.chain(i + 1)}>
          {of.length > 1 && <h3>{w.chain(i + 1)}</h3>}
          <ol>
            {chain.moves.map((m) => (
              <li key={m.path}>
                <NodeLink of={m.cadre} /> {m.to && <>{w.takesUp} <NodeLink of={m.to} /></>}{m.to && m.leaves.length > 0 && w.semicolon}{m.leaves.length > 0 && <>{w.leavesSay} {m.leaves.map((p, n) => <span key={p.id}>{n > 0 && "、"}<NodeLink of={p} /></span>)}</>}
              </li>
            ))}
          </ol>
          <p>{chain.exchange ? w.exchange : <>{w.vacant}{w.colon}{chain.vacant.length > 0 ? chain.vacant.map((p, n) => <span key={p.id}>{n > 0 && "、"}<NodeLink of={p} /></span>) : w.noneVacant}</>}</p>
        </article>
      ))}
    </Section>
  );
}

function Places({ of }: { of: Plan["posts"] }) {
  const w = useWords(words);
  const c = useWords(common);
  const rest = (p: Plan["posts"][number]) => (p.vacantAfter === null || p.overAfter === null ? c.notKnown : p.overAfter > 0 ? <strong className="over">{w.over(p.overAfter)}</strong> : p.vacantAfter > 0 ? w.free(p.vacantAfter) : w.even);
  const people = (of: readonly { cadre: NodeRef }[]) => <NodeLinks of={of.map((m) => m.cadre)} />;
  return (
    <Section title={w.places}>
      <Rows
        name={w.places}
        of={of}
        keyOf={(p) => p.position.id}
        columns={[
          { head: w.post, cell: (p) => <NodeLink of={p.position} /> },
          { head: w.approved, number: true, cell: (p) => p.approved ?? c.notKnown },
          { head: w.filled, number: true, cell: (p) => <>{p.filled}{p.undecided > 0 && <div className="quiet">{w.undecided(p.undecided)}</div>}</> },
          { head: w.leaving, cell: (p) => people(p.leaving) },
          { head: w.coming, cell: (p) => people(p.coming) },
          { head: w.filledAfter, number: true, cell: (p) => p.filledAfter },
          { head: w.freeOrOver, cell: rest },
        ]}
      />
    </Section>
  );
}

function Bodies({ of }: { of: Plan["bodies"] }) {
  const w = useWords(words);
  if (of.length === 0) return null;
  return (
    <Section title={w.bodies}>
      {of.map((b) => (
        <article key={b.organization.id} className="plan-body">
          <h3><NodeLink of={b.organization} /></h3>
          <div className="columns">
            <Members name={`${b.organization.label} ${w.before}`} head={w.before} of={b.before} tag={w.leavesTag} />
            <Members name={`${b.organization.label} ${w.after}`} head={w.after} of={b.after} tag={w.comesTag} />
          </div>
        </article>
      ))}
      <p className="quiet">{w.unseen}</p>
    </Section>
  );
}

/** Who stands in a body, chiefs first. Those who leave it or come to it are told by a word; where there are any, those who neither move nor head it are folded. */
export function Members({ name, head, of, tag }: { name: string; head: string; of: readonly Member[]; tag: string | null }) {
  const w = useWords(words);
  const c = useWords(common);
  const telling = tag ? of.filter((m) => m.chief || m.moves || m.undecided) : of;
  const rest = tag ? of.filter((m) => !telling.includes(m)) : [];
  return (
    <div>
      <h4>{head} <span className="quiet">{w.people(of.length)}</span></h4>
      {of.length === 0 && <p className="quiet">{c.nothing}</p>}
      {telling.length > 0 && <ul className="plain" aria-label={name}>{telling.map((m) => <OneMember key={`${m.cadre.id} ${m.position.id}`} of={m} tag={tag} />)}</ul>}
      {rest.length > 0 && (
        <details>
          <summary>{w.rest(rest.length)}</summary>
          <ul className="plain">{rest.map((m) => <OneMember key={`${m.cadre.id} ${m.position.id}`} of={m} tag={tag} />)}</ul>
        </details>
      )}
    </div>
  );
}

function OneMember({ of, tag }: { of: Member; tag: string | null }) {
  const w = useWords(words);
  return (
    <li>
      <NodeLink of={of.cadre} /> <span className="quiet">{of.position.label}</span>
      {of.chief && <span className="mark-of">{w.chief}</span>}
      {of.moves && tag && <span className="mark-of moving">{tag}</span>}
      {of.undecided && <span className="mark-of">{w.undecidedTag}</span>}
    </li>
  );
}
