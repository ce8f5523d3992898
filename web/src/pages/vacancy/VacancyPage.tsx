import { Button, Input, Skeleton } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { Link, useParams } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Facts, Page, Section } from "../../parts/Page";
import { useView, Views } from "../../parts/Views";
import { useMay, useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import type { TaskCategory } from "./compare.gen";
import { wantOf } from "./groups";
import { People } from "./People";
import { useRuleTitles } from "./rulebook";
import { VacancyDocument, type VacancyQuery } from "./vacancy.gen";
import "./vacancy.css";
import { words } from "./words";

export type OneVacancy = Extract<NonNullable<VacancyQuery["node"]>, { __typename: "Vacancy" }>;

const WhyNot = lazy(async () => ({ default: (await import("./WhyNot")).WhyNot }));
const Compare = lazy(async () => ({ default: (await import("./Compare")).Compare }));
const WhatIf = lazy(async () => ({ default: (await import("./WhatIf")).WhatIf }));
const Shortlists = lazy(async () => ({ default: (await import("./Shortlists")).Shortlists }));
const Selection = lazy(async () => ({ default: (await import("./Selection")).Selection }));

const views = {
  people: { part: People, needs: "Query.candidates" },
  why: { part: WhyNot, needs: "Query.candidates" },
  compare: { part: Compare, needs: "Query.compare" },
  whatIf: { part: WhatIf, needs: "Query.candidateChanges" },
  shortlists: { part: Shortlists, needs: "Vacancy.shortlists" },
  selection: { part: Selection, needs: "Query.selectionRecord" },
} as const;

/** One vacancy: what it is, who may be considered and why, and what people decided. */
export function Component() {
  const { id = "" } = useParams();
  const w = useWords(words);
  const may = useMay();
  const asked = useAsked(VacancyDocument, { id, mayShortlists: may("Vacancy.shortlists") });
  return (
    <Answer to={asked}>
      {({ node }) => (node?.__typename !== "Vacancy" ? <Page title={w.none}>{null}</Page> : <Shown vacancy={node} />)}
    </Answer>
  );
}

function Shown({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const may = useMay();
  const { open, view } = useView(views);
  const Part = view && views[view].part;
  return (
    <Page title={vacancy.label} below={<Link to="/vacancies">{w.back}</Link>} actions={<Day />}>
      <About vacancy={vacancy} />
      {!may("Query.candidates") && <p className="quiet">{w.notMay}</p>}
      {view && <Views label={w.views} of={open.map((v) => ({ view: v, text: w[v] }))} on={view} keeps={["day", "with"]} />}
      {Part && (
        <Suspense fallback={<Skeleton active />}>
          <Part vacancy={vacancy} />
        </Suspense>
      )}
    </Page>
  );
}

/** The day up to which facts count, for everything on the page. */
function Day() {
  const w = useWords(words);
  const { today } = useViewer();
  const { get, set } = useAddress();
  const day = get("day");
  const shown = day || today;
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  useEffect(() => {
    // A day is typed in parts, each of which is a day of its own: what is asked is the one that is left standing.
    if (typed === shown || !/^[12]\d{3}-/.test(typed)) return;
    const timer = setTimeout(() => set({ day: typed === today ? null : typed, at: null }), 600);
    return () => clearTimeout(timer);
  }, [typed, shown, today, set]);
  return (
    <div className="day-of">
      <label htmlFor="as-of">{w.day}</label>
      <Input
        id="as-of"
        type="date"
        value={typed}
        title={w.dayHelp}
        onChange={(e) => setTyped(e.target.value)}
      />
      {day && <Button onClick={() => set({ day: null, at: null })}>{w.today}</Button>}
    </div>
  );
}

function About({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  return (
    <Section title={w.about}>
      <div className="columns">
        <Facts
          of={[
            [w.post, <NodeLink of={vacancy.position} />],
            [w.unit, <NodeLink of={vacancy.position.organization} />],
            [w.grade, vacancy.position.grade ? term("PostGrade", vacancy.position.grade) : c.notKnown],
            [w.status, vacancy.status ? term("VacancyStatus", vacancy.status) : c.notKnown],
            [w.open, c.until(vacancy.openedOn, vacancy.closesOn)],
          ]}
        />
        <Facts
          of={[
            [
              w.wants,
              vacancy.wants?.length
                ? vacancy.wants.map(wantOf).map((k) => <div key={k.category}>{term("TaskCategory", k.category as TaskCategory)} <span className="quiet">{w.weight(k.weight)}</span></div>)
                : c.nothing,
            ],
            [c.sources, vacancy.sources.edges.length ? vacancy.sources.edges.map((e) => <div key={e.node.id + e.locator}><NodeLink of={e.node} /> <span className="quiet">{e.locator}</span></div>) : c.noSource],
          ]}
        />
        <Requirements vacancy={vacancy} />
      </div>
    </Section>
  );
}

function Requirements({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const c = useWords(common);
  const titles = useRuleTitles();
  return (
    <Facts
      of={[
        [
          w.requirements,
          <>
            {vacancy.requirements.nodes.length === 0 && c.nothing}
            {vacancy.requirements.nodes.map((r) => (
              <div key={r.id}>
                <NodeLink of={r}>{[titles.get(r.rule) ?? r.rule, r.operator === "GTE" ? `≥ ${r.value ?? ""}` : r.operator === "LT" ? `< ${r.value ?? ""}` : r.value].filter(Boolean).join(" ")}</NodeLink>{" "}
                <span className="quiet">{r.strength === "MUST" ? w.must : w.normally}</span>
              </div>
            ))}
            <div className="quiet">{w.standard}</div>
          </>,
        ],
      ]}
    />
  );
}
