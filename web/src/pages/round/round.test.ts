import { expect, test } from "vitest";

import { filterOf, share } from "./votes";

test("a share is of the valid ballots, and unknown without both", () => {
  expect(share(43, 62)).toBe("69.4");
  expect(share(0, 62)).toBe("0");
  expect(share(62, 62)).toBe("100");
  expect(share(null, 62)).toBeNull();
  expect(share(43, null)).toBeNull();
  expect(share(0, 0)).toBeNull();
});

test("a group has its own nominations", () => {
  expect(filterOf("named")).toEqual({ byLeader: { eq: true }, outstanding: { eq: false } });
  expect(filterOf("outstanding")).toEqual({ byLeader: { eq: false }, outstanding: { eq: true } });
  expect(filterOf("")).toBeNull();
  expect(filterOf("anything")).toBeNull();
});
