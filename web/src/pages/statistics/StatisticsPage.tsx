import { Alert, Input } from "antd";
import { Link, useSearchParams } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { NodePicker } from "../../parts/NodePicker";
import { Page, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { useMay, useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords } from "../../words/words";
import { figureSaid } from "./figure";
import { OneStatistic } from "./OneStatistic";
import { StatisticsDocument, type StatisticsQuery } from "./statistics.gen";
import "./statistics.css";
import { words } from "./words";

export type Statistic = StatisticsQuery["statistics"][number];

/** The figures of the account by unit and day; each opens to its members and to how it was before. */
export function Component() {
  const w = useWords(words);
  const may = useMay();
  const { today } = useViewer();
  const { get, set } = useAddress();
  if (!may("Query.statistics")) {
    return (
      <Page title={w.title}>
        <Alert type="info" showIcon title={w.refused} />
      </Page>
    );
  }
  const unit = get("unit");
  const asOf = get("asOf") || today;
  return (
    <Page title={w.title} below={w.below}>
      <div className="asked no-print">
        <label>
          <span>{w.unit}</span>
          <NodePicker label={w.unit} type="Organization" one value={unit ? [unit] : []} change={([key]) => set({ unit: key, part: null })} />
        </label>
        <label>
          <span>{w.asOf}</span>
          <Input type="date" aria-label={w.asOf} value={asOf} onChange={(e) => e.target.value && set({ asOf: e.target.value, at: null }, true)} />
        </label>
      </div>
      {get("code") ? <OneStatistic code={get("code")} unit={unit || null} asOf={asOf} /> : <AllStatistics unit={unit || null} asOf={asOf} />}
    </Page>
  );
}

function AllStatistics({ unit, asOf }: { unit: string | null; asOf: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const asked = useAsked(StatisticsDocument, { asOf, unit });
  return (
    <Answer to={asked} rows={12}>
      {({ statistics }) => (
        <Section title={w.all}>
          <Rows
            name={w.all}
            of={statistics}
            keyOf={(s) => s.code}
            columns={[
              {
                head: w.name,
                cell: (s) => (
                  <>
                    <strong>{s.title}</strong>
                    <div className="quiet">{s.definition}</div>
                  </>
                ),
              },
              { head: w.unit, cell: (s) => <span className="period"><NodeLink of={s.organization} /></span> },
              { head: w.period, cell: (s) => <span className="period">{term("StatisticPeriod", s.period)}</span> },
              { head: w.figure, number: true, cell: (s) => <FigureLink of={s} /> },
              { head: w.account, cell: (s) => <Account of={s} none={c.nothing} /> },
            ]}
          />
        </Section>
      )}
    </Answer>
  );
}

/** The figure as it is written, with what it counts, as the way to its members. */
function FigureLink({ of }: { of: Statistic }) {
  const w = useWords(words);
  const to = useTo();
  const figure = figureSaid(of.figure, of.unit, useLanguage());
  return (
    <>
      <Link className="statistic-figure" to={to({ code: of.code })} aria-label={w.open(of.title, figure)}>{figure}</Link>
      {of.approximate && <div className="quiet">{w.approximate}</div>}
    </>
  );
}

/** What the published account says beside it; nothing where it speaks of another unit. */
function Account({ of, none }: { of: Statistic; none: string }) {
  const w = useWords(words);
  const language = useLanguage();
  if (!of.account) return <span className="quiet" title={none}>—</span>;
  const { figure, agrees, source } = of.account;
  const said = figureSaid(figure, of.unit, language);
  return (
    <span className="period">
      {source ? <NodeLink of={source}>{said}</NodeLink> : said} <span className="quiet">{agrees ? w.agrees : w.differs}</span>
    </span>
  );
}

/** The address of this page with some of it changed. */
export function useTo() {
  const [params] = useSearchParams();
  return (changes: Record<string, string | null>) => {
    const next = new URLSearchParams(params);
    for (const [name, value] of Object.entries(changes)) if (value === null) next.delete(name);
      else next.set(name, value);
    return `/statistics?${next.toString()}`;
  };
}
