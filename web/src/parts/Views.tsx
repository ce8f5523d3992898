import { Link, useSearchParams } from "react-router";

import { useMay } from "../session/session";
import { useAddress } from "./address";

/** The views of a page that the viewer may ask, and the one that the address names or else the first; none where there are none. */
export function useView<V extends string>(views: Readonly<Record<V, { needs: string }>>): { open: V[]; view: V | undefined } {
  const may = useMay();
  const named = useAddress().get("view");
  const open = (Object.keys(views) as V[]).filter((v) => may(views[v].needs));
  return { open, view: open.find((v) => v === named) ?? open[0] };
}

/** The views of a page, one of which is open. Going to another keeps what the address says under these names, and nothing else of it. */
export function Views({ label, of, on, keeps }: { label: string; of: readonly { view: string; text: string }[]; on: string; keeps: readonly string[] }) {
  const [params] = useSearchParams();
  const search = (view: string) => {
    const next = new URLSearchParams();
    if (view !== of[0]?.view) next.set("view", view);
    for (const kept of keeps) {
      const value = params.get(kept);
      if (value) next.set(kept, value);
    }
    return next.toString();
  };
  return (
    <nav className="views no-print" aria-label={label}>
      {of.map(({ view, text }) => (
        <Link key={view} to={{ search: search(view) }} preventScrollReset aria-current={view === on ? "page" : undefined}>{text}</Link>
      ))}
    </nav>
  );
}
