import { GateDetail } from "../../parts/gates/GateDetail";
import { Outcome, useEligibility } from "../../parts/gates/outcome";
import { gateKey, quiet, titlesOf } from "../../parts/gates/titles";
import { NodeLink } from "../../parts/NodeLink";
import { signed } from "../../parts/numbers";
import { Facts } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords } from "../../words/words";
import { Fit } from "./Fit";
import { scaleOf, standingOf } from "./groups";
import { Interval } from "./Interval";
import type { CandidateWholeFragment } from "./person.gen";
import { useStanding } from "./shared";
import { words } from "./words";

export type Whole = CandidateWholeFragment;

/** One person beside the post: conditions that stand against it first, then the record with all it rests on, then fit. */
export function PersonDetail({ of, waived }: { of: Whole; waived: ReadonlySet<string> }) {
  const w = useWords(words);
  const eligibility = useEligibility();
  const standing = useStanding();
  const titles = titlesOf(of.gates);
  const against = of.gates.filter((g) => !quiet(g.outcome));
  const rest = of.gates.filter((g) => quiet(g.outcome));
  const where = standing(standingOf(of));
  const gate = (g: Whole["gates"][number]) => (
    <details key={gateKey(g)} className="gate-line">
      <summary><Outcome of={g.outcome} /> {titles.get(gateKey(g))}</summary>
      <GateDetail of={g} waived={waived.has(`${of.cadre.key} ${g.rule.code}`)} />
    </details>
  );
  return (
    <>
      <p>
        <strong>{eligibility(of.eligibility)}</strong>{where.name && ` · ${where.name}`} <span className="quiet">{where.says}</span>
        <br /><NodeLink of={of.cadre.organization} />
      </p>
      <h3>{w.stops}</h3>
      {against.length === 0 ? <p className="quiet">{w.nothingStops}</p> : against.map(gate)}
      <details className="fold">
        <summary>{w.metGates(rest.length)}</summary>
        {rest.map(gate)}
      </details>
      <Work of={of} />
      <Fit of={of.fit} />
    </>
  );
}

/** The work record: the interval first, then what it is made of. */
function Work({ of }: { of: Whole }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const language = useLanguage();
  const { record } = of;
  return (
    <>
      <h3>{w.record}</h3>
      {record ? (
        <>
          <Interval inner={record.interval80} outer={record.interval95} scale={scaleOf([record.interval95])} />
          <Facts
            of={[
              [w.interval80, w.interval(signed(record.interval80.low), signed(record.interval80.high))],
              [w.interval95, w.interval(signed(record.interval95.low), signed(record.interval95.high))],
              [w.item, w.basedOn(record.tasks, record.reviews)],
              [w.caveats, record.caveats.map((k) => term("RecordCaveat", k)).join(language === "zh" ? "、" : " ")],
            ]}
          />
        </>
      ) : (
        <p className="quiet">{w.noRecordNote}</p>
      )}
      {of.evidence.length > 0 && (
        <>
          <h3>{w.evidence}</h3>
          <Rows
            name={w.evidence}
            of={of.evidence}
            keyOf={(e) => `${e.node.id} ${e.why}`}
            columns={[
              { head: w.item, cell: (e) => <NodeLink of={e.node} /> },
              { head: w.why_, cell: (e) => e.why },
            ]}
          />
        </>
      )}
      {record && record.items.nodes.length > 0 && (
        <details className="fold">
          <summary>{w.items(record.items.nodes.length, record.items.totalCount)}</summary>
          <Rows
            name={w.items(record.items.nodes.length, record.items.totalCount)}
            of={record.items.nodes}
            keyOf={(i) => `${i.kind} ${i.evaluation?.id ?? ""} ${i.task.id}`}
            columns={[
              { head: c.kind, cell: (i) => (i.evaluation ? <NodeLink of={i.evaluation}>{term("RecordItemKind", i.kind)}</NodeLink> : term("RecordItemKind", i.kind)) },
              { head: w.item, cell: (i) => <><NodeLink of={i.task} /><div className="quiet small">{[w.difficulty(i.difficulty), i.score == null ? "" : c.points(String(i.score))].filter(Boolean).join(" · ")}</div></> },
              { head: w.evaluator, cell: (i) => <NodeLink of={i.evaluation?.evaluator} /> },
              { head: w.contribution, number: true, cell: (i) => signed(i.contribution) },
            ]}
          />
          {record.remainder !== 0 && Math.abs(record.remainder) >= 0.05 && <p className="quiet">{w.remainder(signed(record.remainder))}</p>}
        </details>
      )}
    </>
  );
}
