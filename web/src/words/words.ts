import { createContext, useContext } from "react";

import { values } from "../terms/terms.gen";

export type Language = "zh" | "en";

/** A text in both languages, Chinese first; with parts that change, a function of them. */
export type Word<A extends unknown[] = never[]> = readonly [zh: string | ((...of: A) => string), en: string | ((...of: A) => string)];

type Said<W> = W extends readonly [infer Z, infer E]
  ? Z extends (...of: infer A) => string ? (...of: A) => string : E extends (...of: infer A) => string ? (...of: A) => string : string
  : never;

export const LanguageContext = createContext<Language>("zh");
export const useLanguage = () => useContext(LanguageContext);

/** The words of a page or part in the language of the reader. */
export function useWords<T extends Record<string, Word<any>>>(words: T): { [K in keyof T]: Said<T[K]> } {
  return said(words, useLanguage());
}

const kept = new WeakMap<object, Partial<Record<Language, object>>>();

export function said<T extends Record<string, Word<any>>>(words: T, language: Language): { [K in keyof T]: Said<T[K]> } {
  const of = kept.get(words) ?? {};
  kept.set(words, of);
  of[language] ??= Object.fromEntries(Object.entries(words).map(([name, word]) => [name, word[language === "zh" ? 0 : 1]]));
  return of[language] as { [K in keyof T]: Said<T[K]> };
}

export type EnumName = keyof typeof values;
type Terms = Record<string, readonly [string, string] | undefined>;

/** What the API calls a value of an enum, in the language of the reader; the sentence in English has more than the term. */
export function termOf(type: EnumName, value: string, language: Language): string {
  const term = (values[type] as Terms)[value];
  return term ? term[language === "zh" ? 0 : 1] : value;
}

export function useTerm() {
  const language = useLanguage();
  return (type: EnumName, value: string | null | undefined) => (value == null ? "" : termOf(type, value, language));
}

/** The same where there is little room: in English the value's own name, since the sentence is long. */
export function useShortTerm() {
  const language = useLanguage();
  return (type: EnumName, value: string | null | undefined) => (value == null ? "" : language === "zh" ? termOf(type, value, language) : spoken(value));
}

const spoken = (value: string) => value.charAt(0) + value.slice(1).toLowerCase().replaceAll("_", " ");
