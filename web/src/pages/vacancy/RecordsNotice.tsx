import { Alert, Progress } from "antd";
import { useEffect } from "react";
import { useSubscription } from "urql";

import { useMay } from "../../session/session";
import { useWords } from "../../words/words";
import { RecordsOnTheWayDocument } from "./people.gen";
import { words } from "./words";

/**
 * That the records of a list are those of another day's parameters while its own are being searched for, and how far that is.
 * Once they are there the list is asked for anew, since bands and order may be others.
 */
export function RecordsNotice({ of, vacancy, asOf, renew }: { of: { current: boolean; progress: number | null } | null; vacancy: string; asOf: string | null; renew: () => void }) {
  const w = useWords(words);
  const may = useMay();
  const [{ data }] = useSubscription({ query: RecordsOnTheWayDocument, variables: { vacancy, asOf }, pause: !of || of.current || !may("Subscription.recordState") });
  const now = data?.recordState;
  const done = now?.current ?? false;
  useEffect(() => {
    if (done) renew(); // once, when they have come
  }, [done]);
  if (!of || of.current) return null;
  const progress = now?.progress ?? of.progress;
  return (
    <Alert
      className="no-print"
      type="info"
      showIcon
      title={w.recordsOnTheWay}
      description={<>{w.recordsOnTheWaySay}{progress !== null && <Progress percent={Math.round(100 * progress)} size="small" aria-label={w.recordsOnTheWay} />}</>}
    />
  );
}
