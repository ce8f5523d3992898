import { values as enums } from "../../terms/terms.gen";
import { said, type Language } from "../../words/words";
import { compares, referenceFields, scopeNamed, writtenReference, type Scope } from "./compare";
import { isWhole } from "./filter";
import { datePart, groupKeys } from "./groups";
import type { Condition, OnMany, OnOne, OnValue, Value } from "./model";
import { columnNamed, keyNamed, named, referenceNamed, rootNamed } from "./says";
import { filters, groupings, relations, roots, types, values, type Entry } from "./shape.gen";
import { words } from "./words";

export interface Choice {
  value: string;
  label: string;
}
export interface Choices {
  label: string;
  options: Choice[];
}

/** Whether a role may use what is kept to some. */
export const open = (entry: Entry | undefined, role: string) => !entry?.[2] || entry[2].includes(role);

const last = new Set(["recordedAt", "version", "key", "sortName", "label"]);
const inOrder = (names: string[]) => [...names.filter((n) => !last.has(n)), ...names.filter((n) => last.has(n))];

/** What can be asked of a filter: what the relation itself has, what is the node's own, and what others lead to. */
export function conditionChoices(filter: string, role: string, language: Language): Choices[] {
  const w = said(words, language);
  const edge = filters[filter]?.node;
  const groups: Record<"edge" | "own" | "one" | "many" | "exists", Choice[]> = { edge: [], own: [], one: [], many: [], exists: [] };
  const take = (of: string, prefix: string, own: "own" | "edge") => {
    for (const name of inOrder(Object.keys(filters[of] ?? {}))) {
      const entry = filters[of]?.[name];
      if (!entry || !open(entry, role) || (own === "edge" && name === "node")) continue;
      if (name === "exists") {
        for (const list of Object.keys(filters[entry[0]] ?? {})) if (roots[list] && open(roots[list], role)) groups.exists.push({ value: `${prefix}exists.${list}`, label: w.another(rootNamed(list, language)) });
        continue;
      }
      const kind = relations[entry[0]] ? "many" : filters[entry[0]] ? "one" : own;
      groups[kind].push({ value: prefix + name, label: named(name, entry, language) });
    }
  };
  take(filter, "", edge ? "edge" : "own");
  if (edge) take(edge[0], "node.", "own");
  return [
    { label: w.edgeFields, options: groups.edge },
    { label: w.ownFields, options: groups.own },
    { label: w.toOne, options: groups.one },
    { label: w.toMany, options: groups.many },
    { label: w.elsewhere, options: groups.exists },
  ].filter((g) => g.options.length > 0);
}

/** The fields around a condition that its field can be compared with, by the nodes that they are of. */
export function referenceChoices(scopes: readonly Scope[], field: string, what: string, role: string, language: Language): Choices[] {
  return referenceFields(scopes, field, what, (entry) => open(entry, role)).map(({ depth, fields }) => ({
    label: scopeNamed(scopes, depth, language),
    options: fields.map((of) => ({ value: writtenReference({ depth, field: of }), label: referenceNamed(scopes, { depth, field: of }, language) })),
  }));
}

/** A condition on a field as it begins, before anything is filled in. */
export function begun(field: string, what: string): Condition {
  if (relations[what]) return { field, has: "some", of: { how: "all", of: [] } } satisfies OnMany;
  if (filters[what]) return { field, is: { how: "all", of: [] } } satisfies OnOne;
  if (what === "keys") return { field, op: "keys", value: [] } satisfies OnValue;
  const of = values[what]?.[0];
  const operators = values[what]?.[1] ?? [];
  const op = ["Int", "Float", "Date", "DateTime"].includes(of ?? "") ? "gte" : operators.includes("contains") ? "contains" : operators.includes("hasAny") ? "hasAny" : "eq";
  return { field, op, value: op === "hasAny" ? [] : of === "Boolean" ? true : null } satisfies OnValue;
}

/** The operators whose value is a list. */
export const ofSeveral = new Set(["in", "notIn", "hasAny", "hasAll", "keys"]);

/** What a condition keeps of its value when it takes another operator: as much as fits. */
export function valueFor(op: string, { op: was, value }: OnValue): Value {
  if (op === "isNull") return true;
  const several = ofSeveral.has(op);
  if (was === "isNull" || compares(op) !== compares(was)) return several ? [] : null;
  if (several) return Array.isArray(value) ? value : isWhole(value, was) ? [value as string] : [];
  return Array.isArray(value) ? ((value as readonly (string | number)[])[0] ?? null) : value;
}

/** The operators of a field, those that are used most before the others. */
export function operators(what: string): string[] {
  const order = ["eq", "in", "contains", "startsWith", "gte", "lte", "gt", "lt", "has", "hasAny", "hasAll", "ne", "notIn", "isNull"];
  const of = values[what];
  const all = order.filter((op) => of?.[1].includes(op));
  return of?.[0] === "Boolean" ? all.filter((op) => op === "eq" || op === "isNull") : of?.[0] === "String" ? all.filter((op) => !["lt", "lte", "gt", "gte"].includes(op)) : all;
}

/** Columns: the type's own fields, the nodes that relations to one lead to and their fields, twice, and how many of lists. */
export function columnChoices(type: string, role: string, language: Language): Choices[] {
  const w = said(words, language);
  const own: Choice[] = [];
  const one: Choice[] = [];
  const many: Choice[] = [];
  const take = (of: string, prefix: string, depth: number) => {
    for (const name of inOrder(Object.keys(types[of] ?? {}))) {
      const entry = types[of]?.[name];
      if (!entry || !open(entry, role) || (prefix === "" && name === "label")) continue;
      const path = prefix + name;
      const choice = { value: path, label: columnNamed(type, path, language) };
      if (entry[0] === "many") {
        if (prefix === "") many.push(choice);
      } else if (types[entry[0]] || entry[0] === "Node") {
        (prefix === "" ? own : one).push(choice);
        if (depth < 2) take(entry[0], `${path}.`, depth + 1);
      } else if (prefix === "" || !last.has(name) || name === "key") (prefix === "" ? own : one).push(choice);
    }
  };
  take(type, "", 0);
  return [
    { label: w.ownFields, options: own },
    { label: w.toOne, options: one },
    { label: w.toMany, options: many },
  ].filter((g) => g.options.length > 0);
}

const levels = Object.keys(enums.OrganizationLevel);

/** Keys to group by: own fields, and those of what relations lead to; over two relations where each leads to one. */
export function keyChoices(type: string, role: string, language: Language): Choices[] {
  const w = said(words, language);
  const own: Choice[] = [];
  const one: Choice[] = [];
  const many: Choice[] = [];
  const take = (by: string, prefix: string, depth: number, into: Choice[]) => {
    for (const [name, entry] of Object.entries(groupings[by] ?? {})) {
      if (!open(entry, role)) continue;
      const path = prefix + name;
      const [kind = ""] = entry[0].split(" ");
      if (kind === "DATE") into.push(...datePart.map((p) => choice(`${path}:${p}`)));
      else if (kind === "LEVEL") into.push(...levels.map((l) => choice(`${path}:${l}`)));
      else if (kind === "VALUE") into.push(choice(path));
      else if (name === "node") take(entry[0], `${path}.`, depth, into);
      else if (depth < 2) {
        const filter = filters[by.replace(/GroupBy$/, "Filter")]?.[name]?.[0] ?? "";
        const toMany = Boolean(relations[filter]) || into === many;
        if (depth === 0 || !toMany) take(entry[0], `${path}.`, depth + 1, toMany ? many : one);
      }
    }
  };
  const choice = (text: string): Choice => {
    const [key] = groupKeys(type, [text]);
    return { value: text, label: key ? keyNamed(type, key, language) : text };
  };
  take(`${type}GroupBy`, "", 0, own);
  return [
    { label: w.ownFields, options: own },
    { label: w.toOne, options: one },
    { label: w.toMany, options: many },
  ].filter((g) => g.options.length > 0);
}
