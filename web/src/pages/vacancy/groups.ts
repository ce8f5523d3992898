import { gateKey, titlesOf, quiet } from "../../parts/gates/titles";
import type { CandidateRowFragment, Eligibility } from "./people.gen";

export type Row = CandidateRowFragment;

/** What people of a group have in common beyond their eligibility: a band, or why they are in none. */
export type Standing = { band: number } | "thin" | "noRecord" | "failed";

export interface Group {
  eligibility: Eligibility;
  standing: Standing;
  rows: Row[];
}

export function standingOf(of: Pick<Row, "eligibility" | "band" | "thinEvidence">): Standing {
  if (of.band != null) return { band: of.band };
  if (of.eligibility === "FAILED") return "failed";
  return of.thinEvidence ? "thin" : "noRecord";
}

const keyOf = (e: Eligibility, s: Standing) => `${e} ${typeof s === "string" ? s : s.band}`;

/** The groups of a page, in the order of the list; nothing is put in order here. */
export function groupsOf(rows: readonly Row[]): Group[] {
  const groups: Group[] = [];
  for (const row of rows) {
    const standing = standingOf(row);
    const last = groups.at(-1);
    if (last && keyOf(last.eligibility, last.standing) === keyOf(row.eligibility, standing)) last.rows.push(row);
    else groups.push({ eligibility: row.eligibility, standing, rows: [row] });
  }
  return groups;
}

export interface Condition {
  key: string;
  title: string;
  strength: "MUST" | "NORMALLY";
  /** Whether somebody of the page does not simply pass it. */
  telling: boolean;
}

/** The conditions that people of a page were checked by, in the order of the rule book. */
export function conditionsOf(rows: readonly Row[]): Condition[] {
  const all = new Map<string, Condition>();
  const titles = titlesOf(rows.flatMap((r) => r.gates));
  for (const row of rows) {
    for (const gate of row.gates) {
      const key = gateKey(gate);
      const telling = !quiet(gate.outcome);
      const known = all.get(key);
      if (!known) all.set(key, { key, title: titles.get(key) ?? gate.title, strength: gate.strength, telling });
      else if (telling) known.telling = true;
    }
  }
  return [...all.values()];
}

export interface Range {
  low: number;
  high: number;
}

/** The common scale of intervals that are drawn beside each other, with the average of all, 0, in it. */
export function scaleOf(ranges: readonly (Range | null | undefined)[]): Range {
  let low = 0;
  let high = 0;
  for (const r of ranges) {
    if (!r) continue;
    low = Math.min(low, r.low);
    high = Math.max(high, r.high);
  }
  const room = (high - low || 1) * 0.04;
  return { low: low - room, high: high + room };
}

/** Where a number stands on a scale, in percent. */
export const placeOn = (scale: Range, x: number) => (100 * (x - scale.low)) / (scale.high - scale.low);

/** CATEGORY:weight, as vacancies have the work that they want. */
export function wantOf(text: string): { category: string; weight: string } {
  const at = text.lastIndexOf(":");
  return at < 0 ? { category: text, weight: "1" } : { category: text.slice(0, at), weight: text.slice(at + 1) };
}

export type Move = "comes" | "goes" | "otherEligibility" | "otherBand";

/** What becomes of someone when a condition moves: who failed is on no list. */
export function moveOf(of: { before: Eligibility; after: Eligibility }): Move {
  if (of.before === "FAILED" && of.after !== "FAILED") return "comes";
  if (of.before !== "FAILED" && of.after === "FAILED") return "goes";
  return of.before === of.after ? "otherBand" : "otherEligibility";
}
