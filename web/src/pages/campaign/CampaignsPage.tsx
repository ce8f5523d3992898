import { Select } from "antd";
import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useMay } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useShortTerm, useTerm, useWords } from "../../words/words";
import { CampaignsDocument, type CampaignKind, type CampaignState } from "./campaign.gen";
import { words } from "./words";

/** The campaigns, those that end last first; the address holds the kind, the state and the page. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const short = useShortTerm();
  const may = useMay();
  const { get, set } = useAddress();
  const kind = one(values.CampaignKind, get("kind"));
  const state = one(values.CampaignState, get("state"));
  const filter = { ...(kind && { kind: { eq: kind } }), ...(state && { state: { eq: state } }) };
  const asked = useAsked(CampaignsDocument, { filter, ...usePaging("at", 25) });
  return (
    <Page title={w.title} below={w.say} actions={may("Mutation.createCampaign") && <Link to="/record/createCampaign">{w.create}</Link>}>
      <form className="inputs" role="search" aria-label={w.title}>
        <div>
          <label htmlFor="g-kind">{w.kind}</label>
          <Select id="g-kind" value={kind ?? ""} onChange={(kind: string) => set({ kind, at: null })} popupMatchSelectWidth={false} options={[{ value: "", label: w.every }, ...(Object.keys(values.CampaignKind) as CampaignKind[]).map((v) => ({ value: v, label: short("CampaignKind", v) }))]} />
        </div>
        <div>
          <label htmlFor="g-state">{w.state}</label>
          <Select id="g-state" value={state ?? ""} onChange={(state: string) => set({ state, at: null })} popupMatchSelectWidth={false} options={[{ value: "", label: w.every }, ...(Object.keys(values.CampaignState) as CampaignState[]).map((v) => ({ value: v, label: short("CampaignState", v) }))]} />
        </div>
      </form>
      <section className="section" aria-label={w.list}>
        <Answer to={asked} rows={6}>
          {({ campaigns: { nodes, pageInfo, totalCount } }) => (
            <>
              <Rows
                name={w.list}
                of={nodes}
                keyOf={(g) => g.id}
                empty={w.none}
                columns={[
                  { head: w.name, cell: (g) => <NodeLink of={g} /> },
                  { head: w.kind, cell: (g) => short("CampaignKind", g.kind) },
                  { head: w.state, cell: (g) => (g.state ? <span title={term("CampaignState", g.state)}>{short("CampaignState", g.state)}</span> : c.notKnown) },
                  { head: w.started, cell: (g) => g.startedOn ?? <span className="quiet">{w.notBegun}</span> },
                  { head: w.ends, cell: (g) => g.endsOn },
                  { head: w.units, cell: (g) => <>{g.units.nodes.map((u, i) => <span key={u.id}>{i > 0 && "、"}<NodeLink of={u} /></span>)}{g.units.totalCount > g.units.nodes.length && <span className="quiet"> {c.total(g.units.totalCount)}</span>}</> },
                  { head: w.planned, number: true, cell: (g) => g.planned.totalCount },
                ]}
              />
              <Pager name="at" label={w.list} of={pageInfo} total={totalCount} />
            </>
          )}
        </Answer>
      </section>
    </Page>
  );
}

/** What the address says, where it is one of the values. */
const one = <T extends string>(of: Record<T, unknown>, value: string): T | undefined => (value in of ? (value as T) : undefined);
