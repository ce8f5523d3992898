// What the plugins of graphql-codegen beside have in common: how they read the SDL.
import { isObjectType } from "graphql";

/** A description's Chinese term, and the English sentence that follows it. */
export const split = (text) => {
  const at = (text ?? "").indexOf(" ");
  return at < 0 ? [text ?? "", ""] : [text.slice(0, at), text.slice(at + 1)];
};

/** The Chinese term of what is described. */
export const term = (of) => split(of.description)[0];

/** Whether a type is one of nodes. */
export const isNode = (type) => isObjectType(type) && type.getInterfaces().some((i) => i.name === "Node");

/** The arguments of a directive that stands on something, by name; undefined where it does not. */
export const directive = (of, name) => {
  const found = of.astNode?.directives?.find((d) => d.name.value === name);
  return found && Object.fromEntries(found.arguments.map((a) => [a.name.value, a.value.values?.map((v) => v.value) ?? a.value.value]));
};

/** A table as generated code has it: under names that every object has it holds nothing, and it goes where nothing uses it. */
export const table = (of, indent) => `/* @__PURE__ */ bare(${JSON.stringify(of, null, indent)})`;
