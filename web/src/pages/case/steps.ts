import type { Step } from "../../parts/Process";

interface Checked {
  occurredOn: string;
  verification: string;
  verifiedOn: string | null;
  clarifiedOn: string | null;
}

type Say = { term: (type: "Verification", value: string) => string; w: { happened: string; pending: string; clarified: string; toClarify: string } };

const settled = (state: string) => state !== "REPORTED" && state !== "CHECKING";

/** How far a report has come: reported, checked, found to be what; what was untrue is to be made known afterwards. */
export function steps(of: Checked, { term, w }: Say): Step[] {
  const state = of.verification;
  const untrue = state === "REJECTED" || state === "MALICIOUS";
  const all: Step[] = [
    { name: w.happened, state: "done", note: of.occurredOn },
    { name: term("Verification", "REPORTED"), state: state === "REPORTED" ? "now" : "done" },
    { name: term("Verification", "CHECKING"), state: state === "REPORTED" ? "ahead" : state === "CHECKING" ? "now" : "done" },
    { name: settled(state) ? term("Verification", state) : w.pending, state: settled(state) ? (untrue && of.clarifiedOn ? "done" : "now") : "ahead", note: settled(state) ? of.verifiedOn : undefined },
  ];
  if (untrue) all.push(of.clarifiedOn ? { name: w.clarified, state: "now", note: of.clarifiedOn } : { name: w.toClarify, state: "ahead" });
  return all;
}
