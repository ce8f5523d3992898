import { NodeLink } from "../../parts/NodeLink";
import { Facts, Section } from "../../parts/Page";
import { Process } from "../../parts/Process";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import type { Case } from "./CasePage";
import { steps } from "./steps";
import { words } from "./words";

type Hearing = NonNullable<Case["hearings"]>[number];

/** How far the case was verified, and whether each official was told and heard. */
export function Hearings({ of }: { of: Case }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  return (
    <Section title={w.process} id="process">
      <Process name={w.process} of={steps(of, { term, w })} />
      {of.clarifiedOn && (
        <Facts
          of={[
            [w.clarified, <>{of.clarifiedOn} {term("ClearingCircle", of.clarifiedTo)}{of.clarifiedBy && <> · <NodeLink of={of.clarifiedBy} /></>}</>],
          ]}
        />
      )}
      <h3>{w.hearings}</h3>
      <Rows
        name={w.hearings}
        of={of.hearings ?? []}
        keyOf={(h) => h.cadre.id}
        empty={w.noHearing}
        columns={[
          { head: c.name, cell: (h) => <NodeLink of={h.cadre} /> },
          { head: w.toldOn, cell: (h) => h.notifiedOn ?? w.notTold },
          { head: w.until, cell: (h) => <Until of={h.deadline} /> },
          { head: w.said, cell: (h) => <Said of={h.statements} /> },
          { head: w.heard, cell: (h) => (h.heard ? w.wasHeard : w.notHeard) },
        ]}
      />
      <p className="quiet">{w.hearRule}</p>
    </Section>
  );
}

function Until({ of }: { of: Hearing["deadline"] }) {
  const w = useWords(words);
  const c = useWords(common);
  if (!of) return null;
  return (
    <>
      {of.on ?? c.notKnown}
      {of.overdue && <span className="quiet"> {w.overdue}</span>}
      {of.undecided && <span className="quiet"> {w.undecided}</span>}
      {of.rule && <div className="quiet" title={of.rule.sentence}>{w.byRule(of.rule.title)}</div>}
    </>
  );
}

function Said({ of }: { of: Hearing["statements"] }) {
  const term = useTerm();
  return (
    <ul className="plain">
      {of.map((s) => (
        <li key={s.id}>
          <NodeLink of={s}>{s.filedOn} {term("StatementKind", s.kind)}</NodeLink> <span className="quiet">{term("StatementStatus", s.status)} {s.answeredOn} {term("StatementOutcome", s.outcome)}</span>
        </li>
      ))}
    </ul>
  );
}
