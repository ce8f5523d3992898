/** What part of the valid ballots somebody received, in per cent; none where either is not known. */
export function share(votes: number | null, electorate: number | null): string | null {
  if (votes == null || !electorate) return null;
  return ((100 * votes) / electorate).toFixed(1).replace(/\.0$/, "");
}

export const groups = ["both", "named", "outstanding", "neither"] as const;
export type Group = (typeof groups)[number];

/** The nominations of one of the four groups that naming and measurement make. */
export function filterOf(group: string) {
  if (!groups.includes(group as Group)) return null;
  return { byLeader: { eq: group === "both" || group === "named" }, outstanding: { eq: group === "both" || group === "outstanding" } };
}
