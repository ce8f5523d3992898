import { Input, Select } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { useEligibility } from "../../parts/gates/outcome";
import { gateKey, titlesOf } from "../../parts/gates/titles";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { signed } from "../../parts/numbers";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { UnitPicker, useUnit } from "../../parts/UnitPicker";
import { useViewer } from "../../session/session";
import { useTerm, useWords } from "../../words/words";
import { OverlookedDocument, type NamedGateFragment, type OverlookedQuery } from "./practice.gen";
import { words } from "./words";

type Official = NonNullable<OverlookedQuery["overlooked"]>["officials"]["nodes"][number];

const most = 20;

/** Officials of a unit who have the work or the recommendations, and stood on no list for some years. */
export function Overlooked() {
  const w = useWords(words);
  const { today } = useViewer();
  const { get, set } = useAddress();
  const unit = useUnit(get("unit"));
  const asOf = get("asOf") || today;
  const given = Number(get("years"));
  const years = Number.isInteger(given) && given >= 1 && given <= most ? given : 3;
  const asked = useAsked(OverlookedDocument, { unit, asOf, years, ...usePaging("at", 25) }, { pause: !unit });
  return (
    <Section title={w.overlooked}>
      <p className="quiet">{w.overlookedSay}</p>
      <div className="inputs no-print">
        <UnitPicker className="unit" value={unit} choose={(key) => set({ unit: key, at: null })} />
        <div>
          <label htmlFor="years">{w.years}</label>
          <Select id="years" value={years} onChange={(n) => set({ years: n === 3 ? null : String(n), at: null })} options={Array.from({ length: most }, (_, i) => ({ value: i + 1, label: w.yearsOf(i + 1) }))} />
        </div>
        <div>
          <label htmlFor="as-of">{w.day}</label>
          <Input id="as-of" type="date" className="day" value={asOf} onChange={(e) => /^[12]\d{3}-/.test(e.target.value) && set({ asOf: e.target.value === today ? null : e.target.value, at: null }, true)} />
        </div>
      </div>
      <Asking to={asked} of="overlooked" rows={10}>
        {({ overlooked: of }) =>
          of && (
            <>
              <p role="status">{w.looked(of.officials.totalCount, of.lookedAt, of.since)}</p>
              <p className="quiet">{w.lists(of.shortlists, of.firstShortlistOn)}</p>
              {of.unreadable.length > 0 && <div>{w.unreadable}<NodeLinks of={of.unreadable} /></div>}
              <Rows
                name={w.overlooked}
                of={of.officials.nodes}
                keyOf={(o) => o.cadre.id}
                columns={[
                  { head: w.person, cell: (o) => <><NodeLink of={o.cadre} /><div className="quiet">{o.cadre.organization?.label}</div></> },
                  { head: w.reasons, cell: (o) => <Reasons of={o} /> },
                  { head: w.listedOn, cell: (o) => o.listedOn ?? <span className="quiet">{w.never}</span> },
                  { head: w.vacancies, cell: (o) => <Vacancies of={o.vacancies} /> },
                ]}
              />
              <Pager name="at" label={w.overlooked} of={of.officials.pageInfo} total={of.officials.totalCount} />
            </>
          )
        }
      </Asking>
    </Section>
  );
}

function Reasons({ of }: { of: Official }) {
  const w = useWords(words);
  const term = useTerm();
  const { record } = of;
  return (
    <ul className="plain">
      {of.reasons.map((r) => (
        <li key={r}>
          {term("OverlookedReason", r)}
          {r === "RECORD" && record && (
            <div className="quiet">
              {of.band !== null && `${w.band(of.band)}${w.semicolon}`}{w.workOf(signed(record.interval80.low), signed(record.interval80.high), record.tasks, record.reviews)}
            </div>
          )}
          {r === "NAMED" && of.rounds.map(({ round, byLeader, outstanding }) => (
            <div key={round.id}><NodeLink of={round} /> <span className="quiet">{[byLeader && w.byLeader, outstanding && w.outstanding].filter(Boolean).join(w.semicolon)}</span></div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Vacancies({ of }: { of: Official["vacancies"] }) {
  const w = useWords(words);
  const eligibility = useEligibility();
  const titles = (gates: readonly NamedGateFragment[]) => {
    const of = titlesOf(gates);
    return [...new Set(gates.map((g) => of.get(gateKey(g)) ?? g.title))].join(w.semicolon);
  };
  return (
    <ul className="plain">
      {of.nodes.map((v) => (
        <li key={v.vacancy.id}>
          <NodeLink of={v.vacancy} /> {eligibility(v.eligibility)}
          {v.stoppedBy.length > 0 && <div className="quiet small">{w.stoppedBy(titles(v.stoppedBy))}</div>}
          {v.open.length > 0 && <div className="quiet small">{w.toCheck(titles(v.open))}</div>}
        </li>
      ))}
      {of.totalCount > of.nodes.length && <li className="quiet">{w.moreVacancies(of.totalCount - of.nodes.length)}</li>}
    </ul>
  );
}
