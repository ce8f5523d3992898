// A plugin of graphql-codegen: what the explorer needs of the SDL and no other page does. Which facts a node of each type has
// of its own, with their terms; and what the relations of each type are called, by relationship, direction and the other type.
import { getNamedType, isAbstractType, isEnumType, isInterfaceType, isObjectType, isScalarType } from "graphql";

import { directive, isNode, table, term } from "./sdl.mjs";

export const plugin = (schema) => {
  const facts = {};
  const relations = {};
  const properties = {};
  for (const type of Object.values(schema.getTypeMap())) {
    const relationship = isInterfaceType(type) && directive(type, "relationship");
    if (relationship) {
      const of = (properties[relationship.type] ??= {});
      for (const field of Object.values(type.getFields())) {
        const named = getNamedType(field.type);
        of[field.name] = [term(field), isEnumType(named) ? named.name : ""];
      }
    }
    if (!isNode(type)) continue;
    facts[type.name] = [];
    const of = (relations[type.name] = {});
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      const relation = directive(field, "relation");
      if (relation) {
        const nodes = isObjectType(named) && named.getFields().nodes;
        const target = nodes ? getNamedType(nodes.type) : named;
        const exact = !isAbstractType(target);
        for (const one of exact ? [target] : schema.getPossibleTypes(target)) {
          const key = `${relation.type} ${relation.direction} ${one.name}`;
          if (exact || !of[key]) of[key] = [term(field), field.name];
        }
      } else if ((isScalarType(named) || isEnumType(named)) && field.args.length === 0 && !["id", "label", "version", "recordedAt"].includes(field.name) && !directive(field, "computed")) {
        facts[type.name].push([field.name, term(field), isEnumType(named) ? named.name : ""]);
      }
    }
  }
  return `import { bare } from "./bare";

/** Facts of a type: name of the field, its term, and the enum it is of. */
export const facts: Record<string, readonly (readonly [field: string, zh: string, of: string])[]> = ${table(facts)};
/** Relations of a type, by "RELATIONSHIP DIRECTION OtherType": the term, and the name of the field. */
export const relations: Record<string, Record<string, readonly [zh: string, field: string] | undefined>> = ${table(relations)};
/** Properties of a relationship: the term, and the enum it is of. */
export const properties: Record<string, Record<string, readonly [zh: string, of: string] | undefined>> = ${table(properties)};
`;
};
