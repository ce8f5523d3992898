import { Link } from "react-router";

import { useMay } from "../session/session";
import { recorded } from "../terms/terms.gen";
import { common } from "../words/common";
import { useWords } from "../words/words";
import { ExplorerLink } from "./ExplorerLink";

/** What can be done from a node's page: look at what is around it, and correct it or take it back where the role may. */
export function NodeActions({ of }: { of: { __typename: string; id: string } }) {
  const w = useWords(common);
  const may = useMay();
  const to = (kind: "correct" | "withdraw") => `${kind}${of.__typename}`;
  const offered = (kind: "correct" | "withdraw") => recorded.has(of.__typename) && may(`Mutation.${to(kind)}`);
  return (
    <div className="node-actions no-print">
      <ExplorerLink id={of.id} />
      {offered("correct") && <Link to={`/record/${to("correct")}?id=${of.id}`}>{w.correct}</Link>}
      {offered("withdraw") && <Link to={`/record/${to("withdraw")}?id=${of.id}`}>{w.withdraw}</Link>}
    </div>
  );
}
