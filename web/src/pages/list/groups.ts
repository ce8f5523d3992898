import type { Condition, Group } from "./model";
import { filters, groupings, relations, types, type Entry } from "./shape.gen";

/** One key that groups go by: where it is, how its value is taken, and what it is then. */
export interface Key {
  /** As it stands in the address: cadre.organization.within:COUNTY. */
  text: string;
  path: readonly string[];
  /** VALUE, YEAR, QUARTER, MONTH, or a level of organizations. */
  taken: string;
  /** A type of nodes, an enum or a scalar. */
  is: string;
  /** As the API takes it. */
  by: Record<string, unknown>;
}

export const datePart = ["YEAR", "QUARTER", "MONTH"] as const;

/** The keys that texts name; those that the schema has not are left out. */
export function groupKeys(type: string, texts: readonly string[]): Key[] {
  return texts.map((text) => keyOf(type, text)).filter((k) => k !== null);
}

function keyOf(type: string, text: string): Key | null {
  const [dotted = "", taken = "VALUE"] = text.split(":");
  const path = dotted.split(".");
  let at = `${type}GroupBy`;
  let found: Entry | undefined;
  for (const name of path) {
    found = groupings[at]?.[name];
    if (!found) return null;
    at = found[0];
  }
  const [kind = "", is = ""] = found?.[0].split(" ") ?? [];
  if (!["VALUE", "DATE", "LEVEL"].includes(kind)) return null;
  return { text, path, taken, is, by: path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), taken) as Record<string, unknown> };
}

/** What of a key is asked for: a node with what a link needs, and its key, by which its members are found. */
export function selectionOfKey(key: Key, links: boolean): string {
  const leaf = types[key.is] ? (links ? " { __typename id label key }" : " { label }") : "";
  return key.path.reduceRight((inner, name, i) => (i === key.path.length - 1 ? name + leaf : `${name} { ${inner} }`), "");
}

/** A group's value of a key; null where it has none. */
export function valueOfKey(key: Key, of: unknown): unknown {
  return key.path.reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name], of) ?? null;
}

/** The conditions that the members of a group meet beside those of the list. */
export function membersOf(type: string, keys: readonly Key[], of: unknown): Condition[] {
  return conditions(`${type}Filter`, keys.map((k) => ({ path: k.path, key: k, value: valueOfKey(k, of) })));
}

interface Part {
  path: readonly string[];
  key: Key;
  value: unknown;
}

function conditions(filter: string, parts: readonly Part[], prefix = ""): Condition[] {
  const all: Condition[] = [];
  const through = new Map<string, Part[]>();
  for (const part of parts) {
    const [name = "", ...rest] = part.path;
    if (rest.length === 0) all.push(...onValue(filter, prefix, name, part));
    else through.set(name, [...(through.get(name) ?? []), { ...part, path: rest }]);
  }
  for (const [name, below] of through) {
    const field = prefix ? `${prefix}.${name}` : name;
    const what = filters[filter]?.[name]?.[0] ?? "";
    const entries = relations[what];
    if (!entries) all.push(...conditions(what, below, field));
    else {
      // Two keys through one relation are taken from one entry of it.
      const of: Group = { how: "all", of: conditions(entries, below) };
      const some: Condition = { field, has: "some", of };
      all.push(below.some((p) => p.value === null) ? { how: "any", of: [some, { field, has: "none", of: { how: "all", of: [] } }] } : some);
    }
  }
  return all;
}

function onValue(filter: string, prefix: string, name: string, { key, value }: Part): Condition[] {
  const at = (field: string) => (prefix ? `${prefix}.${field}` : field);
  const node = value as { key?: string } | null;
  const within = name === "within" || name === "top";
  if (name === "self" || within) {
    if (node?.key) return [within ? { field: at("within"), op: "keys", value: [node.key] } : { field: at("key"), op: "eq", value: node.key }];
    if (name !== "within") return [missing(at("key"))];
    // Within none at this level: neither it nor what it is a part of, as high as trees of offices are.
    return [{ how: "not", of: Array.from({ length: 6 }, (_, above) => ({ field: at(`${"parent.".repeat(above)}level`), op: "eq", value: key.taken })) }];
  }
  const list = filters[filter]?.[name]?.[0]?.endsWith("ListFilter") ?? false;
  if (value === null) return [missing(at(name))];
  if (list) return [{ field: at(name), op: "has", value: value as string }];
  if ((datePart as readonly string[]).includes(key.taken)) {
    const [from, to] = span(String(value));
    return [{ field: at(name), op: "gte", value: from }, { field: at(name), op: "lt", value: to }];
  }
  return [{ field: at(name), op: "eq", value: value as string }];
}

/** No value: that there is one does not hold. */
const missing = (field: string): Condition => ({ how: "not", of: [{ field, op: "isNull", value: false }] });

/** The first day of a year (2024), quarter (2024-Q1) or month (2024-03), and the first behind it, as texts of dates compare. */
export function span(of: string): [string, string] {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(of);
  if (quarter) return [month(Number(quarter[1]), Number(quarter[2]) * 3 - 2), month(Number(quarter[1]), Number(quarter[2]) * 3 + 1)];
  const [year = "", m] = of.split("-");
  return m ? [of, month(Number(year), Number(m) + 1)] : [of, String(Number(year) + 1).padStart(4, "0")];
}

const month = (year: number, m: number) => (m > 12 ? `${String(year + 1).padStart(4, "0")}-01` : `${String(year).padStart(4, "0")}-${String(m).padStart(2, "0")}`);
