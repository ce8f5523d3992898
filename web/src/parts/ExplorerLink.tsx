import { Link } from "react-router";

import { common } from "../words/common";
import { useWords } from "../words/words";

/** The way from a node's page to what is around it. */
export function ExplorerLink({ id }: { id: string }) {
  const w = useWords(common);
  return <Link to={`/explorer?of=${encodeURIComponent(id)}`}>{w.explore}</Link>;
}
