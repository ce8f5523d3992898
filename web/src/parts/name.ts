import { types } from "../terms/terms.gen";
import type { Language } from "../words/words";

/** The words of a name such as difficultySetOn. */
export function words(name: string): string {
  const apart = name.replace(/([a-z0-9])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return apart.charAt(0).toUpperCase() + apart.slice(1);
}

/** What a type of node is called: the office's term, or its name in words. */
export function typeName(type: string, language: Language): string {
  const term = (types as Record<string, readonly [zh: string, en: string]>)[type];
  return language === "zh" ? (term?.[0] ?? type) : words(type);
}
