import { signed } from "../../parts/numbers";
import { useWords } from "../../words/words";
import { placeOn, type Range } from "./groups";
import { words } from "./words";

/** An interval on a scale that those beside it share: thick for 80 %, thin for 95 %, and where the average of all stands. */
export function Interval({ inner, outer, scale, of }: { inner: Range; outer: Range; scale: Range; of?: string }) {
  const w = useWords(words);
  const at = (x: number) => placeOn(scale, x);
  const said = `${of ? `${of}: ` : ""}${w.interval80} ${w.interval(signed(inner.low), signed(inner.high))}; ${w.interval95} ${w.interval(signed(outer.low), signed(outer.high))}`;
  return (
    <svg className="drawn-interval" role="img" aria-label={said} viewBox="0 0 100 16" preserveAspectRatio="none">
      <line className="axis" x1={at(0)} x2={at(0)} y1={0} y2={16} vectorEffect="non-scaling-stroke" />
      <line className="outer" x1={at(outer.low)} x2={at(outer.high)} y1={8} y2={8} vectorEffect="non-scaling-stroke" />
      <line className="inner" x1={at(inner.low)} x2={at(inner.high)} y1={8} y2={8} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
