/** What a condition of counting says: whether it is met, or that what is recorded cannot tell. */
export type Met = "yes" | "no" | "unknown";

export type ConditionName = "verified" | "finding" | "told" | "heard" | "exempt";

export interface Condition {
  name: ConditionName;
  met: Met;
}

/** What is recorded of one official's case; hearings and rulings of the others in it are left out by who asks. */
export interface CaseFacts {
  polarity: "POSITIVE" | "NEGATIVE";
  verification: string;
  verifiedOn?: string | null;
  finding?: string | null;
  notifiedOn?: string | null;
  /** As the API says it; null where it does not. */
  heard: boolean | null;
  rulings: readonly { effect: string; ruledOn: string; revokedOn?: string | null }[];
}

/** Whether a date, as precise as it is known, had come by a day. */
export function by(date: string | null | undefined, day: string): Met {
  if (!date) return "unknown";
  if (date.length < day.length && day.startsWith(date)) return "unknown";
  return date <= day ? "yes" : "no";
}

/**
 * The conditions of counting, each beside what is recorded (docs/counting.md): they are shown one by one, so that a reader
 * sees which is not met and why. Whether somebody was heard is what the API says.
 */
export function conditionsOf(of: CaseFacts, day: string): Condition[] {
  const found = of.verification === "VERIFIED" || of.verification === "PARTLY";
  const all: Condition[] = [{ name: "verified", met: found ? by(of.verifiedOn, day) : "no" }];
  if (of.verification === "PARTLY") all.push({ name: "finding", met: of.finding ? "yes" : "no" });
  if (of.polarity === "NEGATIVE") {
    all.push({ name: "told", met: of.notifiedOn ? by(of.notifiedOn, day) : "no" });
    all.push({ name: "heard", met: of.heard == null ? "unknown" : of.heard ? "yes" : "no" });
  }
  const exempts = of.rulings.filter((r) => r.effect === "EXEMPT" && by(r.ruledOn, day) !== "no" && !(r.revokedOn && by(r.revokedOn, day) === "yes"));
  if (exempts.length > 0) all.push({ name: "exempt", met: "no" });
  return all;
}

/** All of them are met, one is not, or it cannot be told. */
export function allMet(of: readonly Condition[]): Met {
  if (of.some((c) => c.met === "no")) return "no";
  return of.some((c) => c.met === "unknown") ? "unknown" : "yes";
}
