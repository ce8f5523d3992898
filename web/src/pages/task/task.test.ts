import { expect, test } from "vitest";

import { counting } from "./difficulty";
import { scale } from "./scale";

const set = { difficulty: 4, difficultySetOn: "2021-05-05", difficultySource: {}, outcomeVerifiedOn: "2022-10-23" };

test.each([
  ["counts", {}],
  ["countsSoFar", { outcomeVerifiedOn: null }],
  ["late", { difficultySetOn: "2022-10-23" }],
  ["unsure", { difficultySetOn: "2022-10" }],
  ["noDay", { difficultySetOn: null }],
  ["noSource", { difficultySource: null }],
  ["noDifficulty", { difficulty: null }],
])("a difficulty %s", (is, but) => {
  expect(counting({ ...set, ...but })).toBe(is);
});

test("a scale has zero and all that is drawn within its marks", () => {
  const { at, marks } = scale([7, 2.5, 11.5], 100);
  expect(marks).toEqual([0, 2, 4, 6, 8, 10, 12]);
  expect(at(0)).toBe(0);
  expect(at(12)).toBe(100);
  expect(scale([-3, -9], 100).marks).toContain(0);
  expect(scale([0], 100).marks.length).toBeGreaterThan(1);
});
