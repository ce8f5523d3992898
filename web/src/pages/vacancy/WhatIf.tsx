import { Button, Input, Select } from "antd";
import { useId, useState } from "react";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Outcome, useEligibility } from "../../parts/gates/outcome";
import { gateKey, quiet } from "../../parts/gates/titles";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { moveOf } from "./groups";
import { PersonPanel } from "./PersonPanel";
import { useRuleBook } from "./rulebook";
import { scenarioOf } from "./scenario";
import type { OneVacancy } from "./VacancyPage";
import { WhatIfMovedDocument, type WhatIfMovedQuery } from "./whatif.gen";
import { words } from "./words";

type Changes = NonNullable<WhatIfMovedQuery["candidateChanges"]>;

/** A condition or the day is moved: who comes, who goes. The address holds what was moved. */
export function WhatIf({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const { get, set } = useAddress();
  const { today } = useViewer();
  const asOf = get("day") || today;
  const rule = get("rule");
  const moved = get("moved");
  const before = scenarioOf(vacancy.key, asOf, { rule: "", value: "", strength: "", day: "" });
  const after = scenarioOf(vacancy.key, asOf, { rule, value: get("value"), strength: get("strength"), day: moved });
  const asks = rule !== "" || (moved !== "" && moved !== asOf);
  const { after: cursor, before: until, ...size } = usePaging("at", 25);
  const asked = useAsked(WhatIfMovedDocument, { before, after, ...size, cursor, until }, { pause: !asks });
  return (
    <Section title={w.whatIf}>
      <p className="quiet">{w.whatHelp}</p>
      <Form key={`${rule} ${get("value")} ${get("strength")} ${moved}`} vacancy={vacancy} />
      {!asks && <p className="quiet">{w.moveSomething}</p>}
      {asks && (
        <Asking to={asked} of="candidateChanges" rows={8}>
          {({ candidateChanges: of }) =>
            of ? <Changed of={of} open={(who, gate) => set({ who, gate })} /> : <p className="quiet">{w.none}</p>
          }
        </Asking>
      )}
      <PersonPanel vacancy={vacancy} waived={new Set()} />
    </Section>
  );
}

function Form({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const { get, set } = useAddress();
  const { data } = useRuleBook();
  const [rule, setRule] = useState(get("rule"));
  const [value, setValue] = useState(get("value"));
  const [strength, setStrength] = useState(get("strength"));
  const [moved, setMoved] = useState(get("moved"));
  const id = useId();
  const of = data?.ruleBook.rules.find((r) => r.code === rule);
  const own = vacancy.requirements.nodes.find((r) => r.rule === rule);
  const example = own?.value ?? of?.values[0]?.value ?? (rule === "EXPERIENCE_AT" ? "TOWNSHIP,SUBDISTRICT:2" : rule === "AGE" ? "55" : "");
  return (
    <form
      className="inputs"
      onSubmit={(e) => {
        e.preventDefault();
        set({ rule, value: rule ? value.trim() : null, strength: rule ? strength : null, moved, at: null, who: null, gate: null });
      }}
    >
      <div className="grow2">
        <label htmlFor={`${id}rule`}>{w.rule}</label>
        <Select
          id={`${id}rule`}
          showSearch={{ optionFilterProp: "label" }}
          allowClear
          placeholder={w.chooseRule}
          value={rule || undefined}
          onChange={(v?: string) => {
            setRule(v ?? "");
            setValue("");
          }}
          options={data?.ruleBook.rules.map((r) => ({ value: r.code, label: r.title }))}
        />
      </div>
      <div>
        <label htmlFor={`${id}value`}>{w.value}</label>
        <Input id={`${id}value`} value={value} disabled={!rule} placeholder={example} maxLength={200} onChange={(e) => setValue(e.target.value)} aria-describedby={`${id}help`} />
      </div>
      <div>
        <label htmlFor={`${id}strength`}>{w.strength}</label>
        <Select
          id={`${id}strength`}
          disabled={!rule}
          value={strength}
          onChange={setStrength}
          options={[{ value: "", label: w.asBook }, ...(["MUST", "NORMALLY"] as const).map((s) => ({ value: s, label: s === "MUST" ? w.must : w.normally }))]}
        />
      </div>
      <div>
        <label htmlFor={`${id}moved`}>{w.movedDay}</label>
        <Input id={`${id}moved`} type="date" value={moved} onChange={(e) => setMoved(e.target.value)} />
      </div>
      <Button type="primary" htmlType="submit">{w.see}</Button>
      <p id={`${id}help`} className="quiet small help">
        {rule && w.valueHelp(example)} {of?.description}
      </p>
    </form>
  );
}

function Changed({ of, open }: { of: Changes; open: (who: string, gate: string | null) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const eligibility = useEligibility();
  const { nodes, totalCount, pageInfo } = of.changes;
  const counts = new Map(of.after.eligibilities.map((e) => [e.eligibility, e.count]));
  const standing = (e: (typeof nodes)[number]["before"], band: number | null) => (band == null ? eligibility(e) : `${eligibility(e)} · ${w.band(band)}`);
  return (
    <>
      <h3>{w.totals}</h3>
      <Rows
        name={w.totals}
        of={of.before.eligibilities}
        keyOf={(e) => e.eligibility}
        columns={[
          { head: w.eligibility, cell: (e) => eligibility(e.eligibility) },
          { head: `${w.before} (${of.before.asOf})`, number: true, cell: (e) => e.count },
          { head: `${w.after} (${of.after.asOf})`, number: true, cell: (e) => counts.get(e.eligibility) ?? 0 },
          {
            head: w.change,
            number: true,
            cell: (e) => {
              const by = (counts.get(e.eligibility) ?? 0) - e.count;
              return by === 0 ? "0" : by > 0 ? `+${by}` : `−${-by}`;
            },
          },
        ]}
      />
      <h3><span role="status">{w.changes(totalCount)}</span></h3>
      {nodes.length > 0 && (
        <Rows
          name={w.whatIf}
          of={nodes}
          keyOf={(n) => n.cadre.id}
          columns={[
            { head: w.person, cell: (n) => <NodeLink of={n.cadre} /> },
            { head: w.change, cell: (n) => <span className={`move ${moveOf(n)}`}>{w[moveOf(n)]}</span> },
            { head: w.before, cell: (n) => standing(n.before, n.bandBefore) },
            { head: w.after, cell: (n) => standing(n.after, n.bandAfter) },
            {
              head: w.gatesMoved,
              cell: (n) => (
                <ul className="plain">
                  {n.gates.map((g) => (
                    <li key={gateKey(g)}>
                      <Outcome of={g.outcome} /> {g.part == null || g.title === g.rule.title ? g.rule.title : `${g.rule.title}（${g.title}）`}{!quiet(g.outcome) && g.found && <div className="quiet small">{g.found}</div>}
                    </li>
                  ))}
                </ul>
              ),
            },
            { head: w.evidence, cell: (n) => <button type="button" className="link" onClick={() => open(n.cadre.key, null)}>{c.open}</button> },
          ]}
        />
      )}
      <Pager name="at" label={w.whatIf} of={pageInfo} />
    </>
  );
}
