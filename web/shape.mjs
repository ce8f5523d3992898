// A plugin of graphql-codegen: what lists can be made of, from the SDL: for each type its fields, what can be asked of them,
// what lists can be ordered and grouped by and what figures there are, each with its term and the roles it is kept to. The
// list builder has no table of its own: what the schema gains, it can ask for.
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, isScalarType, isUnionType } from "graphql";

import { directive, isNode, table, term } from "./sdl.mjs";

const bare = (type) => (isNonNullType(type) ? type.ofType : type);

/** The roles that @access names, none where everyone may. */
const roles = (of) => directive(of, "access")?.roles;

/** [what it leads to, term, roles]; the roles are left out where everyone may. */
const entry = (what, of) => (roles(of) ? [what, term(of), roles(of)] : [what, term(of)]);

const inputsOf = (of, whatIs) => {
  const all = {};
  for (const field of Object.values(of.getFields())) {
    const what = whatIs(field);
    if (what) all[field.name] = entry(what, field);
  }
  return all;
};

export const plugin = (schema) => {
  const all = Object.values(schema.getTypeMap());
  const filters = {};
  const values = {};
  const relations = {};
  const groupings = {};
  const figures = {};
  const orders = {};
  const types = {};

  for (const type of all.filter(isInputObjectType)) {
    const fields = type.getFields();
    if (/AggregateFilter$/.test(type.name)) continue;
    if (type.name === "ExistsFilter") {
      filters[type.name] = inputsOf(type, (f) => getNamedType(f.type).name);
      continue;
    }
    if (type.name.endsWith("Filter") && fields.and && fields.or) {
      filters[type.name] = inputsOf(type, (f) => {
        if (["and", "or", "not", "as"].includes(f.name)) return undefined;
        return f.name === "within" || f.name === "under" ? "keys" : getNamedType(f.type).name;
      });
    } else if (type.name.endsWith("Filter") && (fields.eq || fields.has)) {
      const of = getNamedType((fields.eq ?? fields.has).type).name;
      const operators = Object.keys(fields);
      values[type.name] = [of, operators.filter((op) => !op.endsWith("Field")), operators.filter((op) => op.endsWith("Field"))];
    } else if (type.name.endsWith("Relation") && fields.some) {
      relations[type.name] = getNamedType(fields.some.type).name;
    } else if (type.name.endsWith("GroupBy")) {
      const keys = schema.getType(type.name.replace(/By$/, "Key"));
      groupings[type.name] = inputsOf(type, (f) => {
        const by = getNamedType(f.type).name;
        if (by.endsWith("GroupBy")) return by;
        const key = getNamedType(keys.getFields()[f.name].type);
        if (f.name === "type" || isUnionType(key)) return undefined;
        return `${by === "Grouping" ? "VALUE" : by === "DateGrouping" ? "DATE" : "LEVEL"} ${key.name}`;
      });
    } else if (type.name.endsWith("Order") && Object.values(fields).every((f) => getNamedType(f.type).name === "Sort") && !type.name.endsWith("AggregateOrder")) {
      orders[type.name] = inputsOf(type, () => "Sort");
    }
  }

  for (const type of all.filter(isObjectType)) {
    if (type.name.endsWith("Aggregate") && type.getFields().count && schema.getType(type.name.replace(/Aggregate$/, "Connection"))) {
      figures[type.name] = inputsOf(type, (f) => ({ NumberAggregate: "number", DateAggregate: "date" })[getNamedType(f.type).name]);
    }
    if (!isNode(type)) continue;
    types[type.name] = inputsOf(type, (f) => {
      const of = getNamedType(f.type);
      if (f.name === "id") return undefined;
      if (directive(f, "relation")) return of.name.endsWith("Connection") ? "many" : isUnionType(of) ? "Node" : of.name;
      if (f.args.length > 0 || !(isScalarType(of) || isEnumType(of))) return undefined;
      return isListType(bare(f.type)) ? `[${of.name}]` : of.name;
    });
  }

  // Conditions on figures are inputs of their own, which no condition of a list leads to.
  const used = new Set(Object.values(filters).flatMap((fields) => Object.values(fields).map(([what]) => what)));
  for (const name of Object.keys(values)) if (!used.has(name)) delete values[name];

  const roots = {};
  for (const field of Object.values(schema.getQueryType().getFields())) {
    const filter = field.args.find((a) => a.name === "filter");
    const order = field.args.find((a) => a.name === "orderBy");
    const connection = getNamedType(field.type);
    if (!filter || !order || !isObjectType(connection) || !connection.getFields().groupBy || field.args.some((a) => isNonNullType(a.type))) continue;
    const node = getNamedType(connection.getFields().nodes.type);
    if (!isNode(node)) continue;
    roots[field.name] = [node.name, term(node), ...(roles(field) ? [roles(field)] : [])];
  }
  const say = (name, type, of) => `export const ${name}: ${type} = ${table(of)};\n`;
  return (
    'import { bare } from "../../terms/bare";\n\n' +
    "/** What a field leads to, its term, and the roles it is kept to. */\n" +
    "export type Entry = readonly [what: string, term: string, roles?: readonly string[]];\n" +
    "export type Entries = Readonly<Record<string, Entry>>;\n" +
    say("roots", "Entries", roots) +
    say("types", "Readonly<Record<string, Entries>>", types) +
    say("filters", "Readonly<Record<string, Entries>>", filters) +
    say("values", "Readonly<Record<string, readonly [of: string, operators: readonly string[], comparisons: readonly string[]]>>", values) +
    say("relations", "Readonly<Record<string, string>>", relations) +
    say("orders", "Readonly<Record<string, Entries>>", orders) +
    say("groupings", "Readonly<Record<string, Entries>>", groupings) +
    say("figures", "Readonly<Record<string, Entries>>", figures)
  );
};
