import { expect, test } from "vitest";

import { isBefore } from "./days";

test.each([
  ["2021-05-05", "2022-10-23", true],
  ["2022-10-23", "2022-10-23", false],
  ["2022-10-24", "2022-10-23", false],
  ["2022-09", "2022-10-01", true],
  ["2022-10", "2022-10-23", undefined],
  ["2022", "2022-10-23", undefined],
  ["2023", "2022-10", false],
  ["2022-11", "2022-10-31", false],
])("%s before %s: %s", (a, b, is) => {
  expect(isBefore(a, b)).toBe(is);
});
