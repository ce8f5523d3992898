import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { common } from "../../words/common";
import { useWords } from "../../words/words";
import { words } from "./words";

/** The first of what something rests on, and how many more there are. */
export function Basis({ of }: { of: { totalCount: number; nodes: readonly NodeRef[] } }) {
  const w = useWords(words);
  const c = useWords(common);
  if (of.totalCount === 0) return <span className="quiet">{w.noBasis}</span>;
  return (
    <ul className="plain">
      {of.nodes.map((n) => (
        <li key={n.id}><NodeLink of={n} /></li>
      ))}
      {of.totalCount > of.nodes.length && <li className="quiet">{c.total(of.totalCount)}</li>}
    </ul>
  );
}
