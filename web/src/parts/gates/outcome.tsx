import type { values } from "../../terms/terms.gen";
import { useLanguage, useTerm, useWords } from "../../words/words";
import type { GateOutcome } from "./gates.gen";
import "./gates.css";
import { words } from "./words";

export type Eligibility = keyof typeof values.Eligibility;

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
