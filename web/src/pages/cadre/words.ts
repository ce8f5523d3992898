import type { Word } from "../../words/words";

export const words = {
  noOne: ["没有此人，或不在您的范围内", "There is nobody of this kind, or not in your scope"],
  posts: ["现任职务", "Posts held"],
  ranks: ["职级", "Rank"],
  since: [(day: string) => `${day} 起`, (day: string) => `since ${day}`],
} as const satisfies Record<string, Word<any>>;
