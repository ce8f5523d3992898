import type { Word } from "../words/words";

export const words = {
  offline: ["无法连接服务器", "The server cannot be reached"],
  offlineSay: ["请检查网络；页面会在恢复后继续。", "Check the network; the page goes on when it is back."],
  signedOut: ["登录已结束", "The session is over"],
  signedOutSay: ["请重新登录，之后回到本页。", "Sign in again; you come back to this page."],
  signIn: ["重新登录", "Sign in again"],
  refused: ["您的角色无权查看此项", "Your role may not see this"],
  away: ["数据暂时无法读取", "The data cannot be read now"],
  awaySay: ["系统会自动重试。", "It is tried again by itself."],
  busy: ["请求过多", "Too many requests"],
  limit: ["超出一次可查的范围", "More than may be asked at once"],
  conflict: ["未能完成", "Not done"],
  input: ["请求有误", "The request is not right"],
  fault: ["系统出错", "Our fault"],
  part: ["部分内容未能读取", "A part could not be read"],
  retry: ["重试", "Try again"],
  loading: ["正在读取", "Loading"],
} as const satisfies Record<string, Word<any>>;
