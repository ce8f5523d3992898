import { compares, isOfNode, nameOf, referenceOf } from "./compare";
import { filterField, isGroup, isMany, isOne, type Condition, type Group, type List, type Value } from "./model";
import { relations, roots } from "./shape.gen";

type Json = { [name: string]: unknown };
type Path = readonly (string | number)[];

/** A filter as the API takes it, and where in it each condition stands: errors name a place in the filter. */
export interface Filter {
  filter: Json | null;
  places: { path: Path; at: readonly number[] }[];
}

interface Part {
  value: Json;
  places: { path: Path; at: readonly number[] }[];
  /** The scopes around, and nodes of their entries, that conditions refer to: each has to be given a name where it begins. */
  names: readonly string[];
}

/** Whether a condition has all that it needs; others wait to be filled in and ask for nothing. */
export const isWhole = (value: Value, op: string): boolean =>
  op === "isNull" ? typeof value === "boolean" : Array.isArray(value) ? value.length > 0 : value !== null && value !== "";

/** The filter of a list. */
export const whereOf = (list: List): Filter => filterOf(list.where, `${roots[list.of]?.[0] ?? ""}Filter`);

/** The filter of a group of conditions, which is of an input of the schema. */
export function filterOf(group: Group, filter: string): Filter {
  const part = ofScope(group, [], [filter]);
  return part ? { filter: part.value, places: part.places } : { filter: null, places: [] };
}

/** The conditions on the nodes, or entries, of a scope: it has a name where one of them refers to it. Filters are those of the scopes around. */
function ofScope(group: Group, at: readonly number[], filters: readonly string[]): Part | null {
  const part = ofGroup(group, at, filters);
  const depth = filters.length - 1;
  return part && named(part, String(depth), (value) => ({ as: nameOf(filters, depth, false), ...value }));
}

/** What has its name given, where a condition within refers to it. */
function named(part: Part, what: string, give: (value: Json) => Json): Part {
  return part.names.includes(what) ? { ...part, value: give(part.value), names: part.names.filter((n) => n !== what) } : part;
}

function ofGroup(group: Group, at: readonly number[], filters: readonly string[]): Part | null {
  const parts = group.of.map((c, i) => ofCondition(c, [...at, i], filters)).filter((p) => p !== null);
  if (parts.length === 0) return null;
  if (group.how === "all" || (group.how === "any" && parts.length === 1)) return together(parts);
  const any: Part = { value: { or: parts.map((p) => p.value) }, places: parts.flatMap((p, i) => below(["or", i], p).places), names: parts.flatMap((p) => p.names) };
  const only = parts[0];
  return group.how === "any" ? any : below(["not"], only && parts.length === 1 ? only : any);
}

function ofCondition(c: Condition, at: readonly number[], filters: readonly string[]): Part | null {
  if (isGroup(c)) return ofGroup(c, at, filters);
  const part = ofField(c, at, filters);
  const depth = filters.length - 1;
  return part && isOfNode(filters[depth] ?? "", c.field) ? named(part, `${depth}.node`, ({ node }) => ({ node: { as: nameOf(filters, depth, true), ...(node as Json) } })) : part;
}

function ofField(c: Exclude<Condition, Group>, at: readonly number[], filters: readonly string[]): Part | null {
  const path = c.field.split(".");
  const what = filterField(filters.at(-1) ?? "", c.field)?.[0] ?? "";
  if (isMany(c)) {
    const of = ofScope(c.of, at, [...filters, relations[what] ?? ""]);
    const where = of?.value ?? {};
    if (c.has !== "count") return standing([...path, c.has], where, at, of);
    if (c.number == null || !c.op) return null;
    const part = standing([...path, "count"], [{ ...(of && { where }), [c.op]: c.number }], at, null);
    return { ...part, places: [...part.places, ...(of ? below([...path, "count", 0, "where"], of).places : [])], names: of?.names ?? [] };
  }
  if (isOne(c)) {
    const of = ofScope(c.is, at, [...filters, what]);
    // Without conditions: that there is one at all.
    return standing(path, of?.value ?? {}, at, of);
  }
  if (!isWhole(c.value, c.op)) return null;
  if (c.op === "keys") return standing(path, c.value, at, null);
  const value = compares(c.op) ? fieldOf(c.value, filters) : { text: c.value, names: [] };
  if (!value) return null;
  // Errors are about the operator's value, or about the field, such as one that the role may not use.
  const part = standing([...path, c.op], value.text, at, null);
  return { ...part, places: [{ path, at }, ...part.places], names: value.names };
}

/** A field of a scope around, by the name that the scope, or the node of its entries, is given for it. */
function fieldOf(value: Value, filters: readonly string[]): { text: string; names: string[] } | null {
  const to = referenceOf(value);
  if (!to) return null;
  const { depth, field } = to;
  return isOfNode(filters[depth] ?? "", field)
    ? { text: `${nameOf(filters, depth, true)}.${field.slice("node.".length)}`, names: [`${depth}.node`] }
    : { text: `${nameOf(filters, depth, false)}.${field}`, names: [String(depth)] };
}

/** The value at a path, with the places of what is in it. */
function standing(path: readonly string[], value: unknown, at: readonly number[], of: Part | null): Part {
  const whole = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Json;
  return { value: whole, places: [{ path, at }, ...(of ? below(path, of).places : [])], names: of?.names ?? [] };
}

const below = (path: Path, part: Part): Part => ({
  value: path.reduceRight<unknown>((inner, name) => (typeof name === "number" ? [inner] : { [name]: inner }), part.value) as Json,
  places: part.places.map((p) => ({ path: [...path, ...p.path], at: p.at })),
  names: part.names,
});

/** All of these: in one object where they do not get in each other's way, as a person would write it. */
function together(parts: readonly Part[]): Part {
  const value: Json = {};
  const places: Part["places"] = [];
  const others: Json[] = [];
  for (const part of parts) {
    if (fits(value, part.value)) {
      merge(value, part.value);
      places.push(...part.places);
    } else {
      places.push(...part.places.map((p) => ({ path: ["and", others.length, ...p.path], at: p.at })));
      others.push(part.value);
    }
  }
  if (others.length > 0) value.and = others;
  return { value, places, names: parts.flatMap((p) => p.names) };
}

/** Two conditions on the entries of one relation may be met by two of them; they are never made one. */
const apart = new Set(["some", "none", "all", "single", "count", "and", "or", "not", "exists"]);
const isObject = (v: unknown): v is Json => typeof v === "object" && v !== null && !Array.isArray(v);

function fits(into: Json, more: Json): boolean {
  if (Object.keys(more).includes("and")) return false;
  return Object.entries(more).every(([name, value]) => !(name in into) || (name === "as" && into.as === value) || (!apart.has(name) && isObject(into[name]) && isObject(value) && Object.keys(value).length > 0 && fits(into[name], value)));
}

function merge(into: Json, more: Json) {
  for (const [name, value] of Object.entries(more)) {
    const there = into[name];
    if (isObject(there) && isObject(value)) merge(there, value);
    else into[name] = isObject(value) ? structuredClone(value) : value;
  }
}

/** The condition that an error of the API is about, by its path; undefined where it is about none. */
export function placeOf(places: Filter["places"], errorPath: Path): readonly number[] | undefined {
  const from = errorPath.indexOf("filter");
  if (from < 0) return undefined;
  const path = errorPath.slice(from + 1);
  const at = (place: Path, i: number) => place[i] !== undefined && String(place[i]) === String(path[i]);
  let best: (typeof places)[number] | undefined;
  for (const p of places) {
    if (p.path.every((_, i) => at(p.path, i)) && p.path.length > (best?.path.length ?? -1)) best = p;
  }
  if (best) return best.at;
  // The error names something above: the first condition in it.
  return places.find((p) => path.every((_, i) => at(p.path, i)))?.at;
}
