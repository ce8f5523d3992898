/** Points with their sign, and the minus that is as wide as the plus; what is written as 0 has none. */
export function signed(n: number, digits = 1): string {
  const text = Math.abs(n).toFixed(digits);
  if (Number(text) === 0) return text;
  return (n < 0 ? "−" : "+") + text;
}

/** A score or a spread, without needless zeros. */
export const plain = (n: number, digits = 1): string => String(Number(n.toFixed(digits)));
