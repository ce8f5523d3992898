import { said, type Language } from "../../words/words";
import { filters, relations, types, values, type Entry } from "./shape.gen";
import { words } from "./words";

/** Where a condition stands: the list's own nodes first, then each relation that it is within, and how that was come by. */
export interface Scope {
  filter: string;
  name: string;
  by: string;
}

/** A field that a condition compares with: that of the nodes of a scope, by the way to it over relations to one. */
export interface Reference {
  depth: number;
  field: string;
}

/** Whether an operator compares with a field, and the one that it is of values. */
export const compares = (op: string) => op.endsWith("Field");
export const plainOf = (op: string) => op.replace(/Field$/, "");

export const writtenReference = ({ depth, field }: Reference) => `${String(depth)}:${field}`;

/** The reference that a value of a condition is; undefined where it is none. */
export function referenceOf(value: unknown): Reference | undefined {
  const [, depth, field] = /^(\d):([A-Za-z.]+)$/.exec(typeof value === "string" ? value : "") ?? [];
  return field ? { depth: Number(depth), field } : undefined;
}

/** Of entries of a relation that has properties of its own: the filter of the node it leads to. */
export const nodeFilter = (filter: string): string | undefined => (relations[filter] ? undefined : filters[filter]?.node?.[0]);

/** Whether a field of a scope is one of the node that its entries lead to. */
export const isOfNode = (filter: string, field: string) => nodeFilter(filter) !== undefined && field.startsWith("node.");

/** Entries and their nodes have names of their own; one way holds each once. */
export function nameOf(scopes: readonly string[], depth: number, ofNode: boolean): string {
  const filter = scopes[depth] ?? "";
  const type = ((ofNode && nodeFilter(filter)) || filter).replace(/Filter$/, "");
  return type.slice(0, 1).toLowerCase() + type.slice(1, 27) + (depth > 0 ? String(depth) : "");
}

/** What may stand in a reference of a condition: the entry that it is on, and its node where the condition is within that. */
export function reaches(scopes: readonly { filter: string; by: string }[], field: string, to: Reference): boolean {
  if (!scopes[to.depth]) return false;
  const within = to.depth === scopes.length - 1 ? field : (scopes[to.depth + 1]?.by ?? "");
  return !isOfNode(scopes[to.depth]?.filter ?? "", to.field) || within.startsWith("node.");
}

const numbers = new Set(["Int", "Float"]);
const kindOf = (what: string) => {
  const of = values[what]?.[0] ?? "";
  return numbers.has(of) ? "number" : of;
};
const isList = (what: string) => values[what]?.[1].includes("has") ?? false;

/** The operators that compare a field with another: texts have no order that the two share. */
export function comparisons(what: string): string[] {
  if (isList(what)) return [];
  const all = values[what]?.[2] ?? [];
  return ["String", "Boolean"].includes(values[what]?.[0] ?? "") ? all.filter((op) => op === "eqField" || op === "neField") : [...all];
}

const system = new Set(["recordedAt", "version", "sortName", "label"]);

/** The fields of nodes around a condition that its field can be compared with, by scope, the nearest first. */
export function referenceFields(scopes: readonly Scope[], field: string, what: string, open: (entry: Entry) => boolean): { depth: number; fields: string[] }[] {
  const kind = kindOf(what);
  const out: { depth: number; fields: string[] }[] = [];
  for (let depth = scopes.length - 1; depth >= 0; depth--) {
    const fields: string[] = [];
    const take = (filter: string, prefix: string, hops: number) => {
      for (const [name, entry] of Object.entries(filters[filter] ?? {})) {
        const path = prefix + name;
        if (!open(entry) || name === "exists" || (depth === scopes.length - 1 && path === field)) continue;
        if (name === "node" && prefix === "" && nodeFilter(filter)) take(entry[0], "node.", 0);
        else if (types[entry[0].replace(/Filter$/, "")]) {
          if (hops < 2) take(entry[0], `${path}.`, hops + 1);
        } else if (values[entry[0]] && kindOf(entry[0]) === kind && !isList(entry[0]) && !system.has(name) && !(hops > 0 && kind === "String" && name !== "key")) {
          if (reaches(scopes, field, { depth, field: path })) fields.push(path);
        }
      }
    };
    take(scopes[depth]?.filter ?? "", "", 0);
    if (fields.length > 0) out.push({ depth, fields });
  }
  return out;
}

/** What the nodes of a scope are called; of two that are called the same the inner is told by how deep it stands. */
export function scopeNamed(scopes: readonly Scope[], depth: number, language: Language): string {
  const w = said(words, language);
  const name = scopes[depth]?.name ?? "";
  return scopes.some((s, i) => i < depth && s.name === name) ? w.levelOf(name, depth + 1) : name;
}
