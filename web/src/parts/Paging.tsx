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

/** What a page of a list is asked for by. */
export interface PageAsked {
  first: number | null;
  after: string | null;
  last: number | null;
  before: string | null;
}

/** Which page of a list to ask for: forward from a cursor or back from one, as the address says under the list's name. */
export function pageAt(at: string, size: number): PageAsked {
  const cursor = at.slice(2) || null;
  return at.startsWith("b.")
    ? { first: null, after: null, last: size, before: cursor }
    : { first: size, after: at.startsWith("a.") ? cursor : null, last: null, before: null };
}

/** The page of a list that the address asks for: a page's own list goes by "at", several of one page by names of their own. */
export function usePaging(name: string, size = 20) {
  return pageAt(useAddress().get(name), size);
}

/** The way to the pages before and after, and how many there are where the list does not say so above. */
export function Pager({ name, label, of, total }: { name: string; label: string; of: PageInfo; total?: number }) {
  const w = useWords(common);
  const { set } = useAddress();
  const said = total !== undefined && total > 1 && <span className="quiet">{w.total(total)}</span>;
  if (!of.hasNextPage && !of.hasPreviousPage) return said && <p>{said}</p>;
  return (
    <nav className="pager" aria-label={label}>
      {said}
      <Button size="small" disabled={!of.hasPreviousPage} onClick={() => set({ [name]: `b.${of.startCursor ?? ""}` })}>{w.previous}</Button>
      <Button size="small" disabled={!of.hasNextPage} onClick={() => set({ [name]: `a.${of.endCursor ?? ""}` })}>{w.next}</Button>
    </nav>
  );
}
