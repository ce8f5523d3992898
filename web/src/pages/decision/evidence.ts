import type { EnumName } from "../../words/words";
import type { DecisionRestsQuery } from "./decision.gen";

type Rested = Extract<NonNullable<DecisionRestsQuery["node"]>, { __typename: "Decision" }>;
export type Evidence = Rested["basedOn"]["nodes"][number];
type Say = { term: (type: EnumName, value: string | null) => string; difficulty: (n: number) => string };

/** What a piece of evidence says, in a line, and the day on which it was given or verified. */
export function says(of: Evidence, { term, difficulty }: Say): { text: string; on: string | null } {
  const line = (...parts: (string | number | null | undefined | false)[]) => parts.filter((p) => p != null && p !== "" && p !== false).join(" · ");
  switch (of.__typename) {
    case "Task":
      return { text: line(term("TaskCategory", of.category), of.difficulty != null && difficulty(of.difficulty), term("TaskOutcome", of.outcome), of.outcomeScore), on: of.outcomeVerifiedOn };
    case "Case":
      return { text: line(term("Polarity", of.polarity), term("Verification", of.verification)), on: of.verifiedOn };
    case "Evaluation":
      return { text: line(term("EvaluationKind", of.kind), of.score, term("EvaluationGrade", of.grade)), on: of.evaluatedOn };
    case "RecommendationRound":
      return { text: line(term("RoundKind", of.round ?? null), term("RoundMethod", of.method ?? null)), on: of.heldOn ?? null };
    case "Talk":
      return { text: term("TalkPurpose", of.purpose), on: of.heldOn };
    default:
      return { text: "", on: null };
  }
}
