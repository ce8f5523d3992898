import type { Word } from "./words";

/** Words that more than one page says. */
export const common = {
  name: ["姓名", "Name"],
  unit: ["单位", "Unit"],
  day: ["日期", "Day"],
  kind: ["类别", "Kind"],
  title: ["名称", "Title"],
  difficulty: ["难度", "Difficulty"],
  score: ["得分", "Score"],
  sources: ["来源", "Sources"],
  noSource: ["没有记录来源", "No source is recorded"],
  nothing: ["没有记录", "Nothing recorded"],
  notKnown: ["不详", "not known"],
  open: ["打开", "Open"],
  more: ["更多", "More"],
  next: ["下一页", "Next page"],
  previous: ["上一页", "Previous page"],
  first: ["第一页", "First page"],
  pages: ["翻页", "Pages"],
  retry: ["重试", "Try again"],
  total: [(n: number) => `共 ${n} 项`, (n: number) => (n === 1 ? "1 in all" : `${n} in all`)],
  until: [(from: string, to: string | null) => `${from} 至 ${to ?? "今"}`, (from: string, to: string | null) => `${from} to ${to ?? "now"}`],
  yes: ["是", "yes"],
  no: ["否", "no"],
  state: ["状态", "State"],
  points: [(n: string) => `${n} 分`, (n: string) => `${n} points`],
} as const satisfies Record<string, Word<any>>;
