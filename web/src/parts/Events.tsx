import { Button } from "antd";

import { common } from "../words/common";
import { useTerm, useWords } from "../words/words";
import { useAddress } from "./address";
import type { EventsFragment } from "./events.gen";
import { nodeWords } from "./node.words";
import { NodeLink } from "./NodeLink";
import { Section } from "./Page";
import { Rows } from "./Rows";

/** How many events are asked for: the address says whether more are wanted, up to the longest page. */
export function useEvents(): number {
  return useAddress().get("events") === "all" ? 200 : 15;
}

/** What happened, in order; what the page itself is about is not linked to. */
export function Events({ of, self }: { of: EventsFragment | null | undefined; self: string }) {
  const w = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  const { get, set } = useAddress();
  if (!of) return null;
  return (
    <Section title={w.timeline} id="timeline">
      <Rows
        name={w.timeline}
        of={of.nodes.map((n, i) => ({ ...n, i }))}
        keyOf={(e) => String(e.i)}
        columns={[
          { head: c.day, cell: (e) => <time dateTime={e.on}>{e.on}</time> },
          { head: w.what, cell: (e) => term("TimelineKind", e.kind) },
          { head: w.row, cell: (e) => (e.node.id === self ? "" : <NodeLink of={e.node} />) },
        ]}
      />
      {of.totalCount > of.nodes.length && (
        <p className="more">
          {get("events") !== "all" && <Button size="small" onClick={() => set({ events: "all" })}>{w.moreEvents}</Button>} <span className="quiet">{w.firstOf(of.nodes.length, of.totalCount)}</span>
        </p>
      )}
    </Section>
  );
}
