import { Button } from "antd";

import { common } from "../words/common";
import { useWords } from "../words/words";
import { useAddress } from "./address";

/** Where a page stands in its list, as every list of the API says it. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
}

/** Which page of a list to ask for: forward from a cursor or back from one, as the address says under the list's name. */
export function pageAt(at: string, size: number) {
  const cursor = at.slice(2) || null;
  return at.startsWith("b.")
    ? { first: null, after: null, last: size, before: cursor }
    : { first: size, after: at.startsWith("a.") ? cursor : null, last: null, before: null };
}

/** The page of a list that the address asks for; several lists of a page go by names of their own. */
export function usePaging(name: string, size = 20) {
  return pageAt(useAddress().get(name), size);
}

/** How many there are, and the way to the pages before and after. */
export function Pager({ name, label, of, total }: { name: string; label: string; of: PageInfo; total: number }) {
  const w = useWords(common);
  const { set } = useAddress();
  if (!of.hasNextPage && !of.hasPreviousPage) return total > 1 ? <p className="quiet">{w.total(total)}</p> : null;
  return (
    <nav className="pager" aria-label={label}>
      <span className="quiet">{w.total(total)}</span>
      <Button size="small" disabled={!of.hasPreviousPage} onClick={() => set({ [name]: `b.${of.startCursor ?? ""}` })}>{w.previous}</Button>
      <Button size="small" disabled={!of.hasNextPage} onClick={() => set({ [name]: `a.${of.endCursor ?? ""}` })}>{w.next}</Button>
    </nav>
  );
}
