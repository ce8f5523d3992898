import { Input } from "antd";
import { useId, type ReactNode } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink, NodeLinks, type NodeRef } from "../../parts/NodeLink";
import { Page, Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { UnitPicker, useUnit } from "../../parts/UnitPicker";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { EstablishmentDocument, RanksDocument } from "./administration.gen";
import { words } from "./words";

/** Posts and ranks approved, held and free below a unit on a day (职数). */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const id = useId();
  const { today } = useViewer();
  const { get, set } = useAddress();
  const unit = useUnit(get("unit"));
  const asOf = get("asOf") || null;
  const posts = useAsked(EstablishmentDocument, { unit, asOf, ...usePaging("at", 50) }, { pause: !unit });
  const ranks = useAsked(RanksDocument, { unit, asOf }, { pause: !unit });
  const number = (n: number | null) => (n === null ? <span className="quiet">{c.notKnown}</span> : n);
  return (
    <Page title={w.establishment} below={w.establishmentSay}>
      <div className="find no-print">
        <UnitPicker className="choice unit" value={unit} choose={(key) => set({ unit: key, at: null })} />
        <span className="choice">
          <label htmlFor={id}>{w.asOf}</label>
          <Input id={id} key={asOf} defaultValue={asOf ?? today} onBlur={(e) => set({ asOf: e.target.value === today ? null : e.target.value, at: null })} onPressEnter={(e) => e.currentTarget.blur()} />
        </span>
      </div>
      <Section title={w.establishment}>
        <Answer to={posts} rows={10}>
          {({ establishment }) => (
            <>
              <Rows
                name={w.establishment}
                of={establishment.nodes}
                keyOf={(e) => e.organization.id + e.grade}
                columns={[
                  { head: w.organization, cell: (e) => <NodeLink of={e.organization} /> },
                  { head: w.grade, cell: (e) => term("PostGrade", e.grade) },
                  { head: w.approved, number: true, cell: (e) => number(e.approved) },
                  { head: w.filled, number: true, cell: (e) => e.filled },
                  { head: w.undecided, number: true, cell: (e) => e.undecided },
                  { head: w.vacant, number: true, cell: (e) => number(e.vacant) },
                  { head: w.over, number: true, cell: (e) => (e.over ? <strong className="problem">{e.over}</strong> : number(e.over)) },
                  { head: w.after, number: true, cell: (e) => (e.proposedIn || e.proposedOut ? number(e.vacantAfter) : "") },
                  {
                    head: w.behind,
                    cell: (e) => (
                      <details>
                        <summary>{w.positions} {e.positions.length} · {w.appointments} {e.appointments.length}</summary>
                        <Behind title={w.positions} of={e.positions} />
                        <Behind title={w.appointments} of={e.appointments} />
                        <Behind title={w.proposed} of={e.proposed} />
                      </details>
                    ),
                  },
                ]}
              />
              <Pager name="at" label={w.establishment} of={establishment.pageInfo} />
            </>
          )}
        </Answer>
      </Section>
      <Section title={w.ranks}>
        <Answer to={ranks}>
          {({ rankUse }) => (
            <Rows
              name={w.ranks}
              of={rankUse}
              keyOf={(r) => r.ladder + r.group + r.kind}
              columns={[
                { head: w.kind, cell: (r) => term("OrganizationKind", r.kind) },
                { head: w.ladder, cell: (r) => term("RankLadder", r.ladder) },
                { head: w.group, cell: (r) => r.group },
                { head: w.organizations, number: true, cell: (r) => r.organizations },
                { head: w.approved, number: true, cell: (r) => r.approved },
                { head: w.used, number: true, cell: (r) => r.used },
                { head: w.undecided, number: true, cell: (r) => r.undecided },
                { head: w.vacant, number: true, cell: (r) => r.vacant },
                { head: w.over, number: true, cell: (r) => r.over },
                { head: w.organizationsOver, number: true, cell: (r) => r.organizationsOver },
              ]}
            />
          )}
        </Answer>
      </Section>
    </Page>
  );
}

function Behind({ title, of }: { title: string; of: readonly NodeRef[] }): ReactNode {
  if (of.length === 0) return null;
  return (
    <>
      <div className="quiet">{title}</div>
      <NodeLinks of={of} />
    </>
  );
}
