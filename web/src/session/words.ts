import type { Word } from "../words/words";

export const words = {
  title: ["登录伯乐", "Sign in to bole"],
  byProvider: ["用单位账号登录", "Sign in with your account"],
  byToken: ["用令牌登录", "Sign in with a token"],
  token: ["令牌", "Token"],
  tokenHelp: ["`make demo` 会为每种角色印出一个令牌和一个链接；也可用 `bole token` 签发。", "`make demo` prints a token and a link for each role; `bole token` signs one."],
  enter: ["登录", "Sign in"],
  wrong: ["令牌无效或已过期。", "The token is not valid, or has expired."],
  what: ["以事察人：每个数字都能查到依据，由人来决定。", "People judged through their work: every number leads to its evidence, and a person decides."],
} as const satisfies Record<string, Word<any>>;
