import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { common } from "../../words/common";
import { useWords } from "../../words/words";

interface Place {
  locator?: string | null;
  node: NodeRef;
}

/** Where a fact was taken from, with the place in each source; that none is recorded is said. */
export function Sources({ of }: { of: { edges: readonly Place[] } }) {
  const c = useWords(common);
  if (of.edges.length === 0) return <span className="quiet">{c.noSource}</span>;
  return (
    <ul className="plain">
      {of.edges.map(({ node, locator }) => (
        <li key={`${node.id} ${locator}`}>
          <NodeLink of={node} />
          {locator && <span className="quiet"> {locator}</span>}
        </li>
      ))}
    </ul>
  );
}
