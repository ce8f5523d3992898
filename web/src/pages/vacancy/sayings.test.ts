import { describe, expect, it } from "vitest";

import { sayingOf, valueSaid } from "./sayings";

const titles = new Map([["YEARS_AT_GRASSROOTS", "基层工作经历"], ["NO_LEVEL_SKIPPED", "逐级提拔"]]);
const zh = (text: string) => sayingOf(text, "zh", titles).text;

describe("sentences of the API", () => {
  it.each([
    ["The person is in service on the day.", "截止日在职。"],
    ["It comes to 3 years 6 months 9 days.", "合计 3 年 6 个月 9 天。"],
    ["It comes to no time.", "没有这样的任职时间。"],
    ["It is between 14 years 1 month and 14 years 1 month 29 days from 2010-07 to 2024-08-31.", "自 2010-07 至 2024-08-31，14 年 1 个月至 14 年 1 个月 29 天。"],
    ["A check DISCIPLINE_OPINION with the result CLEAR that may be used on the day.", "有截止日可用的纪检意见，结论为无问题。"],
    ["No annual grade BASIC or INCOMPETENT from 2023 to 2023.", "2023 年至 2023 年的年度考核没有基本称职、不称职。"],
    ["Contributes -3.80 to the record.", "为工作记录贡献 -3.80 分。"],
    ["Led; difficulty 4; SUCCEEDED.", "牵头，难度 4，成功。"],
    ["is not recorded", "没有记录"],
  ])("%s", (en, said) => expect(zh(en)).toBe(said));

  it("that stand beside each other are said one by one", () => {
    expect(zh("An exception is needed for: YEARS_AT_GRASSROOTS NO_LEVEL_SKIPPED. No probation is recorded for a post held. At DIVISION_DEPUTY for 1 year 2 days.")).toBe(
      "需要破格的条件：基层工作经历、逐级提拔。所任职务没有试用期记录。任县处级副职 1 年 2 天。",
    );
    expect(zh("a political review; the conclusion")).toBe("政治素质考察；核查结论");
  });

  it("that are not known stay whole, and are marked as English", () => {
    const text = "A rule of this place. The status is ACTIVE.";
    expect(sayingOf(text, "zh")).toEqual({ text, lang: "en" });
    expect(sayingOf("The status is ACTIVE.", "en")).toEqual({ text: "The status is ACTIVE." });
  });
});

it("a value that is none of an enum's is said as it stands", () => {
  expect([valueSaid("2010-07", "zh"), valueSaid("ACTIVE", "en")]).toEqual(["2010-07", "ACTIVE"]);
});
