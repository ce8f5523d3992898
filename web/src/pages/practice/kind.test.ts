import { describe, expect, it } from "vitest";

import { dayBefore, selectionsOf } from "./kind";

const asked = (of: Record<string, string>) => selectionsOf((name) => of[name] ?? "", "2024-08-31");

describe("a question about past selections", () => {
  it("is of one post, or of a kind of posts, and none where neither is named", () => {
    expect(asked({})).toBeNull();
    expect(asked({ from: "2023-01-01" })).toBeNull();
    expect(asked({ position: "a1-p1", grade: "DIVISION_DEPUTY" })).toEqual({ position: "a1-p1", from: null, to: "2024-08-31" });
    expect(asked({ grade: "DIVISION_DEPUTY", chief: "false", from: "2023-01-01", to: "2024-01-01" })).toEqual({ kind: { grade: "DIVISION_DEPUTY", chief: false }, from: "2023-01-01", to: "2024-01-01" });
  });

  it("leaves out what is no value", () => {
    expect(asked({ grade: "toString" })).toBeNull();
    expect(asked({ grade: "NONE_SUCH", chief: "yes" })).toBeNull();
  });

  it("goes by the day before a batch", () => {
    expect(dayBefore("2024-06-14")).toBe("2024-06-13");
    expect(dayBefore("2024-03-01")).toBe("2024-02-29");
    expect(dayBefore("2024-03")).toBe("2024-02-29");
    expect(dayBefore("2024")).toBe("2023-12-31");
  });
});
