import type { GateOutcome } from "./gates.gen";

/** How a condition is named in an address: its rule, and the part of it. */
export const gateKey = (of: { rule: { code: string }; part: string | null }) => (of.part == null ? of.rule.code : `${of.rule.code}.${of.part}`);

interface Named {
  rule: { code: string; title: string };
  part: string | null;
  title: string;
}

/**
 * What the conditions of somebody are called, by key. A rule of several parts is told apart by what they are called; one of a
 * single part goes by the rule, which says what is asked (无跑官拉票) and not what is looked for (跑官拉票).
 */
export function titlesOf(gates: readonly Named[]): Map<string, string> {
  const parts = new Map<string, Set<string>>();
  for (const g of gates) parts.set(g.rule.code, (parts.get(g.rule.code) ?? new Set()).add(gateKey(g)));
  return new Map(gates.map((g) => [gateKey(g), (parts.get(g.rule.code)?.size ?? 0) > 1 ? g.title : g.rule.title]));
}

/** Whether an outcome stands against nobody. */
export const quiet = (outcome: GateOutcome) => outcome === "PASS" || outcome === "NOT_APPLICABLE";
