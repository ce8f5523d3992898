import { Select } from "antd";
import { useMemo } from "react";

import { useViewer } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { figureKinds, figureOf, shownColumns } from "./documents";
import { columnChoices, keyChoices, open } from "./fields";
import { figureLabel } from "./Groups";
import type { List } from "./model";
import { columnNamed, named } from "./says";
import { figures, orders, roots } from "./shape.gen";
import { words } from "./words";

/** What of the list is shown, and how: columns and order, or groups and their figure. */
export function Shape({ list, change }: { list: List; change: (to: List) => void }) {
  const w = useWords(words);
  const language = useLanguage();
  const { role } = useViewer();
  const type = roots[list.of]?.[0] ?? "";
  const keys = useMemo(() => keyChoices(type, role, language), [type, role, language]);
  const grouped = list.by.length > 0;
  const search = { optionFilterProp: "label" };
  return (
    <div className="shape no-print">
      <label>
        <span>{w.groups}</span>
        <Select aria-label={w.groups} showSearch={search} allowClear placeholder={w.noGroups} value={list.by[0] ?? null} onChange={(by?: string | null) => change({ ...list, by: by ? [by, ...list.by.slice(1)] : [] })} options={keys} popupMatchSelectWidth={300} />
      </label>
      {grouped && (
        <>
          <label>
            <span>{w.groupBySecond}</span>
            <Select aria-label={w.groupBySecond} showSearch={search} allowClear placeholder="—" value={list.by[1] ?? null} onChange={(by?: string | null) => change({ ...list, by: [list.by[0] ?? "", ...(by ? [by] : [])] })} options={keys} popupMatchSelectWidth={300} />
          </label>
          <label>
            <span>{w.figure}</span>
            <Select aria-label={w.figure} allowClear placeholder={w.figureNone} value={figureOf(list) ? list.figure : null} onChange={(figure?: string | null) => change({ ...list, figure: figure ?? "", first: figure ? list.first : list.first === "figure" ? "count" : list.first })} options={figureChoices(type, role, language)} popupMatchSelectWidth={220} />
          </label>
          <label>
            <span>{w.groupsFirst}</span>
            <Select aria-label={w.groupsFirst} value={list.first} onChange={(first: List["first"]) => change({ ...list, first })} options={[{ value: "count", label: w.byCount }, { value: "key", label: w.byKey }, ...(figureOf(list) ? [{ value: "figure", label: w.byFigure }] : [])]} popupMatchSelectWidth={false} />
          </label>
        </>
      )}
      {!grouped && (
        <>
          <label className="grow">
            <span>{w.columns}</span>
            <Select
              mode="multiple"
              aria-label={w.columns}
              showSearch={search}
              maxTagCount="responsive"
              value={shownColumns(list).map((c) => ({ value: c, label: columnNamed(type, c, language) }))}
              labelInValue
              onChange={(columns: { value: string }[]) => change({ ...list, columns: columns.map((c) => c.value) })}
              options={columnChoices(type, role, language)}
              popupMatchSelectWidth={320}
            />
          </label>
          <label>
            <span>{w.order}</span>
            <Select
              aria-label={w.order}
              showSearch={search}
              allowClear
              placeholder={w.orderUsual}
              value={list.order?.[0] ?? null}
              onChange={(field?: string | null) => change({ ...list, order: field ? [field, list.order?.[1] ?? "ASC"] : null })}
              options={Object.entries(orders[`${type}Order`] ?? {}).filter(([, e]) => open(e, role)).map(([name, e]) => ({ value: name, label: named(name, e, language) }))}
              popupMatchSelectWidth={220}
            />
          </label>
          {list.order && (
            <label>
              <span>{w.way}</span>
              <Select aria-label={w.way} value={list.order[1]} onChange={(way: "ASC" | "DESC") => change({ ...list, order: [list.order?.[0] ?? "key", way] })} options={[{ value: "ASC", label: w.ascending }, { value: "DESC", label: w.descending }]} popupMatchSelectWidth={false} />
            </label>
          )}
        </>
      )}
    </div>
  );
}

function figureChoices(type: string, role: string, language: "zh" | "en") {
  return Object.entries(figures[`${type}Aggregate`] ?? {})
    .filter(([, e]) => open(e, role))
    .flatMap(([field, e]) => (figureKinds[e[0]] ?? []).map((kind) => ({ value: `${field}.${kind}`, label: figureLabel(type, field, kind, language) })));
}
