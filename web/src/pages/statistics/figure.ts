import { termOf, type Language } from "../../words/words";

/** A figure with what it counts: the API writes 235 in 6 and over 1,900, in Chinese 235 人，分布于 6 处 and 超过 1,900 条. */
export function figureSaid(figure: string, unit: "PERCENT" | "PERSON" | "PERSON_TIME" | "RECORD" | "CASE" | "ELEMENT", language: Language): string {
  const counted = unit === "PERCENT" ? "" : language === "zh" ? ` ${termOf("StatisticUnit", unit, "zh")}` : "";
  if (language !== "zh") return figure;
  const [, first = figure, parts] = /^(\S+) in (\d+)$/.exec(figure) ?? [];
  const said = first.replace(/^over /, "超过 ").replace("; ", "；") + counted;
  return parts ? `${said}，分布于 ${parts} 处` : said;
}
