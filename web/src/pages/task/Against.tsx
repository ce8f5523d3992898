import { signed } from "../../parts/numbers";
import { useWords } from "../../words/words";
import { scale } from "./scale";
import "./team.css";
import { words } from "./words";

interface Interval {
  low: number;
  high: number;
}

const width = 560;
const edge = 24;

/** Points above or below what was expected: zero is the expectation, a dot is what came out, and lines where it may lie. */
export function Against({ of }: { of: { above: number; interval80: Interval; interval95: Interval } }) {
  const w = useWords(words);
  const { at, marks } = scale([of.above, of.interval80.low, of.interval80.high, of.interval95.low, of.interval95.high], width);
  return (
    <svg className="against" viewBox={`${-edge} 0 ${width + 2 * edge} 64`} role="img" aria-label={w.chart(signed(of.above), signed(of.interval80.low), signed(of.interval80.high))}>
      {marks.map((m) => (
        <g key={m}>
          <line className={m === 0 ? "zero" : "mark"} x1={at(m)} x2={at(m)} y1={4} y2={40} />
          <text x={at(m)} y={58} textAnchor="middle">{m === 0 ? w.asExpected : signed(m).replace(".0", "")}</text>
        </g>
      ))}
      <line className="i95" x1={at(of.interval95.low)} x2={at(of.interval95.high)} y1={22} y2={22} />
      <line className="i80" x1={at(of.interval80.low)} x2={at(of.interval80.high)} y1={22} y2={22} />
      <circle className="point" cx={at(of.above)} cy={22} r={5} />
    </svg>
  );
}
