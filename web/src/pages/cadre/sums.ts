/** What a work record is made of, so that the lines of a page of items add up to the estimate. */
export interface Sums {
  /** What the items of this page contribute together. */
  here: number;
  /** What those of the other pages do; null where there are none. */
  elsewhere: number | null;
}

export function sumsOf(record: { estimate: number; population: number; remainder: number; items: { totalCount: number; nodes: readonly { contribution: number }[] } }): Sums {
  const here = record.items.nodes.reduce((sum, item) => sum + item.contribution, 0);
  const whole = record.items.nodes.length === record.items.totalCount;
  return { here, elsewhere: whole ? null : record.estimate - record.population - record.remainder - here };
}

/** How far a scale goes to both sides of the average: to the end of the interval, and to two spreads of the population. */
export const reach = (low: number, high: number, spread: number): number => Math.max(Math.abs(low), Math.abs(high), 2 * spread) * 1.08 || 1;

/** Round numbers within the reach of a scale, 0 among them. */
export function marks(reach: number): number[] {
  const step = [0.5, 1, 2, 5, 10, 20, 50].find((s) => reach / s <= 4.5) ?? 100;
  const most = Math.floor(reach / step);
  return Array.from({ length: 2 * most + 1 }, (_, i) => (i - most) * step);
}
