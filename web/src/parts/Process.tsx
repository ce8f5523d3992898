import type { ReactNode } from "react";

import "./process.css";

export interface Step {
  name: ReactNode;
  /** done lies behind, now is where it stands, ahead is to come. */
  state: "done" | "now" | "ahead";
  note?: ReactNode;
}

/** How far something has come on its way, as the states of the API follow one another. */
export function Process({ of, name }: { of: readonly Step[]; name: string }) {
  return (
    <ol className="process" aria-label={name}>
      {of.map((s, i) => (
        <li key={i} className={s.state} aria-current={s.state === "now" ? "step" : undefined}>
          <span className="name">{s.name}</span>
          {s.note && <span className="quiet">{s.note}</span>}
        </li>
      ))}
    </ol>
  );
}
