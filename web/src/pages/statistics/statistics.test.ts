import { describe, expect, it } from "vitest";

import { figureSaid } from "./figure";
import { enumOf, yearBefore } from "./OneStatistic";

describe("statistics", () => {
  it("begin a year before", () => {
    expect(yearBefore("2024-08-31")).toBe("2023-08-31");
    expect(yearBefore("2024-02-29")).toBe("2023-02-28");
  });

  it("call parts by the terms of the enum that has them all", () => {
    expect(enumOf(["COURT", "POLICE", "PROCURATORATE"])).toBe("OrganizationKind");
    expect(enumOf(["a1", "a2"])).toBeUndefined();
  });

  it("are said with what they count", () => {
    expect(figureSaid("9", "PERSON", "zh")).toBe("9 人");
    expect(figureSaid("69; 90 %", "PERCENT", "zh")).toBe("69；90 %");
    expect(figureSaid("235 in 6", "PERSON", "zh")).toBe("235 人，分布于 6 处");
    expect(figureSaid("over 1,900", "RECORD", "zh")).toBe("超过 1,900 条");
    expect(figureSaid("235 in 6", "PERSON", "en")).toBe("235 in 6");
  });
});
