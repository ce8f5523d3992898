import { Button, Checkbox } from "antd";
import { useMemo } from "react";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Outcome, useEligibility } from "../../parts/gates/outcome";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { useWords } from "../../words/words";
import { conditionsOf } from "./groups";
import { Matrix } from "./Matrix";
import { CandidatesOfDocument, type Eligibility } from "./people.gen";
import { PersonPanel } from "./PersonPanel";
import { RecordsNotice } from "./RecordsNotice";
import type { OneVacancy } from "./VacancyPage";
import { words } from "./words";

const list: Eligibility[] = ["ELIGIBLE", "REVIEW", "UNKNOWN"];

/** Who may be considered: people by conditions, a page at a time, and what is behind each cell. */
export function People({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const eligibility = useEligibility();
  const { get, all, set } = useAddress();
  const day = get("day") || null;
  const of = get("of") as Eligibility | "";
  const asked = useAsked(CandidatesOfDocument, {
    vacancy: vacancy.key,
    asOf: day,
    of: of ? [of] : list,
    ...usePaging("at"),
  });
  const chosen = all("with");
  const waived = useMemo(() => new Set(vacancy.shortlists?.nodes.flatMap((s) => s.waivers.edges.filter((e) => e.consentedBy).map((e) => `${e.node.key} ${e.rule}`))), [vacancy]);
  return (
    <Section title={w.people}>
      <Asking to={asked} of="candidates" rows={12}>
        {({ candidates }) => {
          if (!candidates) return <p className="quiet">{w.none}</p>;
          const { nodes, pageInfo, totalCount } = candidates.candidates;
          const conditions = conditionsOf(nodes);
          const telling = get("columns") === "telling";
          const shown = telling ? conditions.filter((k) => k.telling) : conditions;
          return (
            <>
              <RecordsNotice of={candidates.records} vacancy={vacancy.key} asOf={day} renew={asked.again} />
              <nav className="chips" aria-label={w.filter}>
                <Choice on={of === ""} say={w.all} choose={() => set({ of: null, at: null })} />
                {candidates.eligibilities.map((e) => (
                  <Choice key={e.eligibility} on={of === e.eligibility} say={eligibility(e.eligibility)} number={e.count} choose={() => set({ of: e.eligibility, at: null })} />
                ))}
              </nav>
              <p className="lot">{w.lot}</p>
              <p className="quiet small signs">
                {(["PASS", "FAIL", "UNKNOWN", "REVIEW", "NOT_APPLICABLE", "WAIVED"] as const).map((o) => <Outcome key={o} of={o} />)}
                <span>{w.intervalKey}</span>
              </p>
              <div className="buttons no-print">
                <Checkbox checked={telling} onChange={(e) => set({ columns: e.target.checked ? "telling" : null })}>{w.onlyTelling}</Checkbox>
                <span className="grow" />
                {chosen.length > 0 && (
                  <span role="status">
                    {w.selected(chosen.length)}
                    {chosen.length >= 5 && <span className="quiet"> {w.atMost}</span>}
                  </span>
                )}
                {chosen.length > 0 && <Button size="small" onClick={() => set({ with: null })}>{w.clear}</Button>}
                <Button size="small" type="primary" disabled={chosen.length < 2} onClick={() => set({ view: "compare" })}>{w.goCompare}</Button>
              </div>
              {telling && <p className="quiet small">{shown.length === 0 ? w.noneTelling : w.hidden(conditions.length - shown.length)}</p>}
              {nodes.length === 0 ? (
                <p className="quiet">{w.empty}</p>
              ) : (
                <Matrix
                  rows={nodes}
                  conditions={shown}
                  waived={waived}
                  chosen={chosen}
                  choose={(cadre, on) => set({ with: (on ? [...chosen, cadre] : chosen.filter((k) => k !== cadre)).join(",") }, true)}
                  open={(who, gate) => set({ who, gate })}
                />
              )}
              <Pager name="at" label={w.people} of={pageInfo} total={totalCount} />
              <p className="quiet small digest">
                {w.drawn(candidates.asOf, candidates.edition)} · <span title={w.digestSay}>{w.digest} <code>{candidates.digest}</code></span>
              </p>
            </>
          );
        }}
      </Asking>
      <PersonPanel vacancy={vacancy} waived={waived} />
    </Section>
  );
}

function Choice({ on, say, number, choose }: { on: boolean; say: string; number?: number; choose: () => void }) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={choose}>
      {say} {number !== undefined && <span className="tally">{number}</span>}
    </button>
  );
}
