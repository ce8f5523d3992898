import type { ReactNode } from "react";

import { Answer, type Asked } from "../../api/Answer";
import { useLanguage, useTerm, useWords } from "../../words/words";
import type { Standing } from "./groups";
import type { Eligibility, GateOutcome } from "./people.gen";
import { words } from "./words";

/** A sign for each outcome, beside its word: nothing is told by colour or sign alone. */
export const signs: Record<GateOutcome | "WAIVED", string> = { PASS: "✓", FAIL: "✕", UNKNOWN: "?", REVIEW: "!", NOT_APPLICABLE: "–", WAIVED: "◇" };

export function useOutcome() {
  const w = useWords(words);
  return (of: GateOutcome | "WAIVED") => ({ PASS: w.pass, FAIL: w.fail, UNKNOWN: w.unknown, REVIEW: w.review, NOT_APPLICABLE: w.notApplicable, WAIVED: w.waived })[of];
}

/** An outcome as sign and word. */
export function Outcome({ of }: { of: GateOutcome | "WAIVED" }) {
  const said = useOutcome();
  return (
    <span className={`outcome ${of}`}>
      <span aria-hidden="true">{signs[of]}</span> {said(of)}
    </span>
  );
}

const short: Record<Eligibility, string> = { ELIGIBLE: "Eligible", REVIEW: "To review", UNKNOWN: "Unknown", FAILED: "Not eligible" };

/** What an eligibility is called; in English the SDL has sentences, which are too long for a table. */
export function useEligibility() {
  const language = useLanguage();
  const term = useTerm();
  return (of: Eligibility) => (language === "zh" ? term("Eligibility", of) : short[of]);
}

/** The band somebody is in, or why in none, and what that says. */
export function useStanding() {
  const w = useWords(words);
  return (of: Standing): { name: string; says: string } => {
    if (of === "thin") return { name: w.thin, says: w.thinSay };
    if (of === "noRecord") return { name: w.noRecord, says: w.noRecordSay };
    if (of === "failed") return { name: "", says: w.failedSay };
    return { name: w.band(of.band), says: w.bandSay };
  };
}

/** A moment to the minute, in the reader's own time. */
export function moment(at: string): string {
  const d = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/**
 * The answer to a question with one root field. Where that is null for a reason, the reason is all there is to say; and while
 * another answer is on its way, the one before it is shown as what it is.
 */
export function Asking<T extends object>({ to, of, rows, children }: { to: Asked<T>; of: keyof T; rows: number; children: (data: T) => ReactNode }) {
  const refused = to.data != null && to.data[of] == null && to.problems.length > 0;
  return (
    <div className="asking" aria-busy={to.fetching}>
      <Answer to={refused ? { ...to, data: undefined } : to} rows={rows}>{children}</Answer>
    </div>
  );
}
