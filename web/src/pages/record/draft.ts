import type { FormField } from "./forms.gen";

/** What stands in a form: texts as they are typed, choices, and rows of forms within it. */
export type Entered = string | boolean | string[] | Values[];
export interface Values {
  [field: string]: Entered | undefined;
}

/** What the form itself sends, which nobody types. */
const own = new Set(["idempotencyKey", "expectedVersion"]);
export const typed = (fields: readonly FormField[], versioned: boolean) => fields.filter((f) => !own.has(f.name) || (f.name === "expectedVersion" && !versioned));

/**
 * The input of a mutation. Recording leaves out what is empty; a correction holds what differs from what stood there, and null
 * where that was cleared. A number that is none is sent as it was typed: the API says what is wrong with it.
 */
export function inputOf(fields: readonly FormField[], inputs: Record<string, FormField[]>, values: Values, before?: Values): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const f of fields) {
    const entered = values[f.name];
    if (before && !f.required && same(entered, before[f.name])) continue;
    if (empty(entered)) {
      if (before && !empty(before[f.name])) input[f.name] = f.list ? [] : null;
      continue;
    }
    if (f.kind === "input") {
      input[f.name] = (entered as Values[]).map((row) => inputOf(inputs[f.type] ?? [], inputs, row));
    } else if (Array.isArray(entered)) {
      input[f.name] = (entered as string[]).map((one) => value(f, one));
    } else {
      input[f.name] = typeof entered === "boolean" ? entered : value(f, entered as string);
    }
  }
  return input;
}

const empty = (v: Entered | undefined) => v === undefined || v === "" || (Array.isArray(v) && v.length === 0);
const same = (a: Entered | undefined, b: Entered | undefined) => (empty(a) && empty(b)) || JSON.stringify(a) === JSON.stringify(b);

function value(f: FormField, text: string): unknown {
  const trimmed = text.trim();
  if ((f.type === "Int" || f.type === "Float") && trimmed !== "" && Number.isFinite(Number(trimmed))) return Number(trimmed);
  return trimmed;
}

/** The place in a form that an error is about: the path below the input, such as subjects.0.cadre; "" where it is none. */
export function placeOf(path: readonly (string | number)[] | undefined): string {
  const at = path?.indexOf("input") ?? -1;
  return at < 0 ? "" : (path ?? []).slice(at + 1).join(".");
}
