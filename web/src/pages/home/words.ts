import type { Word } from "../../words/words";

export const words = {
  title: ["知事识人，以事察人", "Know people by their work"],
  say: ["从做了什么事、事有多难、结果如何来看人；每个数字都能打开依据，决定由人来作。", "What was done, how hard it was and what came out; every number opens to its evidence, and a person decides."],
  find: ["查找", "Find"],
  todo: ["等我办理", "Waiting for you"],
  todoNothing: ["没有等待办理的事项。", "Nothing waits for you."],
  due: [(day: string) => `${day} 前`, (day: string) => `by ${day}`],
  overdue: [(day: string) => `已过期（${day}）`, (day: string) => `overdue (${day})`],
  stories: ["从这些问题开始", "Questions to begin with"],
  leads: ["谁牵头过难办的债务化解，而且办成了？", "Who led hard debt work that succeeded?"],
  leadsSay: ["打开一人，看他做的事、各方评价，直到文件。", "Open somebody: the work, who judged it, down to the document."],
  vacancies: ["哪些职位空缺，谁符合条件，谁为何不在列？", "Which posts are vacant, who meets the conditions, and why is somebody not there?"],
  vacanciesSay: ["每个条件后面都有事实；同一档内次序由抽签而定。", "A fact stands behind every condition; the order inside a band is by lot."],
  decisions: ["最近的人事决定，依据是什么？", "What do the latest decisions rest on?"],
  decisionsSay: ["从决定走到事项、评价、推荐和谈话。", "From a decision to tasks, evaluations, rounds and talks."],
  rulings: ["哪些失误经认定可以容错？", "Which mistakes were ruled to be tolerated?"],
  rulingsSay: ["勇于担当而有失误的，看认定的依据。", "Of those who dared and failed: what the ruling rests on."],
  severities: ["哪些评价主体对本单位更宽？", "Which evaluators are more lenient with their own unit?"],
  severitiesSay: ["同样的工作，给本单位的分高出多少，区间多宽。", "By how many points, for the same work, and how sure that is."],
  more: [(n: number) => `共 ${n} 项`, (n: number) => `${n} in all`],
} as const satisfies Record<string, Word<any>>;
