import { Button, Select } from "antd";

import { Answer, afterStatements, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { LifeDrawing } from "./LifeDrawing";
import { within, withoutDay, yearOf, yearsOf, type Moment, type Span } from "./life";
import { CadreLifeDocument, type CadreLifeQuery } from "./life.gen";
import { words } from "./words";

type Life = Extract<CadreLifeQuery["node"], { __typename: "Cadre" }>;
type Event = NonNullable<Life["timeline"]>["nodes"][number];

const weights = { LEAD: 1, DEPUTY: 0.7, MEMBER: 0.45, SUPPORT: 0.25 } as const;

/** Posts, ranks and parts in tasks as bars, what happened as dots, all on one scale of years; and the same as a table. */
export function LifeSection({ id }: { id: string }) {
  const w = useWords(words);
  const term = useShortTerm();
  const { get, all, set } = useAddress();
  const years = { from: Number(get("from")) || null, to: Number(get("to")) || null };
  const asked = useAsked(CadreLifeDocument, {
    id,
    from: years.from ? `${years.from}-01-01` : null,
    to: years.to ? `${years.to}-12-31` : null,
    after: get("life") || null,
  }, { context: afterStatements });
  const kinds = all("kinds");

  return (
    <Section title={w.life} id="life">
      <Answer to={asked} rows={8}>
        {({ node }) => {
          if (node?.__typename !== "Cadre") return null;
          const events: readonly Event[] = node.timeline?.nodes ?? [];
          const spans = spansOf(node, (role) => term("TaskRole", role));
          return (
            <Chart
              spans={spans}
              moments={events}
              kinds={kinds}
              years={years}
              total={node.timeline?.totalCount ?? 0}
              next={node.timeline?.pageInfo.hasNextPage ? node.timeline.pageInfo.endCursor ?? null : null}
              set={set}
              later={get("life") !== ""}
              table={get("view") === "table"}
            />
          );
        }}
      </Answer>
    </Section>
  );
}

interface Shown {
  spans: Span[];
  moments: readonly Moment[];
  kinds: string[];
  years: { from: number | null; to: number | null };
  total: number;
  next: string | null;
  later: boolean;
  table: boolean;
  set: ReturnType<typeof useAddress>["set"];
}

function Chart({ spans, moments, kinds, years, total, next, later, table, set }: Shown) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const { today } = useViewer();
  const names = { post: w.post, rank: w.rank, task: w.task } as const;
  const shows = (kind: string) => kinds.length === 0 || kinds.includes(kind);
  const bars = spans.filter((s) => shows(s.group) && within(s, years));
  const dots = moments.filter((m) => shows(m.kind));
  const range = yearsOf(spans, moments, today, years);
  const whole = yearsOf(spans, moments, today, { from: null, to: null });
  const choices = Array.from({ length: whole[1] - whole[0] + 1 }, (_, i) => ({ value: whole[0] + i, label: w.year(whole[0] + i) }));
  const happened = [...new Set([...moments.map((m) => m.kind), ...kinds.filter((k) => !(k in names))])];
  const undrawn = bars.filter((s) => s.from == null).length;
  const rows = [
    ...bars.map((s) => ({ key: s.key, on: s.from ?? "", time: c.until(s.from ?? c.notKnown, s.to), kind: names[s.group], node: s.node, text: s.text })),
    ...dots.map((m, i) => ({ key: `${m.kind} ${m.node.id} ${i}`, on: m.on, time: m.on, kind: term("TimelineKind", m.kind), node: m.node, text: withoutDay(m.node.label, m.on) })),
  ].sort((a, b) => a.on.localeCompare(b.on));

  return (
    <>
      <div className="controls no-print">
        <Select
          mode="multiple"
          allowClear
          maxTagCount="responsive"
          aria-label={w.lifeShow}
          placeholder={c.says(w.lifeShow, w.lifeAll)}
          value={kinds}
          onChange={(of: string[]) => set({ kinds: of.join(",") })}
          options={[...Object.entries(names), ...happened.map((k) => [k, term("TimelineKind", k)] as const)].map(([value, label]) => ({ value, label }))}
          optionFilterProp="label"
          className="wide"
        />
        <Select allowClear aria-label={w.from} placeholder={w.from} value={years.from} onChange={(y?: number) => set({ from: y ? String(y) : null, life: null })} options={choices} />
        <Select allowClear aria-label={w.to} placeholder={w.to} value={years.to} onChange={(y?: number) => set({ to: y ? String(y) : null, life: null })} options={choices} />
        <Button onClick={() => set({ view: table ? null : "table" })} aria-expanded={table} aria-controls="life-table">{table ? w.hideTable : w.asTable}</Button>
      </div>
      <LifeDrawing bars={bars} moments={dots} range={range} today={today} />
      {undrawn > 0 && <p className="quiet">{w.undrawn(undrawn)}</p>}
      {(next || later) && (
        <p className="quiet no-print">
          {w.cut(moments.length, total)} {next && <Button size="small" onClick={() => set({ life: next })}>{w.laterEvents}</Button>}{" "}
          {later && <Button size="small" onClick={() => set({ life: null })}>{w.firstEvents}</Button>}
        </p>
      )}
      <div id="life-table" className={table ? undefined : "print-only"}>
        <Rows
          name={w.life}
          of={rows}
          keyOf={(r) => r.key}
          columns={[
            { head: w.time, cell: (r) => r.time },
            { head: c.kind, cell: (r) => r.kind },
            { head: w.what, cell: (r) => <NodeLink of={r.node}>{r.text}</NodeLink> },
          ]}
        />
      </div>
    </>
  );
}

function spansOf(life: Life, roleName: (role: string) => string): Span[] {
  const posts = life.appointments.nodes.map((a): Span => ({ group: "post", key: a.id, node: a, from: a.from, to: a.to ?? null, text: a.position.label, weight: a.main === false ? 0.45 : 1 }));
  const ranks = life.rankGrants.nodes.map((r): Span => ({ group: "rank", key: r.id, node: r, from: r.grantedOn, to: r.to ?? null, text: r.rank, weight: 0.7 }));
  const tasks = life.tasks.edges.map(
    (t): Span => ({ group: "task", key: `${t.node.id} ${t.role} ${t.from}`, node: t.node, from: t.from ?? null, to: t.to ?? null, text: `${roleName(t.role)} · ${t.node.label}`, weight: weights[t.role] }),
  );
  return [...posts, ...ranks, ...tasks].sort((a, b) => yearOf(a.from ?? "9999") - yearOf(b.from ?? "9999"));
}
