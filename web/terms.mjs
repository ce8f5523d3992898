// A plugin of graphql-codegen: what the values of enums and the fields of types are called, from the descriptions of the SDL,
// which begin with the Chinese term and go on with one English sentence. With `nodes` it gives what each type of node is made
// of instead, for pages that ask for any of them.
import { getNamedType, isEnumType, isInterfaceType, isIntrospectionType, isLeafType, isListType, isNonNullType, isObjectType } from "graphql";

import { directive, isNode, split, table, term } from "./sdl.mjs";

/** Term and sentence, as a label has it. */
const label = (of) => {
  const [zh, en] = split(of.description);
  return [zh, en.replace(/\.$/, "")];
};

export const plugin = (schema, _documents, config) => (config.nodes ? nodes(schema) : terms(schema));

function terms(schema) {
  const values = {};
  const fields = {};
  const types = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) {
      values[type.name] = Object.fromEntries(type.getValues().map((v) => [v.name, label(v)]));
    } else if (isNode(type)) {
      types[type.name] = label(type);
      fields[type.name] = Object.fromEntries(Object.values(type.getFields()).map((f) => [f.name, term(f)]));
    }
  }
  return `import { bare } from "./bare";

export type Term = readonly [zh: string, en: string];
export const values = ${table(values, 1)} satisfies Record<string, Record<string, Term>>;
export const types = ${table(types, 1)} satisfies Record<string, Term>;
export const fields = ${table(fields, 1)};
/** The types whose nodes are corrected and taken back one at a time. */
export const recorded: ReadonlySet<string> = new Set(${JSON.stringify(Object.keys(types).filter((name) => schema.getMutationType()?.getFields()[`correct${name}`]))});
`;
}

// What every node has is said once, not by the list of its fields.
const common = new Set(["id", "label", "recordedAt", "version", "sources"]);

function nodes(schema) {
  const nodes = {};
  const edges = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (isNode(type)) {
      const [zh, en] = label(type);
      nodes[type.name] = { zh, en, fields: Object.values(type.getFields()).filter((f) => !common.has(f.name)).flatMap(field) };
    } else if (isInterfaceType(type) && directive(type, "relationship")) {
      const [zh, en] = label(type);
      edges[type.name] = { zh, en, as: directive(type, "writable")?.as ?? type.name, fields: Object.values(type.getFields()).flatMap(field) };
    }
  }
  return `import { bare } from "./bare";

/** One field: what it is called, whether it is a value, one node or many, and of which scalar, enum or type. */
export interface Field {
  name: string;
  zh: string;
  en: string;
  is: "value" | "one" | "many";
  type: string;
  /** Its values are several. */
  list?: boolean;
  /** It leads to nodes of several types: a union, whose members have relations of their own. */
  union?: boolean;
  /** The interface with the properties of each relationship. */
  edge?: string;
}
export const nodes: Readonly<Record<string, { zh: string; en: string; fields: readonly Field[] }>> = ${table(nodes)};
/** Properties of relationships, by interface; as is what the log of changes calls a row of it. */
export const edges: Readonly<Record<string, { zh: string; en: string; as: string; fields: readonly Field[] }>> = ${table(edges)};
`;
}

/** What is computed has pages of its own, and an argument that must be given nobody gives here. */
function field(f) {
  const [zh, en] = label(f);
  const relation = directive(f, "relation");
  const base = { name: f.name, zh, en };
  if (relation) {
    const named = getNamedType(f.type);
    const to = relation.one ? named : getNamedType(named.getFields().nodes.type);
    return [{ ...base, is: relation.one ? "one" : "many", type: to.name, ...(isObjectType(to) ? {} : { union: true }), ...(relation.edge ? { edge: relation.edge } : {}) }];
  }
  const inner = isNonNullType(f.type) ? f.type.ofType : f.type;
  if (directive(f, "computed") || f.args.length > 0 || !isLeafType(getNamedType(inner))) return [];
  return [{ ...base, is: "value", type: getNamedType(inner).name, ...(isListType(inner) ? { list: true } : {}) }];
}
