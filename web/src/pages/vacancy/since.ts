import type { VacancyShortlistFragment } from "./shortlists.gen";

export interface Done {
  act: "chosen" | "waived";
  at: string;
  by: string;
  whom: string;
  /** Code of the rule, of waivers. */
  rule?: string;
  reason: string;
}

/** What was done to a shortlist since a version, the first first: each act counts the version up by one. */
export function doneSince(now: Pick<VacancyShortlistFragment, "version" | "chosen" | "waivers">, version: number): Done[] {
  const acts: Done[] = [
    ...now.chosen.edges.map((e) => ({ act: "chosen" as const, at: e.at, by: e.by, whom: e.node.label, reason: e.reason })),
    ...now.waivers.edges.map((e) => ({ act: "waived" as const, at: e.at, by: e.by, whom: e.node.label, rule: e.rule, reason: e.reason })),
  ];
  acts.sort((a, b) => a.at.localeCompare(b.at));
  return acts.slice(Math.max(0, acts.length - Math.max(0, now.version - version)));
}
