/** A month as 2024-09: its first and last day, its neighbours, and its weeks from Monday with null where another month is. */
export interface Month {
  first: string;
  last: string;
  before: string;
  after: string;
  weeks: (string | null)[][];
}

const two = (n: number) => String(n).padStart(2, "0");

export function monthOf(text: string): Month | null {
  const parts = /^(\d{4})-(\d{2})$/.exec(text);
  const [year, month] = [Number(parts?.[1]), Number(parts?.[2])];
  if (!parts || month < 1 || month > 12) return null;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const begins = (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;
  const cells: (string | null)[] = [...Array<null>(begins).fill(null), ...Array.from({ length: days }, (_, i) => `${text}-${two(i + 1)}`)];
  while (cells.length % 7 !== 0) cells.push(null);
  return {
    first: `${text}-01`,
    last: `${text}-${two(days)}`,
    before: month === 1 ? `${year - 1}-12` : `${year}-${two(month - 1)}`,
    after: month === 12 ? `${year + 1}-01` : `${year}-${two(month + 1)}`,
    weeks: Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(i * 7, i * 7 + 7)),
  };
}
