/** A number of points as it is shown: with so many digits, and a minus that is as wide as a plus. What is not known has no number. */
export function points(n: number, digits = 1): string {
  const text = Math.abs(n).toFixed(digits);
  return (n < 0 && Number(text) !== 0 ? "−" : "") + text;
}

/** A difference in points, with its sign; what is written as 0 has none. */
export function signed(n: number, digits = 1): string {
  const text = points(n, digits);
  return n > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A score or a spread, without needless zeros. */
export const plain = (n: number, digits = 1): string => String(Number(n.toFixed(digits)));

/** An estimate with the interval that it is, such as +12.4 [+4.0; +20.7]. */
export const intervalText = (estimate: number, { low, high }: { low: number; high: number }): string => `${signed(estimate)} [${signed(low)}; ${signed(high)}]`;
