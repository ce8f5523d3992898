import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { words } from "./words";

export interface DeadlineOf {
  on?: string | null;
  recorded: boolean;
  overdue: boolean;
  undecided: boolean;
  rule?: { title: string; sentence: string } | null;
}

/** A day by which something has to be done: whether a fact or a rule gives it, and whether it has passed. */
export function Deadline({ of, say }: { of: DeadlineOf | null | undefined; say: (day: string) => string }) {
  const w = useWords(words);
  const c = useWords(common);
  if (!of) return null;
  if (!of.on) return of.undecided ? <span className="quiet">{w.undecided}</span> : null;
  const more = [of.overdue && w.overdue, !of.recorded && w.byRule, of.undecided && w.undecided].filter(Boolean).join(c.comma);
  return (
    <span title={of.rule?.sentence}>
      {say(of.on)}
      {more && <span className={of.overdue ? "late" : "quiet"}>{c.aside(more)}</span>}
    </span>
  );
}
