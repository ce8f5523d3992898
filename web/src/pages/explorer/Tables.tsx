import { Button, Input } from "antd";
import { useMemo, useState, type ReactNode } from "react";

import { NodeLink } from "../../parts/NodeLink";
import { typeName } from "../../parts/name";
import { Rows, type Column } from "../../parts/Rows";
import { common } from "../../words/common";
import { useLanguage, useWords } from "../../words/words";
import { Mark } from "./Mark";
import type { GraphEdge, GraphNode, Picture } from "./model";
import { edgeName, propertyText } from "./names";
import { words } from "./words";

const PAGE = 25;

/** A table in pages, with a text to narrow it by: thousands of nodes are not in the page at once. */
function Paged<T>({ of, textOf, ...rows }: { of: readonly T[]; textOf: (row: T) => string; name: string; columns: readonly Column<T>[]; keyOf: (row: T) => string }) {
  const w = useWords(words);
  const c = useWords(common);
  const [text, setText] = useState("");
  const [page, setPage] = useState(0);
  const found = useMemo(() => (text ? of.filter((row) => textOf(row).toLowerCase().includes(text.toLowerCase())) : of), [of, text, textOf]);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, pages - 1);
  return (
    <>
      <Input size="small" aria-label={w.filterRows} placeholder={w.filterRows} value={text} onChange={(e) => setText(e.target.value)} allowClear />
      <Rows {...rows} of={found.slice(at * PAGE, (at + 1) * PAGE)} />
      {pages > 1 && (
        <nav className="pager" aria-label={rows.name}>
          <Button size="small" disabled={at === 0} onClick={() => setPage(at - 1)}>{c.previous}</Button>
          <span className="quiet">{w.page(at + 1, pages)}</span>
          <Button size="small" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>{c.next}</Button>
        </nav>
      )}
    </>
  );
}

/** What stands for a day or a period. */
export const dayText = ({ from, to }: { from: string | null; to: string | null }, until: (from: string, to: string | null) => string) => (!from ? (to ?? "") : from === to ? from : until(from, to));

export function NodeTable({ of, at, pick, actions }: { of: readonly GraphNode[]; at: string; pick: (id: string) => void; actions: (node: GraphNode) => ReactNode }) {
  const w = useWords(words);
  const c = useWords(common);
  const language = useLanguage();
  return (
    <Paged
      of={of}
      name={w.nodes(of.length)}
      keyOf={(n) => n.id}
      textOf={(n) => `${n.label} ${typeName(n.type, language)}`}
      columns={[
        {
          head: w.node,
          cell: (n) => (
            <div className="node-row">
              <Button type="link" size="small" aria-pressed={n.id === at} onClick={() => pick(n.id)}><Mark type={n.type} /> {n.label}</Button>
              <span className="quiet small">{typeName(n.type, language)} {dayText(n, c.until)}</span>
              {actions(n)}
            </div>
          ),
        },
      ]}
    />
  );
}

export function EdgeTable({ of, picture, edge, pick }: { of: readonly GraphEdge[]; picture: Picture; edge: string; pick: (id: string) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const language = useLanguage();
  const node = (id: string) => {
    const n = picture.nodes.get(id);
    return n && <NodeLink of={{ __typename: n.type, id: n.id, label: n.label }} />;
  };
  return (
    <Paged
      of={of}
      name={w.edges(of.length)}
      keyOf={(e) => e.id}
      textOf={(e) => `${picture.nodes.get(e.source)?.label} ${edgeName(e, picture, language)} ${picture.nodes.get(e.target)?.label}`}
      columns={[
        { head: w.from, cell: (e) => node(e.source) },
        {
          head: w.relation,
          cell: (e) => (
            <>
              <Button type="link" size="small" aria-pressed={e.id === edge} title={w.show} onClick={() => pick(e.id === edge ? "" : e.id)}>{edgeName(e, picture, language)}</Button>
              <div className="quiet small">{[dayText(e, c.until), ...e.properties.filter((p) => !["from", "to", "locator"].includes(p.name)).map((p) => propertyText(e.type, p, language))].filter(Boolean).join("；")}</div>
            </>
          ),
        },
        { head: w.to, cell: (e) => node(e.target) },
      ]}
    />
  );
}
