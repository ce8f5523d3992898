import { Button } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { plain, signed } from "../../parts/numbers";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { selectionsOf } from "./kind";
import { ComparedOfficialsDocument, SeniorityEffectDocument, type SeniorityEffectQueryVariables } from "./practice.gen";
import { SelectionsForm } from "./SelectionsForm";
import { words } from "./words";

/** Whether years or work told who was chosen among those who passed the same conditions. */
export function Seniority() {
  const w = useWords(words);
  const { get } = useAddress();
  const { today } = useViewer();
  const variables = selectionsOf(get, today);
  return (
    <Section title={w.seniority}>
      <p className="quiet">{w.senioritySay}</p>
      <SelectionsForm />
      {variables ? <Factors of={variables} /> : <p className="quiet">{w.chooseFirst}</p>}
    </Section>
  );
}

function Factors({ of: variables }: { of: SeniorityEffectQueryVariables }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(SeniorityEffectDocument, variables);
  return (
    <Asking to={asked} of="seniorityEffect" rows={6}>
      {({ seniorityEffect: of }) =>
        of && (
          <>
            <p role="status">{w.seniorityOf(of.positions, of.chosen, of.selections, of.compared, of.leftOut)}</p>
            <Rows
              name={w.seniority}
              of={of.factors}
              keyOf={(f) => f.factor}
              columns={[
                { head: w.factor, cell: (f) => <strong>{term("SeniorityFactor", f.factor)}</strong> },
                { head: w.verdict, cell: (f) => term("SeniorityVerdict", f.verdict) },
                { head: w.spread, cell: (f) => (f.spread === null ? <span className="quiet">{c.notKnown}</span> : f.factor === "WORK" ? c.points(plain(f.spread)) : w.years_(plain(f.spread))) },
                { head: w.odds, cell: (f) => (f.odds === null || f.low === null || f.high === null ? <span className="quiet">—</span> : w.oddsOf(plain(f.odds, 2), plain(f.low, 2), plain(f.high, 2))) },
              ]}
            />
            <Compared of={variables} />
          </>
        )
      }
    </Asking>
  );
}

/** Everyone who is compared, selection by selection; asked for when it is opened. */
function Compared({ of: variables }: { of: SeniorityEffectQueryVariables }) {
  const w = useWords(words);
  const c = useWords(common);
  const { get, set } = useAddress();
  const open = get("list") === "compared";
  const asked = useAsked(ComparedOfficialsDocument, { ...variables, ...usePaging("at", 25) }, { pause: !open });
  if (!open) return <p className="no-print"><Button onClick={() => set({ list: "compared" })}>{w.showCompared}</Button></p>;
  return (
    <section aria-label={w.compared}>
      <h3>{w.compared} <Button size="small" className="no-print" onClick={() => set({ list: null, at: null })}>{w.close}</Button></h3>
      <Asking to={asked} of="seniorityEffect" rows={8}>
        {({ seniorityEffect }) =>
          seniorityEffect && (
            <>
              <Rows
                name={w.compared}
                of={seniorityEffect.members.nodes}
                keyOf={(m) => `${m.on} ${m.position.id} ${m.cadre.id}`}
                columns={[
                  { head: w.on, cell: (m) => m.on },
                  { head: w.post, cell: (m) => <NodeLink of={m.position} /> },
                  { head: w.person, cell: (m) => <NodeLink of={m.cadre} /> },
                  { head: w.chosen, cell: (m) => (m.chosen ? c.yes : c.no) },
                  { head: w.age, number: true, cell: (m) => plain(m.age) },
                  { head: w.yearsInGrade, number: true, cell: (m) => plain(m.yearsInGrade) },
                  { head: w.points, number: true, cell: (m) => signed(m.work) },
                ]}
              />
              <Pager name="at" label={w.compared} of={seniorityEffect.members.pageInfo} total={seniorityEffect.members.totalCount} />
            </>
          )
        }
      </Asking>
    </section>
  );
}
