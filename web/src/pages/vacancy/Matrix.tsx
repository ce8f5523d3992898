import { Checkbox } from "antd";
import type { ReactNode } from "react";

import { signs, useEligibility, useOutcome } from "../../parts/gates/outcome";
import { gateKey } from "../../parts/gates/titles";
import { NodeLink } from "../../parts/NodeLink";
import { signed } from "../../parts/numbers";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { groupsOf, scaleOf, type Condition, type Row } from "./groups";
import { Interval } from "./Interval";
import { useStanding } from "./shared";
import { words } from "./words";

interface Props {
  rows: readonly Row[];
  conditions: readonly Condition[];
  /** What was waived for whom: "key of the official rule". */
  waived: ReadonlySet<string>;
  chosen: readonly string[];
  choose: (cadre: string, on: boolean) => void;
  open: (cadre: string, gate: string | null) => void;
}

/** People by conditions. Every cell says in a sign and a word what a condition gave, and opens what it rests on. */
export function Matrix({ rows, conditions, waived, chosen, choose, open }: Props) {
  const w = useWords(words);
  const eligibility = useEligibility();
  const standing = useStanding();
  const scale = scaleOf(rows.map((r) => r.record?.interval95));
  return (
    <div className="matrix" role="region" aria-label={w.table} tabIndex={0}>
      <table aria-label={w.table}>
        <thead>
          <tr>
            <th scope="col" className="who">{w.person}</th>
            <th scope="col" className="record">{w.record}</th>
            {conditions.map((c) => (
              <th key={c.key} scope="col" title={`${c.title}（${c.strength === "MUST" ? w.must : w.normally}）`}>{c.title}</th>
            ))}
          </tr>
        </thead>
        {groupsOf(rows).map((g, i) => {
          const { name, says } = standing(g.standing);
          return (
            <tbody key={i}>
              <tr className="group">
                <th scope="rowgroup" colSpan={2 + conditions.length}>
                  <span className="pinned">
                    {[eligibility(g.eligibility), name].filter(Boolean).join(" · ")} <span className="quiet">{says}</span>
                  </span>
                </th>
              </tr>
              {g.rows.map((row) => (
                <Person key={row.cadre.id} row={row} conditions={conditions} waived={waived} chosen={chosen} choose={choose} open={open}>
                  {row.record && <Interval inner={row.record.interval80} outer={row.record.interval95} scale={scale} />}
                </Person>
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}

function Person({ row, conditions, waived, chosen, choose, open, children }: Omit<Props, "rows"> & { row: Row; children: ReactNode }) {
  const w = useWords(words);
  const c = useWords(common);
  const said = useOutcome();
  const { key, label, organization } = row.cadre;
  const gates = new Map(row.gates.map((g) => [gateKey(g), g]));
  const on = chosen.includes(key);
  return (
    <tr>
      <th scope="row" className="who">
        <div className="whom">
          <Checkbox checked={on} disabled={!on && chosen.length >= 5} onChange={(e) => choose(key, e.target.checked)} aria-label={w.select(label)} />
          <div>
            <NodeLink of={row.cadre} />
            <div className="quiet small">{organization?.label}</div>
          </div>
        </div>
      </th>
      <td className="record">
        <button type="button" className="cell" aria-label={w.recordOf(label, row.record ? w.interval(signed(row.record.interval80.low), signed(row.record.interval80.high)) : c.notKnown)} onClick={() => open(key, null)}>
          {row.record ? (
            <>
              {children}
              <span className="small">{w.interval(signed(row.record.interval80.low), signed(row.record.interval80.high))}</span>
            </>
          ) : (
            <span className="quiet">{c.notKnown}</span>
          )}
        </button>
      </td>
      {conditions.map((condition) => {
        const gate = gates.get(condition.key);
        if (!gate) return <td key={condition.key} />;
        const is = waived.has(`${key} ${gate.rule.code}`) && (gate.outcome === "REVIEW" || gate.outcome === "FAIL") ? "WAIVED" : gate.outcome;
        return (
          <td key={condition.key}>
            <button type="button" className={`cell outcome ${is}`} aria-label={w.cellOf(label, condition.title, said(is))} onClick={() => open(key, condition.key)}>
              <span aria-hidden="true" className="sign">{signs[is]}</span>
              <span className="small">{said(is)}</span>
            </button>
          </td>
        );
      })}
    </tr>
  );
}
