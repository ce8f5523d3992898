import { Button, Input, Select } from "antd";
import { useEffect, useState } from "react";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Page } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows, type Column } from "../../parts/Rows";
import { UnitPicker } from "../../parts/UnitPicker";
import { useMay } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { filterOf } from "./filter";
import { VacanciesDocument, type TaskCategory, type VacanciesQuery, type VacancyStatus } from "./vacancies.gen";
import { words } from "./words";

type OneVacancy = VacanciesQuery["vacancies"]["nodes"][number];

/** The vacancies that the viewer may see, by state, unit and day; the address holds the filters and the page. */
export function Component() {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const may = useMay();
  const { get } = useAddress();
  const asked = useAsked(VacanciesDocument, {
    filter: filterOf({ text: get("text"), status: get("status"), unit: get("unit"), from: get("from"), to: get("to") }),
    mayShortlists: may("Vacancy.shortlists"),
    ...usePaging("at", 25),
  });
  const columns: Column<OneVacancy>[] = [
    { head: w.vacancy, cell: (v) => <NodeLink of={v} /> },
    { head: w.unit, cell: (v) => <NodeLink of={v.position.organization} /> },
    { head: w.grade, cell: (v) => (v.position.grade ? term("PostGrade", v.position.grade) : c.notKnown) },
    { head: w.status, cell: (v) => (v.status ? term("VacancyStatus", v.status) : c.notKnown) },
    { head: w.opened, cell: (v) => v.openedOn },
    { head: w.closes, cell: (v) => v.closesOn ?? <span className="quiet">{w.unbounded}</span> },
    { head: w.wants, cell: (v) => v.wants?.map((x) => term("TaskCategory", x.split(":")[0] as TaskCategory)).join("、") },
  ];
  if (may("Vacancy.shortlists")) columns.push({ head: w.shortlists, number: true, cell: (v) => v.shortlists?.totalCount });
  return (
    <Page title={w.title}>
      <Filters />
      <section className="section" aria-label={w.list}>
        <Answer to={asked} rows={8}>
          {({ vacancies: { nodes, totalCount, pageInfo } }) => (
            <>
              <p role="status">{totalCount === 0 ? w.none : w.found(totalCount)}</p>
              {nodes.length > 0 && <Rows name={w.list} of={nodes} keyOf={(v) => v.id} columns={columns} />}
              <Pager name="at" label={w.list} of={pageInfo} />
            </>
          )}
        </Answer>
      </section>
    </Page>
  );
}

function Filters() {
  const w = useWords(words);
  const term = useTerm();
  const { get, set } = useAddress();
  const [text, setText] = useState(get("text"));
  const now = get("text");
  useEffect(() => setText(now), [now]);
  const to = (changes: Record<string, string | null | undefined>) => set({ at: null, ...changes });
  const filtered = ["text", "status", "unit", "from", "to"].some((n) => get(n) !== "");
  return (
    <form
      className="inputs"
      role="search"
      aria-label={w.filter}
      onSubmit={(e) => {
        e.preventDefault();
        to({ text: text.trim() });
      }}
    >
      <div>
        <label htmlFor="v-status">{w.status}</label>
        <Select id="v-status" value={get("status")} onChange={(status: string) => to({ status })} options={[{ value: "", label: w.every }, ...(Object.keys(values.VacancyStatus) as VacancyStatus[]).map((v) => ({ value: v, label: term("VacancyStatus", v) }))]} />
      </div>
      <UnitPicker className="grow2" clear placeholder={w.unitPlaceholder} value={get("unit")} choose={(unit) => to({ unit })} />
      <div>
        <label htmlFor="v-from">{w.from}</label>
        <Input id="v-from" type="date" value={get("from")} onChange={(e) => to({ from: e.target.value })} />
      </div>
      <div>
        <label htmlFor="v-to">{w.to}</label>
        <Input id="v-to" type="date" value={get("to")} onChange={(e) => to({ to: e.target.value })} />
      </div>
      <div>
        <label htmlFor="v-text">{w.text}</label>
        <Input id="v-text" value={text} placeholder={w.textPlaceholder} maxLength={100} onChange={(e) => setText(e.target.value)} />
      </div>
      <Button type="primary" htmlType="submit">{w.find}</Button>
      {filtered && <Button onClick={() => to({ text: null, status: null, unit: null, from: null, to: null })}>{w.clear}</Button>}
    </form>
  );
}
