import { expect, test } from "vitest";

import { steps } from "./steps";

const w = { happened: "happened", pending: "pending", clarified: "clarified", toClarify: "to clarify" };
const term = (_: string, value: string) => value;
const of = (verification: string, clarifiedOn: string | null = null) =>
  steps({ occurredOn: "2022-01-01", verification, verifiedOn: "2022-02-01", clarifiedOn }, { term, w }).map((s) => `${String(s.name)} ${s.state}`);

test("a report is checked, and found to be something", () => {
  expect(of("REPORTED")).toEqual(["happened done", "REPORTED now", "CHECKING ahead", "pending ahead"]);
  expect(of("CHECKING")).toEqual(["happened done", "REPORTED done", "CHECKING now", "pending ahead"]);
  expect(of("PARTLY")).toEqual(["happened done", "REPORTED done", "CHECKING done", "PARTLY now"]);
});

test("what was untrue is to be made known", () => {
  expect(of("REJECTED").slice(3)).toEqual(["REJECTED now", "to clarify ahead"]);
  expect(of("MALICIOUS", "2022-03-01").slice(3)).toEqual(["MALICIOUS done", "clarified now"]);
});
