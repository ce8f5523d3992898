/** What a day that is known to the year or month leaves open: its first and its last day. */
function span(day: string): [first: string, last: string] {
  if (day.length >= 10) return [day, day];
  if (day.length === 7) return [`${day}-01`, `${day}-31`];
  return [`${day}-01-01`, `${day}-12-31`];
}

/** Whether a day lies before another; undefined where they are not known well enough to tell. */
export function isBefore(a: string, b: string): boolean | undefined {
  const [firstA, lastA] = span(a);
  const [firstB, lastB] = span(b);
  if (lastA < firstB) return true;
  if (firstA >= lastB) return false;
  return undefined;
}
