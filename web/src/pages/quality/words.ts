import type { Word } from "../../words/words";

export const words = {
  title: ["数据质量", "Data quality"],
  say: ["数据中互相矛盾、缺失或可能重复之处，以及怎样改正。", "Where the data contradict themselves, lack something or may be double, and how to mend it."],
  rules: ["规则", "Rules"],
  all: ["全部规则", "All rules"],
  rule: ["规则", "Rule"],
  subject: ["对象", "About"],
  problem: ["问题", "What is wrong"],
  remedy: ["怎样改正", "How to mend it"],
  related: ["有关", "Related"],
  correct: ["更正", "Correct"],
} as const satisfies Record<string, Word<any>>;
