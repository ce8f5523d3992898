import { Alert, Button, Input } from "antd";
import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { History } from "../../parts/History";
import { nodeWords } from "../../parts/node.words";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { nodePage } from "../../parts/NodePage";
import { Facts, Page, Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { SourcesSection } from "../../parts/Sources";
import { moment } from "../../parts/value";
import { useMay, useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useShortTerm, useTerm, useWords } from "../../words/words";
import { CampaignCoverageDocument, CampaignDocument, CampaignMembersDocument, type CampaignCoverageQuery, type CampaignKind, type CampaignQuery } from "./campaign.gen";
import { recording } from "./recording";
import { words } from "./words";

type Campaign = Extract<NonNullable<CampaignQuery["node"]>, { __typename: "Campaign" }>;
type Covered = NonNullable<Extract<NonNullable<CampaignCoverageQuery["node"]>, { __typename: "Campaign" }>["coverage"]>[number];

/** Which of those planned in a unit are shown, as the address says it. */
type Which = "all" | "done" | "left";
const asked: Record<Which, boolean | null> = { all: null, done: true, left: false };

/** A campaign: with whom it is to be done, with whom it was, and what is left, unit by unit. */
export const Component = nodePage(CampaignDocument, "Campaign", Whole, (id) => ({ id }));

function Whole({ of }: { of: Campaign }) {
  const w = useWords(words);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  const short = useShortTerm();
  const may = useMay();
  return (
    <Page title={of.label} below={[short("CampaignKind", of.kind), of.state && short("CampaignState", of.state)].filter(Boolean).join(" · ")} actions={<Link to={`/fact/${of.id}`}>{n.allFields}</Link>}>
      <Section title={w.about}>
        <Facts
          of={[
            [w.kind, term("CampaignKind", of.kind)],
            [w.state, of.state ? term("CampaignState", of.state) : c.notKnown],
            [w.started, of.startedOn ?? w.notBegun],
            [w.ends, of.endsOn],
            [w.managedBy, of.managedBy && term("ManagedBy", of.managedBy)],
            [w.units, <><NodeLinks of={of.units.nodes} />{of.units.totalCount > of.units.nodes.length && <span className="quiet">{c.total(of.units.totalCount)}</span>}</>],
            [w.key, of.key],
          ]}
        />
        <p className="quiet">{n.recorded(moment(of.recordedAt), of.version)}</p>
      </Section>
      {may("Campaign.coverage") ? <Coverage of={of} /> : <Alert type="info" showIcon title={w.refused} description={w.refusedSay} />}
      <SourcesSection of={of.sources} node={of} />
      <History id={of.id} />
    </Page>
  );
}

/** How many are planned, done and left in each unit as of a day; each number opens to who they are. */
function Coverage({ of }: { of: Campaign }) {
  const w = useWords(words);
  const { today } = useViewer();
  const { get, set } = useAddress();
  const asOf = get("asOf") || today;
  const answer = useAsked(CampaignCoverageDocument, { id: of.id, asOf });
  return (
    <Section
      title={w.coverage}
      id="coverage"
      actions={
        <label className="no-print">
          {w.asOf} <Input type="date" className="day" aria-label={w.asOf} value={asOf} onChange={(e) => e.target.value && set({ asOf: e.target.value, at: null }, true)} />
        </label>
      }
    >
      <Answer to={answer} rows={4}>
        {({ node }) => {
          const units = (node?.__typename === "Campaign" && node.coverage) || null;
          if (!units) return <p className="quiet">{of.startedOn && of.startedOn <= asOf ? w.nobody : w.before}</p>;
          return (
            <>
              <Units of={units} />
              <p className="quiet">{w.coverageSay}</p>
              <Members of={of} asOf={asOf} unit={units.find((u) => u.unit.key === get("unit"))} />
            </>
          );
        }}
      </Answer>
    </Section>
  );
}

function Units({ of }: { of: readonly Covered[] }) {
  const w = useWords(words);
  const c = useWords(common);
  const { get } = useAddress();
  const sum = (part: "planned" | "done" | "left") => of.reduce((n, u) => n + u[part], 0);
  const share = (u: { planned: number; done: number }) => w.percent(((100 * u.done) / u.planned).toFixed(0));
  const shown = (u: Covered, which: Which, name: string, n: number) => (
    <Link to={`?${new URLSearchParams({ ...(get("asOf") && { asOf: get("asOf") }), unit: u.unit.key, which })}#members`} aria-label={w.open(u.unit.label, name, n)} aria-current={get("unit") === u.unit.key && whichOf(get("which")) === which ? "true" : undefined} preventScrollReset>{n}</Link>
  );
  const rows: { key: string; unit: Covered | null; planned: number; done: number; left: number }[] = of.map((u) => ({ key: u.unit.key, unit: u, planned: u.planned, done: u.done, left: u.left }));
  if (of.length > 1) rows.push({ key: "", unit: null, planned: sum("planned"), done: sum("done"), left: sum("left") });
  return (
    <Rows
      name={w.coverage}
      of={rows}
      keyOf={(r) => r.key}
      columns={[
        { head: c.unit, cell: (r) => (r.unit ? <NodeLink of={r.unit.unit} /> : <strong>{w.total}</strong>) },
        { head: w.planned, number: true, cell: (r) => (r.unit ? shown(r.unit, "all", w.planned, r.planned) : r.planned) },
        { head: w.done, number: true, cell: (r) => (r.unit ? shown(r.unit, "done", w.done, r.done) : r.done) },
        { head: w.left, number: true, cell: (r) => (r.unit ? shown(r.unit, "left", w.left, r.left) : r.left) },
        { head: w.share, number: true, cell: (r) => share(r) },
      ]}
    />
  );
}

/** Who is planned in the unit that the address names: all, or those with whom it was done or not. */
function Members({ of, asOf, unit }: { of: Campaign; asOf: string; unit: Covered | undefined }) {
  const w = useWords(words);
  const c = useWords(common);
  const may = useMay();
  const { get, set } = useAddress();
  const which = whichOf(get("which"));
  const answer = useAsked(CampaignMembersDocument, { id: of.id, asOf, unit: unit?.unit.key ?? "", done: asked[which], ...usePaging("at", 25) }, { pause: !unit });
  if (!unit) return null;
  const title = w.members(unit.unit.label, { all: w.planned, done: w.done, left: w.left }[which]);
  const record = recording[of.kind as CampaignKind];
  return (
    <div id="members">
      <h3>{title} <Button size="small" className="no-print" onClick={() => set({ unit: null, which: null, at: null })}>{w.close}</Button></h3>
      <Answer to={answer} rows={6}>
        {({ node }) => {
          const members = node?.__typename === "Campaign" ? node.coverage?.[0]?.members : null;
          if (!members) return <p className="quiet">{w.nobody}</p>;
          return (
            <>
              <Rows
                name={title}
                of={members.nodes}
                keyOf={(m) => m.cadre.id}
                columns={[
                  { head: w.member, cell: (m) => <NodeLink of={m.cadre} /> },
                  { head: w.present, cell: (m) => (m.present ? c.yes : c.no) },
                  {
                    head: w.by,
                    cell: (m) =>
                      m.done ? (
                        <NodeLinks of={m.evidence} />
                      ) : (
                        <>
                          <span className="quiet">{w.notDone}</span>
                          {of.state === "STARTED" && may(`Mutation.${record.mutation}`) && <div className="no-print"><Link to={`/record/${record.mutation}?${new URLSearchParams(record.given(m.cadre.key))}`}>{w.record}</Link></div>}
                        </>
                      ),
                  },
                ]}
              />
              <Pager name="at" label={title} of={members.pageInfo} total={members.totalCount} />
            </>
          );
        }}
      </Answer>
    </div>
  );
}

const whichOf = (text: string): Which => (text === "done" || text === "left" ? text : "all");
