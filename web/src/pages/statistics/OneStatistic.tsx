import { Alert, Input, Select } from "antd";
import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { useNames } from "../../parts/NodePicker";
import { Facts, Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords, type EnumName } from "../../words/words";
import { Bars } from "./Bars";
import { figureSaid } from "./figure";
import { StatisticMembersDocument, StatisticOverTimeDocument, type SeriesStep, type StatisticMembersQuery } from "./statistics.gen";
import { useTo } from "./StatisticsPage";
import { words } from "./words";

type One = NonNullable<StatisticMembersQuery["statistic"]>;
type Member = NonNullable<One["members"]>["nodes"][number];

/** One statistic: its definition in words, how it was before, and whom it counts by which facts. */
export function OneStatistic({ code, unit, asOf }: { code: string; unit: string | null; asOf: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const language = useLanguage();
  const to = useTo();
  const { get } = useAddress();
  const part = get("part") || null;
  const asked = useAsked(StatisticMembersDocument, { code, unit, asOf, part, ...usePaging("at", 50) });
  return (
    <>
      <p className="no-print"><Link to={to({ code: null, part: null, at: null, step: null, from: null })}>← {w.all}</Link></p>
      <Answer to={asked} rows={8}>
        {({ statistic: s }) =>
          s && (
            <>
              <Section title={s.title}>
                <Facts
                  of={[
                    [w.figure, <strong key="figure">{figureSaid(s.figure, s.unit, language)}</strong>],
                    [w.definition, s.definition],
                    [w.population, s.population],
                    [w.period, `${term("StatisticPeriod", s.period)}${s.from ? `：${w.from(s.from, s.asOf)}` : `：${w.until(s.asOf)}`}`],
                    [w.share, s.denominator === null ? "" : `${s.numerator} / ${s.denominator}`],
                  ]}
                />
                {s.parts.length > 0 && <Parts of={s} part={part} />}
              </Section>
              <Series code={code} title={s.title} unit={unit} asOf={asOf} />
              <Section title={w.membersAsOf(s.asOf)} id="members">
                {s.members ? (
                  <>
                    <p role="status">{w.total(s.members.totalCount)}</p>
                    <Rows<Member>
                      name={w.members}
                      of={s.members.nodes}
                      empty={w.none}
                      keyOf={(m) => m.subject.id}
                      columns={[
                        { head: w.subject, cell: (m) => <NodeLink of={m.subject} /> },
                        ...(s.denominator === null ? [] : [{ head: w.counted, cell: (m: Member) => (m.counted ? c.yes : c.no) }]),
                        { head: w.evidence, cell: (m) => <NodeLinks of={m.evidence} /> },
                      ]}
                    />
                    <Pager name="at" label={w.members} of={s.members.pageInfo} />
                  </>
                ) : (
                  <Alert type="info" showIcon title={w.membersRefused} />
                )}
              </Section>
            </>
          )
        }
      </Answer>
    </>
  );
}

/** The parts of a figure; an organization is called by its name. Each narrows the members to its own. */
function Parts({ of, part }: { of: One; part: string | null }) {
  const w = useWords(words);
  const to = useTo();
  const term = useTerm();
  const codes = of.parts.map((p) => p.code);
  const type = enumOf(codes);
  const nameOf = useNames(type ? [] : codes);
  return (
    <>
      <h3>{w.parts}</h3>
      <Rows
        name={w.parts}
        of={of.parts}
        keyOf={(p) => p.code}
        columns={[
          { head: w.parts, cell: (p) => type ? term(type, p.code) : nameOf(p.code) },
          { head: w.figure, number: true, cell: (p) => (p.code === part ? <strong>{p.numerator}</strong> : <Link to={`${to({ part: p.code, at: null })}#members`}>{p.numerator}</Link>) },
        ]}
      />
      {part && <p><Link to={to({ part: null, at: null })}>{w.allParts}</Link></p>}
    </>
  );
}

/** The enum whose values the parts of a statistic are, where they are those of one. */
export function enumOf(codes: readonly string[]): EnumName | undefined {
  const found = (Object.keys(values) as EnumName[]).filter((type) => codes.every((code) => code in values[type]));
  return found.length === 1 ? found[0] : undefined;
}

/** How the figure was on the last day of each step; each day opens to its members. */
function Series({ code, title, unit, asOf }: { code: string; title: string; unit: string | null; asOf: string }) {
  const w = useWords(words);
  const term = useTerm();
  const to = useTo();
  const { get, set } = useAddress();
  const step = ((get("step") || "MONTH") as SeriesStep) in values.SeriesStep ? ((get("step") || "MONTH") as SeriesStep) : "MONTH";
  const to_ = get("to") || asOf;
  const from = get("from") || yearBefore(to_);
  const asked = useAsked(StatisticOverTimeDocument, { code, unit, from, to: to_, step });
  return (
    <Section title={w.series}>
      <div className="asked no-print">
        <label>
          <span>{w.step}</span>
          <Select aria-label={w.step} value={step} onChange={(s: string) => set({ step: s })} options={(Object.keys(values.SeriesStep) as SeriesStep[]).map((s) => ({ value: s, label: term("SeriesStep", s) }))} popupMatchSelectWidth={false} />
        </label>
        <label>
          <span>{w.since}</span>
          <Input type="date" aria-label={w.since} value={from} onChange={(e) => e.target.value && set({ from: e.target.value }, true)} />
        </label>
      </div>
      <Answer to={asked} rows={6}>
        {({ statisticSeries: points }) => (
          <>
            <Bars of={points} label={w.chart(title, points[0]?.asOf ?? "", points.at(-1)?.asOf ?? "")} at={asOf} />
            <div className="points">
              <Rows
                name={w.series}
                of={points}
                keyOf={(p) => p.asOf}
                columns={[
                  { head: w.day, cell: (p) => p.asOf },
                  { head: w.figure, number: true, cell: (p) => (p.asOf === asOf ? <strong>{p.figure}</strong> : <Link to={`${to({ asOf: p.asOf, to: to_, at: null })}#members`} aria-label={w.open(p.asOf, p.figure)}>{p.figure}</Link>) },
                ]}
              />
            </div>
          </>
        )}
      </Answer>
    </Section>
  );
}

/** A year before a day; 29 February has the 28th. */
export function yearBefore(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${Number(year) - 1}-${month}-${month === "02" && date === "29" ? "28" : date}`;
}
