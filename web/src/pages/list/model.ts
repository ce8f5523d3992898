import { compares, comparisons, reaches, referenceOf } from "./compare";
import { filters, orders, relations, roots, types, values } from "./shape.gen";

/** How the entries of a relation to many have to meet conditions. */
export const quantifiers = ["some", "none", "all", "single", "count"] as const;
export type Quantifier = (typeof quantifiers)[number];
export const counts = ["gte", "lte", "eq", "gt", "lt", "ne"] as const;

export type Value = string | number | boolean | null | readonly (string | number)[];

/** Conditions that hold together, of which one holds, or of which none does. */
export interface Group {
  how: "all" | "any" | "not";
  of: Condition[];
}
/**
 * A condition on a value; the field may lead over relations to one, as node.difficulty. The value of an operator that compares
 * with a field is a reference: 0:decidedOn is that field of the list's own nodes, 1:node.title of the node of a relation in it.
 */
export interface OnValue {
  field: string;
  op: string;
  value: Value;
}
/** Conditions on the node that a relation to one leads to. */
export interface OnOne {
  field: string;
  is: Group;
}
/** Conditions on the entries of a relation to many. */
export interface OnMany {
  field: string;
  has: Quantifier;
  /** How many, of has: "count". */
  op?: string;
  number?: number | null;
  of: Group;
}
export type Condition = Group | OnValue | OnOne | OnMany;

export const isGroup = (c: Condition): c is Group => "how" in c;
export const isMany = (c: Condition): c is OnMany => "has" in c;
export const isOne = (c: Condition): c is OnOne => "is" in c;
export const isValue = (c: Condition): c is OnValue => "value" in c;

export type Sorted = readonly [field: string, way: "ASC" | "DESC"];

/** What a list shows: all of it stands in the address. */
export interface List {
  /** The root field of the API. */
  of: string;
  where: Group;
  /** Fields, with dots over relations to one; a relation to many gives its number. */
  columns: string[];
  order: Sorted | null;
  /** One or two keys to group by, such as cadre.organization.within:COUNTY; none: no groups. */
  by: string[];
  /** A figure of each group, such as score.avg; the number of entries is always there. */
  figure: string;
  /** What groups are ordered by. */
  first: "key" | "count" | "figure";
}

const usual: Record<string, string[]> = {
  cadres: ["organization", "managedBy", "status"],
  tasks: ["category", "difficulty", "outcome", "completedOn"],
  cases: ["kind", "polarity", "verification", "occurredOn"],
  evaluations: ["cadre", "kind", "score", "evaluator", "evaluatedOn"],
  decisions: ["cadre", "kind", "decidedOn", "state"],
  appointments: ["cadre", "position", "from", "to"],
};

/** The columns that a new list has: what is usual, or the first four that are values. */
export function usualColumns(of: string): string[] {
  const fields = types[roots[of]?.[0] ?? ""] ?? {};
  const known = usual[of]?.filter((f) => fields[f]);
  return known ?? Object.keys(fields).filter((f) => !["key", "label", "recordedAt", "version"].includes(f) && fields[f]?.[0] !== "many").slice(0, 4);
}

export const newList = (of: string): List => ({ of, where: { how: "all", of: [] }, columns: usualColumns(of), order: null, by: [], figure: "", first: "count" });

/** A list as text for the address, without what is as usual. */
export function written(list: List): string {
  const { of, where, columns, order, by, figure, first } = list;
  return JSON.stringify({
    of,
    ...(where.of.length > 0 && { where }),
    ...(columns.join() !== usualColumns(of).join() && { columns }),
    ...(order && { order }),
    ...(by.length > 0 && { by }),
    ...(figure && { figure }),
    ...(first !== "count" && { first }),
  });
}

/** The list that an address names; what is not of the schema is left out, since links outlive schemas. */
export function read(text: string): List {
  let given: Partial<List>;
  try {
    given = (JSON.parse(text) ?? {}) as Partial<List>;
  } catch {
    given = {};
  }
  const of = typeof given.of === "string" && roots[given.of] ? given.of : "cadres";
  const list = newList(of);
  const type = roots[of]?.[0] ?? "";
  const where = clean(given.where, [{ filter: `${type}Filter`, by: "" }]);
  if (where && isGroup(where)) list.where = where;
  if (Array.isArray(given.columns)) list.columns = given.columns.filter((c): c is string => typeof c === "string" && isColumn(type, c));
  if (Array.isArray(given.order) && orders[`${type}Order`]?.[String(given.order[0])]) list.order = [String(given.order[0]), given.order[1] === "DESC" ? "DESC" : "ASC"];
  if (Array.isArray(given.by)) list.by = given.by.filter((b) => typeof b === "string").slice(0, 2);
  if (typeof given.figure === "string") list.figure = given.figure;
  if (given.first === "key" || given.first === "figure") list.first = given.first;
  return list;
}

function clean(condition: unknown, scopes: readonly { filter: string; by: string }[]): Condition | null {
  if (typeof condition !== "object" || condition === null) return null;
  const c = condition as Condition;
  if (isGroup(c)) {
    if (!["all", "any", "not"].includes(c.how) || !Array.isArray(c.of)) return null;
    return { how: c.how, of: c.of.map((one) => clean(one, scopes)).filter((one) => one !== null) };
  }
  const by = String((c as OnValue).field);
  const what = filterField(scopes.at(-1)?.filter ?? "", by)?.[0];
  if (!what) return null;
  if (isMany(c)) {
    const of = clean(c.of, [...scopes, { filter: relations[what] ?? "", by }]);
    return relations[what] && of && isGroup(of) && quantifiers.includes(c.has) ? { ...c, of } : null;
  }
  if (isOne(c)) {
    const is = clean(c.is, [...scopes, { filter: what, by }]);
    return filters[what] && is && isGroup(is) ? { ...c, is } : null;
  }
  if (!isValue(c) || typeof c.op !== "string" || filters[what] || relations[what]) return null;
  if (!compares(c.op) || c.value === null) return c;
  const to = referenceOf(c.value);
  return to && comparisons(what).includes(c.op) && reaches(scopes, by, to) && values[filterField(scopes[to.depth]?.filter ?? "", to.field)?.[0] ?? ""] ? c : null;
}

/** What a path of a filter leads to, through relations to one. */
export function filterField(filter: string, path: string) {
  let at = filter;
  const names = path.split(".");
  for (const [i, name] of names.entries()) {
    const found = filters[at]?.[name];
    if (!found || i === names.length - 1) return found;
    at = found[0];
  }
  return undefined;
}

/** The list that a condition asks another node of, where it is one of those; no relation leads there. */
export const existsOf = (field: string): string | undefined => /^(?:node\.)?exists\.(\w+)$/.exec(field)?.[1];

/** What a path of columns leads to. */
export function typeField(type: string, path: string) {
  let at = type;
  const names = path.split(".");
  for (const [i, name] of names.entries()) {
    const found = types[at]?.[name];
    if (!found || i === names.length - 1) return found;
    at = found[0];
  }
  return undefined;
}

const isColumn = (type: string, path: string) => typeField(type, path) !== undefined;
