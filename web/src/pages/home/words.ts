import type { Word } from "../../words/words";

export const words = {
  title: ["知事识人，以事察人", "Know people by their work"],
  say: ["从做了什么事、事有多难、结果如何来看人；每个数字都能打开依据，决定由人来作。", "What was done, how hard it was and what came out; every number opens to its evidence, and a person decides."],
  find: ["查找", "Find"],
} as const satisfies Record<string, Word<any>>;
