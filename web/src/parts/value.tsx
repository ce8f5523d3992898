import type { ReactNode } from "react";

import { values as enums } from "../terms/terms.gen";
import type { EnumName } from "../words/words";

type Say = (type: EnumName, value: string) => string;

const isEnum = (type: string): type is EnumName => type in enums;

/** A value of a scalar or an enum as people read it. */
export function valueText(type: string, value: string | number | boolean, term: Say, w: { yes?: string; no?: string }): string {
  if (isEnum(type)) return term(type, String(value));
  if (type === "Boolean") return (value === true || value === "true" ? w.yes : w.no) ?? String(value);
  if (type === "DateTime") return moment(String(value));
  return String(value);
}

/** A point in time to the minute, in the reader's own zone. */
export function moment(at: string): string {
  const d = new Date(at);
  if (Number.isNaN(d.getTime())) return at;
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())} ${two(d.getHours())}:${two(d.getMinutes())}`;
}

/** An address of the web is a link that leads out of the console; anything else, whatever it looks like, is text. */
export function Text({ of }: { of: string }): ReactNode {
  if (!/^https?:\/\/\S+$/.test(of)) return of;
  return <a href={of} target="_blank" rel="noopener noreferrer">{of}</a>;
}
