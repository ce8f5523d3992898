import { Button, Skeleton } from "antd";
import { lazy, Suspense } from "react";

import { useWords } from "../words/words";
import { useAddress } from "./address";
import { nodeWords } from "./node.words";
import { Section } from "./Page";

const HistoryList = lazy(() => import("./HistoryList"));

/** What became of the record of a node, asked for when somebody wants to see it. */
export function History({ id }: { id: string }) {
  const w = useWords(nodeWords);
  const { get, set } = useAddress();
  const shown = get("history") !== "";
  return (
    <Section
      title={w.history}
      id="history"
      actions={<Button size="small" className="no-print" aria-expanded={shown} onClick={() => set({ history: shown ? null : "1", changes: null })}>{shown ? w.hideHistory : w.showHistory}</Button>}
    >
      <p className="quiet">{w.historySay}</p>
      {shown && (
        <Suspense fallback={<Skeleton active title={false} />}>
          <HistoryList id={id} />
        </Suspense>
      )}
    </Section>
  );
}
