/** A number of points as it is shown: one digit. What is not known has no number. */
export const points = (n: number): string => Math.abs(n).toFixed(1).replace(/^/, rounded(n) < 0 ? "−" : "");

/** A difference in points, with its sign. */
export const signed = (n: number): string => (rounded(n) > 0 ? "+" : "") + points(n);

const rounded = (n: number) => Number(n.toFixed(1));

/** An estimate with the interval that it is, such as +12.4 [4.0; 20.7]. */
export const intervalText = (estimate: number, { low, high }: { low: number; high: number }): string => `${signed(estimate)} [${signed(low)}; ${signed(high)}]`;
