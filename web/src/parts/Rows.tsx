import { isValidElement, type ReactNode } from "react";

import { common } from "../words/common";
import { useWords } from "../words/words";

export interface Column<T> {
  head: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand to the right. */
  number?: boolean;
}

/** A short table, all of it in the page; lists that may be long have pages. */
export function Rows<T>({ of, columns, name, keyOf, empty }: { of: readonly T[]; columns: readonly Column<T>[]; name: string; keyOf: (row: T) => string; empty?: string }) {
  const w = useWords(common);
  if (of.length === 0) return <p className="quiet">{empty ?? w.nothing}</p>;
  return (
    <table className="rows" aria-label={name}>
      <thead>
        <tr>
          {columns.map((c) => (
            <th key={c.head} scope="col" className={c.number ? "number" : undefined}>{c.head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {of.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map((c) => {
              const cell = c.cell(row);
              return <td key={c.head} className={c.number ? "number" : isDay(cell) ? "day" : undefined}>{cell}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A day, alone or as a link, does not break at its hyphens. */
function isDay(cell: ReactNode): boolean {
  if (isValidElement<{ children?: ReactNode }>(cell)) return isDay(cell.props.children);
  return typeof cell === "string" && /^\d{4}(-\d\d){1,2}$/.test(cell);
}
