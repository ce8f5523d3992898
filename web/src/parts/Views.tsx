import { Link, useSearchParams } from "react-router";

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
