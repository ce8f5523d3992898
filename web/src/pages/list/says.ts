import { values as enums } from "../../terms/terms.gen";
import { said, termOf, type EnumName, type Language } from "../../words/words";
import { compares, plainOf, referenceOf, scopeNamed, type Reference, type Scope } from "./compare";
import { isWhole } from "./filter";
import type { Key } from "./groups";
import { existsOf, filterField, isGroup, isMany, isOne, type Condition, type Group, type List, type Value } from "./model";
import { filters, groupings, relations, roots, types, values, type Entries, type Entry } from "./shape.gen";
import { words } from "./words";

/** difficultySetOn as people write it: difficulty set on. */
const spaced = (name: string) => name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

/** What a field is called: its term, or in English its name, which says the same. */
export const named = (name: string, entry: Entry | undefined, language: Language) => (language === "zh" ? entry?.[1] || name : spaced(name));

export const rootNamed = (of: string, language: Language) => named(of, roots[of], language);

/** What a path of a filter is called; that it leads over the node of an edge goes without saying. */
export function filterNamed(filter: string, path: string, language: Language): string {
  const list = existsOf(path);
  if (list) return said(words, language).another(rootNamed(list, language));
  return pathNamed(path, filter, filters, (e) => e[0], language);
}

/** What a field that others are compared with is called, with the nodes it is of. */
export function referenceNamed(scopes: readonly Scope[], { depth, field }: Reference, language: Language): string {
  return said(words, language).fieldOf(scopeNamed(scopes, depth, language), filterNamed(scopes[depth]?.filter ?? "", field, language));
}

export function columnNamed(type: string, path: string, language: Language): string {
  const w = said(words, language);
  const names = path.split(".");
  const many = pathEntry(path, type, types)?.[0] === "many";
  const name = names.length === 1 && path === "label" ? w.label : pathNamed(path, type, types, (e) => e[0], language);
  return many ? w.numberOf(name) : name;
}

export function keyNamed(type: string, key: Key, language: Language): string {
  const w = said(words, language);
  const name = pathNamed(key.path.join("."), `${type}GroupBy`, groupings, (e) => e[0], language);
  const part = { YEAR: w.year, QUARTER: w.quarter, MONTH: w.month }[key.taken];
  if (part) return language === "zh" ? `${name}（${part}）` : `${name} (${part})`;
  if (key.path.at(-1) === "within") {
    const on = pathNamed(key.path.slice(0, -1).join(".") , `${type}GroupBy`, groupings, (e) => e[0], language) || rootNamed("organizations", language);
    const level = language === "zh" ? termOf("OrganizationLevel", key.taken, "zh") : key.taken.toLowerCase();
    return language === "zh" ? `${on}（所在${level}）` : `${on} (${level})`;
  }
  if (key.path.at(-1) === "self" && key.path.length > 1) return pathNamed(key.path.slice(0, -1).join("."), `${type}GroupBy`, groupings, (e) => e[0], language);
  return name;
}

function pathNamed(path: string, from: string, within: Readonly<Record<string, Entries>>, next: (e: Entry) => string, language: Language): string {
  let at = from;
  const said: string[] = [];
  for (const name of path.split(".")) {
    const entry = within[at]?.[name];
    if (name && name !== "node") said.push(named(name, entry, language));
    const what = entry ? next(entry) : "";
    at = relations[what] ?? what;
  }
  return said.join(language === "zh" ? "·" : " · ");
}

function pathEntry(path: string, from: string, within: Readonly<Record<string, Entries>>): Entry | undefined {
  let at = from;
  let entry: Entry | undefined;
  for (const name of path.split(".")) {
    entry = within[at]?.[name];
    at = entry?.[0] ?? "";
  }
  return entry;
}

/** The words of an operator, which differ for days. */
export function operatorNamed(op: string, of: string, language: Language): string {
  const w = said(words, language);
  if (compares(op)) return { eqField: w.sameAs, neField: w.otherThan }[op] ?? operatorNamed(plainOf(op), of, language);
  const day = of === "Date" || of === "DateTime";
  if (day) {
    const said = { lt: w.before, lte: w.notAfter, gt: w.after, gte: w.notBefore }[op];
    if (said) return said;
  }
  return (w as unknown as Record<string, string>)[op] ?? op;
}

/** What a value is called. */
export function valueNamed(of: string, value: unknown, language: Language): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((v) => valueNamed(of, v, language)).join(language === "zh" ? "、" : ", ");
  if (typeof value === "boolean") return language === "zh" ? (value ? "是" : "否") : value ? "yes" : "no";
  if (of in enums) {
    const term = termOf(of as EnumName, String(value), language);
    return language === "zh" ? term : term.replace(/\.$/, "").split(/[;:,]/)[0] ?? term;
  }
  return String(value);
}

/** The whole list in one sentence, as it would be asked aloud. Keys are called by names where they are known. */
export function sentence(list: List, language: Language, nameOf: (key: string) => string = (k) => k): string {
  const type = roots[list.of]?.[0] ?? "";
  const of = rootNamed(list.of, language);
  const said = ofGroup(list.where, [{ filter: `${type}Filter`, name: of, by: "" }], language, nameOf);
  if (!said) return of;
  return language === "zh" ? `${of}，${said}` : `${of} with ${said}`;
}

function ofGroup(group: Group, scopes: readonly Scope[], language: Language, nameOf: (key: string) => string): string {
  const w = said(words, language);
  const parts = group.of.map((c) => [c, ofCondition(c, scopes, language, nameOf)] as const).filter(([, said]) => said !== "");
  if (parts.length === 0) return "";
  const joint = group.how === "all" ? w.allSay : w.anySay;
  // What is a group itself stands in brackets among others.
  const whole = parts.map(([c, said]) => (isGroup(c) && c.how !== "not" && c.of.length > 1 && parts.length > 1 ? brackets(said, language) : said)).join(joint);
  return group.how === "not" ? w.notSay(whole) : whole;
}

const brackets = (text: string, language: Language) => (language === "zh" ? `（${text}）` : `(${text})`);

function ofCondition(c: Condition, scopes: readonly Scope[], language: Language, nameOf: (key: string) => string): string {
  const w = said(words, language);
  const filter = scopes.at(-1)?.filter ?? "";
  if (isGroup(c)) return ofGroup(c, scopes, language, nameOf);
  const what = filterField(filter, c.field)?.[0] ?? "";
  const name = filterNamed(filter, c.field, language);
  const space = language === "zh" ? "" : " ";
  if (isMany(c)) {
    const inner = ofGroup(c.of, [...scopes, { filter: relations[what] ?? "", name, by: c.field }], language, nameOf);
    if (c.has === "count") {
      if (c.number == null || !c.op) return "";
      const bound = `${w.numberOf(name)}${space}${operatorNamed(c.op, "Int", language)} ${c.number}`;
      return inner ? `${brackets(inner, language)}${language === "zh" ? "的" : " "}${bound}` : bound;
    }
    const how = { some: w.some, none: w.none, all: w.allEntries, single: w.single }[c.has];
    return `${name}${space}${how}${inner ? `${space}${brackets(inner, language)}` : ""}`;
  }
  if (isOne(c)) {
    const inner = ofGroup(c.is, [...scopes, { filter: what, name, by: c.field }], language, nameOf);
    return inner ? `${name}${space}${brackets(inner, language)}` : existsOf(c.field) ? name : `${name}${space}${w.there}`;
  }
  if (!isWhole(c.value, c.op)) return "";
  const of = values[what]?.[0] ?? "";
  if (compares(c.op)) {
    const to = referenceOf(c.value);
    return to ? `${name}${space}${operatorNamed(c.op, of, language)}${space}${referenceNamed(scopes, to, language)}` : "";
  }
  if (c.op === "isNull") return `${name}${space}${c.value ? w.missing : w.there}`;
  const value: Value = c.op === "keys" && Array.isArray(c.value) ? c.value.map((k) => nameOf(String(k))) : c.value;
  return `${name}${space}${operatorNamed(c.op, of, language)} ${valueNamed(of, value, language)}`;
}
