import { expect, test } from "vitest";

import { says } from "./evidence";
import { steps } from "./steps";

const term = (_: string, value: string | null) => value ?? "";

test("a decision stands somewhere on its way", () => {
  const of = (state: string) => steps(state, "2024-01-01", term).map((s) => `${String(s.name)} ${s.state}`);
  expect(of("DECIDED")).toEqual(["PROPOSED done", "DECIDED now", "EFFECTIVE ahead"]);
  expect(of("REVOKED")).toEqual(["PROPOSED done", "REVOKED now"]);
});

test("evidence says what it is, and nothing of what is not known", () => {
  const difficulty = (n: number) => `difficulty ${n}`;
  const task = { __typename: "Task", id: "1", label: "t", category: "OTHER", difficulty: null, outcome: "FAILED", outcomeScore: 0, outcomeVerifiedOn: null } as const;
  expect(says(task, { term, difficulty })).toEqual({ text: "OTHER · FAILED · 0", on: null });
  expect(says({ ...task, difficulty: 4 }, { term, difficulty }).text).toBe("OTHER · difficulty 4 · FAILED · 0");
});
