import { describe, expect, it } from "vitest";

import { monthOf } from "./month";

describe("a month", () => {
  it("has its days in weeks from Monday", () => {
    const september = monthOf("2024-09"); // the first is a Sunday
    expect(september?.weeks[0]).toEqual([null, null, null, null, null, null, "2024-09-01"]);
    expect(september?.weeks).toHaveLength(6);
    expect([september?.first, september?.last, september?.before, september?.after]).toEqual(["2024-09-01", "2024-09-30", "2024-08", "2024-10"]);
  });
  it("knows leap years and the turn of the year", () => {
    expect(monthOf("2024-02")?.last).toBe("2024-02-29");
    expect(monthOf("2023-02")?.last).toBe("2023-02-28");
    expect(monthOf("2024-12")?.after).toBe("2025-01");
    expect(monthOf("2024-01")?.before).toBe("2023-12");
  });
  it("is none where the text is none", () => {
    expect([monthOf("2024-13"), monthOf("2024"), monthOf(""), monthOf("2024-9")]).toEqual([null, null, null, null]);
  });
});
