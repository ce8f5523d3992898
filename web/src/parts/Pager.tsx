import { Button } from "antd";

import { common } from "../words/common";
import { useWords } from "../words/words";
import { useAddress } from "./address";

/** The way to the next page of a list, whose cursor stands in the address, and back to the one before. */
export function Pager({ of, name = "after" }: { of: { hasNextPage: boolean; endCursor?: string | null }; name?: string }) {
  const c = useWords(common);
  const { get, set } = useAddress();
  if (!of.hasNextPage && !get(name)) return null;
  return (
    <nav className="pager" aria-label={c.pages}>
      {get(name) && <Button onClick={() => set({ [name]: null })}>{c.first}</Button>}
      {of.hasNextPage && <Button onClick={() => set({ [name]: of.endCursor })}>{c.next}</Button>}
    </nav>
  );
}
