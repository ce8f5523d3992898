import type { DrawnFragment, DrewFragment, RelationshipType } from "./explorer.gen";
import type { Answers } from "./model";

type Around = NonNullable<Answers["around"]>;

export const node = (id: string, type = "Task", days: Record<string, string | null> = {}): DrawnFragment => ({ id, type, key: id, label: `<${id}>`, node: { __typename: type, ...days } as DrawnFragment["node"] });
export const edge = (source: string, target: string, type: RelationshipType = "WORKED_ON", properties: Record<string, string> = {}): DrewFragment => ({
  id: `${source}-${type}-${target}-${properties.role ?? ""}`,
  source,
  target,
  type,
  properties: Object.entries(properties).map(([name, value]) => ({ name, value })),
});
export const left = (node: string, type: string, shown: number, there: number, relationship: RelationshipType = "WORKED_ON", direction: "IN" | "OUT" = "OUT"): Around["leftOut"][number] => ({ node, relationship, direction, type, shown, there, more: false });
export const around = (nodes: DrawnFragment[], edges: DrewFragment[], leftOut: Around["leftOut"] = []): Around => ({ nodes, edges, leftOut });

/** An official with some tasks, of which there are more. */
export const star = (center: string, leaves: string[], there = leaves.length) =>
  around([node(center, "Cadre"), ...leaves.map((id) => node(id))], leaves.map((id) => edge(center, id)), there > leaves.length ? [left(center, "Task", leaves.length, there)] : []);
