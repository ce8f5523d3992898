import { useAsked } from "../../api/Answer";
import { RuleBookDocument } from "./vacancy.gen";

/** The rule book in use, which is one question for a page. */
export const useRuleBook = () => useAsked(RuleBookDocument, {});

/** What rules are called, by code; empty until the rule book is there. */
export function useRuleTitles(): ReadonlyMap<string, string> {
  const { data } = useRuleBook();
  return new Map(data?.ruleBook.rules.map((r) => [r.code, r.title]));
}
