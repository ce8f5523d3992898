import type { ReactNode } from "react";
import { Link } from "react-router";

import { useWords } from "../words/words";
import { nodeWords } from "./node.words";
import type { NodeRef } from "./NodeLink";
import { Section } from "./Page";
import { Rows, type Column } from "./Rows";

/** A part of a list, as pages of one node show the first of each. */
export interface Part<T> {
  totalCount: number;
  nodes: readonly T[];
}

/** Where a list goes on: a page of its own, on which all of it is turned through. */
export const allOf = (of: NodeRef, list: string) => `/fact/${of.id}?list=${list}`;

export function AllLink({ of, list, total, shown }: { of: NodeRef; list: string; total: number; shown: number }) {
  const w = useWords(nodeWords);
  if (total <= shown) return null;
  return (
    <p className="more">
      <Link to={allOf(of, list)}>{w.all(total)}</Link> <span className="quiet">{shown > 0 && w.firstOf(shown, total)}</span>
    </p>
  );
}

interface Props<T> {
  title: string;
  of: NodeRef;
  list: string;
  part: Part<T>;
  columns: readonly Column<T>[];
  keyOf: (row: T) => string;
  children?: ReactNode;
}

/** The first of a list in a section; none where the list is empty: Unrecorded names it then. */
export function ListSection<T>({ title, of, list, part, columns, keyOf, children }: Props<T>) {
  if (part.totalCount === 0) return null;
  return (
    <Section title={title} id={list}>
      {children}
      <Rows name={title} of={part.nodes} columns={columns} keyOf={keyOf} />
      <AllLink of={of} list={list} total={part.totalCount} shown={part.nodes.length} />
    </Section>
  );
}

/** What nothing is recorded of, in one line at the end. */
export function Unrecorded({ of }: { of: readonly (readonly [name: string, recorded: boolean])[] }) {
  const w = useWords(nodeWords);
  const names = of.filter(([, recorded]) => !recorded).map(([name]) => name);
  if (names.length === 0) return null;
  return <p className="quiet">{w.noneOf}{w.colon}{names.join(w.comma)}</p>;
}
