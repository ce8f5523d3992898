import type { Word } from "../../words/words";

export const words = {
  title: ["审计", "Audit"],
  say: ["谁看过谁的记录、为何查阅、准备更改什么：每一项都在给出回答之前写下，且不再改动。默认显示最近 31 天。", "Who saw whose record, what for, and who set out to change what: each written before the answer was given, and never changed. The last 31 days unless days are chosen."],
  from: ["自", "From"],
  to: ["至", "To"],
  cadre: ["干部的键", "Key of the official"],
  reader: ["何人", "Who"],
  purpose: ["事由", "Purpose"],
  kinds: ["类别", "Kinds"],
  ask: ["查询", "Ask"],
  at: ["时间", "When"],
  role: ["角色", "Role"],
  what: ["操作", "Operation"],
  whom: ["涉及干部", "Officials"],
  everyone: ["不限何人", "about anybody"],
  more: [(n: number) => `等 ${n} 人`, (n: number) => `of ${n}`],
  place: [(chain: string, n: number) => `链 ${chain} 第 ${n} 号`, (chain: string, n: number) => `No. ${n} of chain ${chain}`],
  refused: ["您的角色无权查看审计", "Your role may not see the audit"],
} as const satisfies Record<string, Word<any>>;
