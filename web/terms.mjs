// A plugin of graphql-codegen: what the values of enums and the fields of types are called, from the descriptions of the SDL,
// which begin with the Chinese term and go on with one English sentence.
import { isEnumType, isIntrospectionType, isObjectType } from "graphql";

const split = (text) => {
  const at = (text ?? "").indexOf(" ");
  return at < 0 ? [text ?? "", ""] : [text.slice(0, at), text.slice(at + 1).replace(/\.$/, "")];
};

export const plugin = (schema) => {
  const values = {};
  const fields = {};
  const types = {};
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isEnumType(type)) {
      values[type.name] = Object.fromEntries(type.getValues().map((v) => [v.name, split(v.description)]));
    } else if (isObjectType(type) && type.getInterfaces().some((i) => i.name === "Node")) {
      types[type.name] = split(type.description);
      fields[type.name] = Object.fromEntries(Object.values(type.getFields()).map((f) => [f.name, split(f.description)[0]]));
    }
  }
  return `export type Term = readonly [zh: string, en: string];
export const values = ${JSON.stringify(values, null, 1)} as const satisfies Record<string, Record<string, Term>>;
export const types = ${JSON.stringify(types, null, 1)} as const satisfies Record<string, Term>;
export const fields = ${JSON.stringify(fields, null, 1)} as const;
`;
};
