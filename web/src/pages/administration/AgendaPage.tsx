import { Button, Segmented, Select } from "antd";
import { useId } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useMay, useViewer } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { AgendaDocument, type AgendaKind, type AgendaQuery } from "./administration.gen";
import { monthOf } from "./month";
import { words } from "./words";

type Item = AgendaQuery["agenda"]["nodes"][number];

/** What falls due in a month, as a calendar or a table. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const may = useMay();
  const id = useId();
  const { today } = useViewer();
  const { get, all, set } = useAddress();
  const name = monthOf(get("month")) ? get("month") : today.slice(0, 7);
  const month = monthOf(name);
  const kinds = all("kinds");
  const asked = useAsked(AgendaDocument, { from: month?.first ?? today, to: month?.last ?? today, kinds: kinds.length ? (kinds as AgendaKind[]) : null, ...usePaging("at", 200) });
  const offered = Object.keys(values.AgendaKind).filter((k) => k !== "AGE" || may("Cadre.birthMonth"));
  const view = get("view") === "table" ? "table" : "calendar";
  return (
    <Page title={`${w.agenda} ${name}`} below={w.agendaSay}>
      <div className="find no-print">
        <span className="choice">
          <span className="quiet">{w.month}</span>
          <span>
            <Button onClick={() => set({ month: month?.before, at: null })}>{w.previousMonth}</Button> <Button onClick={() => set({ month: month?.after, at: null })}>{w.nextMonth}</Button>
          </span>
        </span>
        <span className="choice wide">
          <label htmlFor={id}>{w.kinds}</label>
          <Select id={id} mode="multiple" value={kinds} onChange={(of: string[]) => set({ kinds: of.join(","), at: null })} options={offered.map((k) => ({ value: k, label: term("AgendaKind", k) }))} />
        </span>
        <Segmented aria-label={w.agenda} value={view} onChange={(v) => set({ view: v === "table" ? v : null })} options={[{ value: "calendar", label: w.calendar }, { value: "table", label: w.table }]} />
      </div>
      <section className="section" aria-label={w.agenda}>
        <Answer to={asked} rows={10}>
          {({ agenda }) => (
            <>
              <p role="status">{agenda.totalCount === 0 ? w.nothing : c.total(agenda.totalCount)}</p>
              {view === "calendar" ? <Calendar weeks={month?.weeks ?? []} items={agenda.nodes} /> : <Table items={agenda.nodes} />}
              <Pager name="at" label={w.agenda} of={agenda.pageInfo} />
            </>
          )}
        </Answer>
      </section>
    </Page>
  );
}

function Calendar({ weeks, items }: { weeks: (string | null)[][]; items: readonly Item[] }) {
  const w = useWords(words);
  const term = useTerm();
  const { today } = useViewer();
  const days = new Map<string, Item[]>();
  for (const item of items) days.set(item.on, [...(days.get(item.on) ?? []), item]);
  return (
    <table className="calendar" aria-label={w.agenda}>
      <thead>
        <tr>{w.weekdays.split(",").map((d) => <th key={d} scope="col">{d}</th>)}</tr>
      </thead>
      <tbody>
        {weeks.map((week, i) => (
          <tr key={i}>
            {week.map((day, n) => (
              <td key={n} className={day === today ? "today" : undefined}>
                {day && (
                  <>
                    <div className="quiet">{Number(day.slice(8))}</div>
                    <ul className="plain">
                      {(days.get(day) ?? []).map((item) => (
                        <li key={item.kind + item.subject.id + item.cadre.id}>
                          <span className="quiet">{term("AgendaKind", item.kind)}</span> <NodeLink of={item.cadre} />
                        </li>
                      ))}
                    </ul>
                  </>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Table({ items }: { items: readonly Item[] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  return (
    <Rows
      name={w.agenda}
      of={items}
      keyOf={(item) => item.kind + item.on + item.subject.id + item.cadre.id}
      columns={[
        { head: w.on, cell: (item) => <>{item.on}{item.undecided && <div className="quiet">{w.unsure}</div>}</> },
        { head: w.kinds, cell: (item) => term("AgendaKind", item.kind) },
        { head: c.name, cell: (item) => <NodeLink of={item.cadre} /> },
        { head: w.subject, cell: (item) => <NodeLink of={item.subject} /> },
        { head: w.rule, cell: (item) => item.rule },
      ]}
    />
  );
}
