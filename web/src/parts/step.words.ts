import type { Word } from "../words/words";

export const stepWords = {
  steps: ["选拔纪实", "Steps of the selection"],
  stage: ["环节", "Stage"],
  entitled: ["应到", "Entitled"],
  present: ["实到", "Present"],
  inFavour: ["同意", "In favour"],
  objections: ["异议", "Objections"],
  result: ["结果", "Result"],
} as const satisfies Record<string, Word<any>>;
