import type { GraphEdge, GraphNode, Picture } from "./model";
import type { State } from "./state";

/** What of a picture is shown under the filters of the page. */
export interface View {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

type Filter = Pick<State, "hidden" | "without" | "since" | "until">;

/** Whether a day or period reaches into the months; what has no day does not stand in time, and is always shown. */
export function within({ from, to }: { from: string | null; to: string | null }, { since, until }: Pick<State, "since" | "until">): boolean {
  if (!from && !to) return true;
  if (until && from && from.slice(0, 7) > until.slice(0, from.length)) return false;
  return !(since && to && to.slice(0, 7) < since.slice(0, to.length));
}

export function shown(picture: Picture, filter: Filter): View {
  const [hidden, without] = [new Set(filter.hidden), new Set(filter.without)];
  const nodes = [...picture.nodes.values()].filter((n) => !hidden.has(n.type) && within(n, filter));
  const ids = new Set(nodes.map((n) => n.id));
  return { nodes, edges: [...picture.edges.values()].filter((e) => !without.has(e.type) && ids.has(e.source) && ids.has(e.target) && within(e, filter)) };
}

/** How many there are of each kind in the whole picture, most first. */
export function kinds(of: Iterable<{ type: string }>): [type: string, count: number][] {
  const all = new Map<string, number>();
  for (const { type } of of) all.set(type, (all.get(type) ?? 0) + 1);
  return [...all].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The first and the last month of what has a day; null where there are not two. */
export function months(picture: Picture): [first: string, last: string] | null {
  let [first, last] = ["", ""];
  for (const all of [picture.nodes, picture.edges])
    for (const { from, to } of all.values())
      for (const day of [from, to]) {
        if (!day) continue;
        const month = day.length >= 7 ? day.slice(0, 7) : `${day.slice(0, 4)}-01`;
        if (!first || month < first) first = month;
        if (!last || month > last) last = month;
      }
  return first < last ? [first, last] : null;
}

/** Months as whole numbers, for a slider. */
export const monthNumber = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
export const monthOf = (n: number) => `${String(Math.floor(n / 12)).padStart(4, "0")}-${String((n % 12) + 1).padStart(2, "0")}`;

/**
 * How far each edge bends, so that no relationship lies on another one between the same two nodes: 0 for one alone, otherwise
 * evenly to both sides.
 */
export function bends(edges: readonly GraphEdge[]): Map<string, number> {
  const between = new Map<string, GraphEdge[]>();
  for (const e of edges) {
    const pair = e.source < e.target ? `${e.source} ${e.target}` : `${e.target} ${e.source}`;
    const all = between.get(pair);
    if (all) all.push(e);
    else between.set(pair, [e]);
  }
  const out = new Map<string, number>();
  for (const all of between.values())
    all.forEach((e, i) => {
      const side = (i - (all.length - 1) / 2) * 0.3;
      out.set(e.id, e.source < e.target ? side : -side || 0);
    });
  return out;
}
