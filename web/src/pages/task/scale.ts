/** A scale from the least to the greatest of some numbers with zero on it, and even marks: at most seven of them. */
export function scale(of: readonly number[], width: number): { at: (x: number) => number; marks: number[] } {
  const low = Math.min(0, ...of);
  const high = Math.max(0, ...of);
  const step = [1, 2, 5, 10, 20, 50, 100].find((s) => (high - low) / s <= 6) ?? 100;
  const from = Math.floor(low / step) * step;
  const to = Math.max(from + step, Math.ceil(high / step) * step);
  const marks = [];
  for (let m = from; m <= to; m += step) marks.push(m);
  return { at: (x) => ((x - from) / (to - from)) * width, marks };
}
