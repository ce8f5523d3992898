import type { Word } from "../../words/words";

export const words = {
  content: ["内容", "What is recorded"],
  related: ["关联", "Related"],
  kept: ["您的角色不可用", "Not for your role"],
  own: ["打开专页", "Open its page"],
  whole: ["返回全部内容", "Back to all of it"],
  noList: ["没有这个列表，或您的角色不可用", "There is no such list, or it is not for your role"],
} as const satisfies Record<string, Word<any>>;
