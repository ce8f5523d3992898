import type { Word } from "../../words/words";

export const words = {
  title: ["检索", "Search"],
  placeholder: ["姓名、事项、事例、单位、文件……", "Names, tasks, cases, units, documents…"],
  label: ["检索内容", "What to look for"],
  types: ["类别", "Kinds"],
  allTypes: ["全部类别", "All kinds"],
  found: [(n: number) => `找到 ${n} 项`, (n: number) => `${n} found`],
  nothing: ["没有找到。可减少字词，或清除类别。", "Nothing was found. Try fewer words, or all kinds."],
  begin: ["输入姓名、事项或文件中的字词；双引号内的文字按原样查找。", "Type words of a name, a task or a document; what is in double quotes is looked for as it stands."],
  results: ["检索结果", "What was found"],
} as const satisfies Record<string, Word<any>>;
