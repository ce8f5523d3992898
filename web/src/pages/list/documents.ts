import { whereOf } from "./filter";
import { typeField, type List } from "./model";
import { groupKeys, selectionOfKey } from "./groups";
import { figures, roots, types } from "./shape.gen";

export type Variables = Record<string, unknown>;
export interface Asking {
  query: string;
  variables: Variables;
}

interface Tree {
  [name: string]: Tree;
}

const treeOf = (paths: readonly string[]): Tree => {
  const tree: Tree = {};
  for (const path of paths) {
    let at = tree;
    for (const name of path.split(".")) at = at[name] ??= {};
  }
  return tree;
};

/** What columns select: a node that is shown has all that a link needs; in a file its label is enough. */
function selection(type: string, tree: Tree, links: boolean, asked: ReadonlySet<string>, path = ""): string {
  return Object.entries(tree)
    .map(([name, below]) => {
      const what = types[type]?.[name]?.[0] ?? "";
      const here = path ? `${path}.${name}` : name;
      if (what === "many") return `${name} { totalCount }`;
      if (what !== "Node" && !types[what]) return name;
      const own = asked.has(here) ? (links ? ["__typename id label"] : ["label"]) : [];
      if (what === "Node") return `${name} { ... on Node { ${own.join(" ")} } }`;
      return `${name} { ${[...own, selection(what, below, links, asked, here)].filter(Boolean).join(" ")} }`;
    })
    .join(" ");
}

const typeOf = (list: List) => roots[list.of]?.[0] ?? "";
export const shownColumns = (list: List) => list.columns.filter((c) => typeField(typeOf(list), c));

const variablesOf = (list: List): Variables => {
  const { filter } = whereOf(list);
  return { ...(filter && { filter }), ...(list.order && { orderBy: { [list.order[0]]: list.order[1] } }) };
};

/** What a document declares and passes on. A condition whose variable is not given is refused in files and saved questions. */
function given(list: List, more: readonly string[] = []) {
  const type = typeOf(list);
  const all = [...(whereOf(list).filter ? [`filter: ${type}Filter`] : []), ...(list.order ? [`orderBy: ${type}Order`] : []), ...more];
  const names = all.map((v) => v.slice(0, v.indexOf(":")));
  return { declared: all.length > 0 ? `(${all.map((v) => `$${v}`).join(", ")})` : "", passed: names.length > 0 ? `(${names.map((n) => `${n}: $${n}`).join(", ")})` : "" };
}

const columnsOf = (list: List, links: boolean) => selection(typeOf(list), treeOf(shownColumns(list)), links, new Set(shownColumns(list)));

/** One page of the list, by cursor from either end. */
export function pageOf(list: List, page: Variables, count: boolean): Asking {
  const { declared, passed } = given(list, ["first: Int", "after: String", "last: Int", "before: String"]);
  return {
    query: `query List${declared} {
  ${list.of}${passed} {
    ${count ? "totalCount " : ""}nodes { __typename id label ${columnsOf(list, true)} }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}`,
    variables: { ...variablesOf(list), ...page },
  };
}

/** The list as a question that people read, store and run elsewhere. */
export function questionOf(list: List): Asking {
  if (list.by.length > 0) return groupsOf(list, false);
  const { declared, passed } = given(list, ["first: Int = 20", "after: String"]);
  return {
    query: `query List${declared} {
  ${list.of}${passed} {
    totalCount
    nodes { id label ${columnsOf(list, false)} }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: variablesOf(list),
  };
}

/** The whole list as a file: its columns and nothing else. The groups, where they are shown. */
export function fileOf(list: List): Asking {
  if (list.by.length > 0) return groupsOf(list, false, true);
  const { declared, passed } = given(list);
  return {
    query: `query List${declared} { ${list.of}${passed} { nodes { label ${columnsOf(list, false)} } } }`,
    variables: variablesOf(list),
  };
}

/** The groups of the list, a page of them. */
export function groupsOf(list: List, links = true, file = false): Asking {
  const type = typeOf(list);
  const keys = groupKeys(type, list.by);
  const figure = figureOf(list);
  const way = list.first === "key" ? { key: "ASC" } : list.first === "figure" && figure ? { aggregate: { [figure[0]]: { [figure[1]]: "DESC" } } } : { aggregate: { count: "DESC" } };
  const { filter } = whereOf(list);
  const arguments_ = [...(filter ? ["filter: $filter"] : []), ...(file ? [] : ["first: 0"])];
  const groups = `groupBy(by: $by, orderBy: $order${file ? "" : ", first: $first, after: $after"}) {
      ${file ? "" : "totalCount pageInfo { hasNextPage endCursor } "}groups {
        key { ${keys.map((k) => selectionOfKey(k, links)).join(" ")} }
        aggregate { count${figure ? ` ${figure[0]} { count ${figure[1]} }` : ""} }
      }
    }`;
  return {
    query: `query Groups(${filter ? `$filter: ${type}Filter, ` : ""}$by: [${type}GroupBy!]!, $order: [${type}GroupOrder!]${file ? "" : ", $first: Int = 50, $after: String"}) {
  ${list.of}${arguments_.length > 0 ? `(${arguments_.join(", ")})` : ""} {
    ${file ? "" : "totalCount "}${groups}
  }
}
`,
    variables: { ...(filter && { filter }), by: keys.map((k) => k.by), order: [way] },
  };
}

/** The figure of groups that is asked for, where the schema has it: [field, avg]. */
export function figureOf(list: List): [string, string] | null {
  const [field = "", kind = ""] = list.figure.split(".");
  const what = figures[`${typeOf(list)}Aggregate`]?.[field]?.[0];
  return what && figureKinds[what]?.includes(kind) ? [field, kind] : null;
}

export const figureKinds: Record<string, readonly string[]> = { number: ["avg", "median", "min", "max", "sum"], date: ["min", "max"] };
