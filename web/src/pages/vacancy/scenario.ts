import type { CandidateScenario, RequirementInput, RequirementStrength } from "./whatif.gen";

export interface Moved {
  rule: string;
  value: string;
  strength: string;
  /** The other day; empty where it stays. */
  day: string;
}

/** A vacancy with a condition or the day moved; what is not given is left out, since null would say something else. */
export function scenarioOf(vacancy: string, asOf: string, { rule, value, strength, day }: Moved): CandidateScenario {
  const scenario: CandidateScenario = { vacancy, asOf: day || asOf };
  if (!rule) return scenario;
  const requirement: RequirementInput = { rule };
  if (value) requirement.value = value;
  if (strength) requirement.strength = strength as RequirementStrength;
  return { ...scenario, requirements: [requirement] };
}
