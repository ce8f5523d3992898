/**
 * A table that has what it says and nothing else, nor have tables within it: names from an address are looked up in it, and
 * every object else has a constructor.
 */
export function bare<const T extends object>(of: T): T {
  for (const inner of Object.values(of) as unknown[]) if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) bare(inner);
  return Object.setPrototypeOf(of, null) as T;
}
