import { isBefore } from "../../parts/days";

interface Recorded {
  difficulty: number | null;
  difficultySetOn: string | null;
  difficultySource: object | null;
  outcomeVerifiedOn: string | null;
}

/** Whether a task's difficulty counts, by the rule that the API gives with the field; the word says why. */
export function counting(task: Recorded): "counts" | "countsSoFar" | "late" | "unsure" | "noDay" | "noSource" | "noDifficulty" {
  if (task.difficulty == null) return "noDifficulty";
  if (!task.difficultySource) return "noSource";
  if (!task.difficultySetOn) return "noDay";
  if (!task.outcomeVerifiedOn) return "countsSoFar";
  const before = isBefore(task.difficultySetOn, task.outcomeVerifiedOn);
  return before === undefined ? "unsure" : before ? "counts" : "late";
}
