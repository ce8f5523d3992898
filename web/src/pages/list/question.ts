import { questionOf, type Asking } from "./documents";
import { read, written, type List } from "./model";

const mark = "# bole list ";

/** A list as a question to save: its first line is how the list builder opens it again. */
export function savedOf(list: List): Asking {
  const { query, variables } = questionOf(list);
  return { query: `${mark}${written(list)}\n${query}`, variables };
}

/** The list that a saved question is, where it still asks what its first line says; null for what was written by hand. */
export function listOf(document: string, variables: string): List | null {
  const [first = "", ...rest] = document.split("\n");
  if (!first.startsWith(mark)) return null;
  const list = read(first.slice(mark.length));
  const asking = questionOf(list);
  return asking.query.trim() === rest.join("\n").trim() && same(asking.variables, parsed(variables)) ? list : null;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Equal whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return Object.keys(x).length === Object.keys(y).length && Object.keys(x).every((k) => same(x[k], y[k]));
}

/** Where GraphiQL opens a question: behind #, which browsers send nowhere. */
export const graphiqlOf = (query: string, variables: string) => `/graphiql#${new URLSearchParams({ query, variables }).toString()}`;
