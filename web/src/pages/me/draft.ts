import { newKey } from "../../parts/draft";

/** A statement that is being written. Its key of idempotency is made once, so that what is sent again is recorded once. */
export interface Draft {
  key: string;
  kind: string;
  /** The id of what it is about. */
  about: string;
  text: string;
}

const place = (self: string) => `statement ${self}`;

export const emptyDraft = (): Draft => ({ key: newKey(), kind: "", about: "", text: "" });

/** The draft of this tab, or a new one; what cannot be read is as nothing. */
export function keptDraft(self: string): Draft {
  try {
    const kept = JSON.parse(sessionStorage.getItem(place(self)) ?? "") as Partial<Draft>;
    if (kept.key) return { key: String(kept.key), kind: String(kept.kind ?? ""), about: String(kept.about ?? ""), text: String(kept.text ?? "") };
  } catch {
    // nothing is kept
  }
  return emptyDraft();
}

export const keepDraft = (self: string, draft: Draft) => sessionStorage.setItem(place(self), JSON.stringify(draft));
export const dropDraft = (self: string) => sessionStorage.removeItem(place(self));

/** The fields of the form, by the fields of the input that the API names. */
export type Field = "kind" | "about" | "text";
const fields: Record<string, Field> = { kind: "kind", text: "text", case: "about", sanction: "about", evaluation: "about", decision: "about" };

/**
 * What the API says is wrong, each at its field; what is of no field of the form is under "". A message that names several
 * places is shown in parts.
 */
export function atFields(message: string): Partial<Record<Field | "", string>> {
  const place = /createStatement\.input\.(\w+)/g;
  const found = [...message.matchAll(place)];
  if (found.length === 0) return { "": message };
  const all: Partial<Record<Field | "", string>> = {};
  found.forEach((match, i) => {
    const begin = (match.index ?? 0) + match[0].length;
    const said = message.slice(begin, found[i + 1]?.index).replace(/^[:：]?\s*/, "").replace(/[、,;；]\s*$/, "");
    const field = fields[match[1] ?? ""] ?? "";
    all[field] = all[field] ? `${all[field]} ${said}` : said;
  });
  return all;
}
