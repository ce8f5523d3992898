// A plugin of graphql-codegen: the mutations that record, correct and take back, with what each asks for, from the SDL. The
// forms of the console are made from it, so that a type added to the schema has one.
import { getNamedType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType, isObjectType } from "graphql";

import { directive, split, table } from "./sdl.mjs";

// How what stands in a node is read for the fields of an input: as a value, as the key of one node, or as the keys of many.
const reads = (node, input) => {
  const all = {};
  for (const name of Object.keys(input.getFields())) {
    const field = node.getFields()[name];
    if (!field || name === "key") continue;
    const type = getNamedType(field.type);
    all[name] = isLeafType(type) ? "value" : type.name.endsWith("Connection") && isObjectType(getNamedType(type.getFields().nodes.type)) ? "many" : isObjectType(type) && type.getFields().key ? "one" : undefined;
  }
  return all;
};

export const plugin = (schema) => {
  const inputs = {};
  const use = (type) => {
    if (inputs[type.name]) return;
    inputs[type.name] = [];
    inputs[type.name] = Object.values(type.getFields()).map((f) => {
      const inner = isNonNullType(f.type) ? f.type.ofType : f.type;
      const of = getNamedType(f.type);
      if (isInputObjectType(of)) use(of);
      const [zh, en] = split(f.description);
      return {
        name: f.name, zh, en, type: of.name,
        kind: isEnumType(of) ? "enum" : isInputObjectType(of) ? "input" : "scalar",
        ...(isListType(inner) && { list: true }),
        ...(isNonNullType(f.type) && { required: true }),
        ...(directive(f, "names") && { names: directive(f, "names").type }),
      };
    });
  };
  const mutations = {};
  for (const field of Object.values(schema.getMutationType().getFields())) {
    const [, kind, of] = /^(create|correct|withdraw)([A-Z]\w*)$/.exec(field.name) ?? [];
    const input = field.args.find((a) => a.name === "input");
    const payload = getNamedType(field.type);
    if (!kind || !input || !isObjectType(payload) || payload.getInterfaces().length || !payload.name.endsWith("Payload") || field.name === "withdrawImport") continue;
    use(getNamedType(input.type));
    const [zh, en] = split(field.description);
    mutations[field.name] = {
      kind, of, zh, en, input: getNamedType(input.type).name,
      ...(kind === "correct" && isObjectType(schema.getType(of)) && { reads: reads(schema.getType(of), getNamedType(input.type)) }),
      gives: Object.values(payload.getFields()).map((f) => f.name),
    };
  }
  return `import { bare } from "../../terms/bare";

export interface FormField { name: string; zh: string; en: string; type: string; kind: "scalar" | "enum" | "input"; list?: boolean; required?: boolean; names?: string }
export interface Form { kind: "create" | "correct" | "withdraw"; of: string; zh: string; en: string; input: string; gives: string[]; reads?: Record<string, "value" | "one" | "many"> }
export const forms: Record<string, Form> = ${table(mutations)};
export const inputs: Record<string, FormField[]> = ${table(inputs)};
`;
};
