import type { Step } from "../../parts/Process";

const way = ["PROPOSED", "DECIDED", "EFFECTIVE"] as const;

/** How far a decision has come; from which state one was revoked is not told by its state. */
export function steps(state: string, decidedOn: string, term: (type: "DecisionState", value: string) => string): Step[] {
  if (state === "REVOKED") return [{ name: term("DecisionState", "PROPOSED"), state: "done" }, { name: term("DecisionState", "REVOKED"), state: "now" }];
  const at = way.indexOf(state as (typeof way)[number]);
  return way.map((s, i) => ({ name: term("DecisionState", s), state: i < at ? "done" : i === at ? "now" : "ahead", note: i === at ? decidedOn : undefined }));
}
