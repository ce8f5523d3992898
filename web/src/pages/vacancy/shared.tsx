import { useWords } from "../../words/words";
import type { Standing } from "./groups";
import { words } from "./words";

/** The band somebody is in, or why in none, and what that says. */
export function useStanding() {
  const w = useWords(words);
  return (of: Standing): { name: string; says: string } => {
    if (of === "thin") return { name: w.thin, says: w.thinSay };
    if (of === "noRecord") return { name: w.noRecord, says: w.noRecordSay };
    if (of === "failed") return { name: "", says: w.failedSay };
    return { name: w.band(of.band), says: w.bandSay };
  };
}
