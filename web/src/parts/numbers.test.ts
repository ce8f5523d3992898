import { describe, expect, it } from "vitest";

import { intervalText, points, signed } from "./numbers";

describe("numbers", () => {
  it("have one digit and the minus sign of typography", () => {
    expect([signed(12.36), signed(-3.25), signed(0), signed(-0.04), points(-0), points(71), points(-2.5)]).toEqual(["+12.4", "−3.3", "0.0", "0.0", "0.0", "71.0", "−2.5"]);
  });
  it("show an estimate with its interval", () => {
    expect(intervalText(12.353, { low: 3.97, high: 20.74 })).toBe("+12.4 [+4.0; +20.7]");
  });
});
