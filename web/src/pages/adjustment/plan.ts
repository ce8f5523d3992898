import type { ProposedMoveInput } from "./adjustment.gen";

/** As many as the API takes. */
export const most = 20;

/** A proposed move: who, which post, and which posts are left; null stands for the main posts held on the day. */
export interface Move {
  cadre: string;
  to: string | null;
  leaves: readonly string[] | null;
}

/** A plan as the address holds it: [official, post, posts left] for each move, the last left out where it says nothing. */
export function planText(plan: readonly Move[]): string | null {
  if (plan.length === 0) return null;
  return JSON.stringify(plan.map(({ cadre, to, leaves }) => (leaves ? [cadre, to, leaves] : to === null ? [cadre] : [cadre, to])));
}

/** The plan of an address; null where it is none, so that it is said and not guessed. */
export function planOf(text: string): Move[] | null {
  if (text === "") return [];
  try {
    const given: unknown = JSON.parse(text);
    if (!Array.isArray(given) || given.length > most) return null;
    const plan = given.map(moveOf);
    return plan.includes(null) ? null : (plan as Move[]);
  } catch {
    return null;
  }
}

function moveOf(given: unknown): Move | null {
  if (!Array.isArray(given) || given.length < 1 || given.length > 3) return null;
  const [cadre, to = null, leaves = null] = given as unknown[];
  if (!isKey(cadre) || (to !== null && !isKey(to))) return null;
  if (leaves !== null && (!Array.isArray(leaves) || !leaves.every(isKey))) return null;
  return { cadre, to, leaves: leaves as string[] | null };
}

const isKey = (given: unknown): given is string => typeof given === "string" && given !== "";

/** What is asked: null would be said to the API as something, so what is not given is left out. */
export const asked = (plan: readonly Move[]): ProposedMoveInput[] => plan.map(({ cadre, to, leaves }) => ({ cadre, ...(to !== null && { to }), ...(leaves && { leaves: [...leaves] }) }));

/** The posts that are left where a reader chooses these: nothing is said where they are the main posts, as they are without a word. */
export function leavesOf(chosen: readonly string[], main: readonly string[]): string[] | null {
  return chosen.length === main.length && chosen.every((k) => main.includes(k)) ? null : [...chosen];
}

/** Which move of the plan a problem is about, from 1, and what of it: moves[1].to, after[1].to where two plans are compared. */
export function placeOf(path: string): { move: number; part: string } | null {
  const found = /^\w+\[(\d+)\](?:\.(\w+))?/.exec(path);
  return found ? { move: Number(found[1]) + 1, part: found[2] ?? "" } : null;
}
