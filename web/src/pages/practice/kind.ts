import { values } from "../../terms/terms.gen";
import type { HiddenStepsQueryVariables } from "./practice.gen";

export type KindEnum = "PostGrade" | "OrganizationKind" | "OrganizationLevel";

/** The parts of a kind of post, with the enum that each is of; chief is yes or no. */
export const parts = { grade: "PostGrade", organizationKind: "OrganizationKind", organizationLevel: "OrganizationLevel" } as const satisfies Record<string, KindEnum>;
export type Part = keyof typeof parts | "chief";

/** The names under which the address holds the posts and days of a question about past selections. */
export const names = ["position", "grade", "chief", "organizationKind", "organizationLevel", "from", "to"] as const;

/**
 * What the address asks: selections for one post, or for posts of a kind, in some time. Null where it names neither, and what is
 * no value of the schema is left out, so that nothing is asked by mistake.
 */
export function selectionsOf(get: (name: string) => string, today: string): HiddenStepsQueryVariables | null {
  const days = { from: get("from") || null, to: get("to") || today };
  if (get("position")) return { position: get("position"), ...days };
  const kind: Record<string, string | boolean> = {};
  for (const [part, type] of Object.entries(parts)) if (get(part) in values[type]) kind[part] = get(part);
  if (get("chief") === "true" || get("chief") === "false") kind.chief = get("chief") === "true";
  return Object.keys(kind).length > 0 ? { kind, ...days } : null;
}

/** The last day before a batch was decided, on which those promoted by it had not been; of a day known to the month or year, before all of it. */
export function dayBefore(decided: string): string {
  const [year = "1970", month = "01", day = "01"] = decided.split("-");
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) - 1));
  return date.toISOString().slice(0, 10);
}
