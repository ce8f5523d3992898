import { plain, signed } from "../../parts/numbers";
import { useWords } from "../../words/words";
import type { WorkRecord } from "./RecordSection";
import { marks, reach } from "./sums";
import { words } from "./words";

const per = (n: number) => `${n.toFixed(3)}%`;

/** The estimate with its intervals, on a scale with the average in the middle and the spread of all officials behind. */
export function RecordScale({ of }: { of: WorkRecord }) {
  const w = useWords(words);
  const spread = of.model.cadreSpread;
  const far = reach(of.interval95.low, of.interval95.high, spread);
  const at = (points: number) => 50 + (points / far) * 46;
  const band = (n: number) => ({ x: per(at(-n * spread)), width: per(at(n * spread) - at(-n * spread)) });
  return (
    <svg
      className="scale"
      role="img"
      aria-label={w.scaleSay(signed(of.estimate), signed(of.interval80.low), signed(of.interval80.high), signed(of.interval95.low), signed(of.interval95.high), plain(spread))}
    >
      <rect className="two" {...band(2)} y="20" height="54" />
      <rect className="one" {...band(1)} y="20" height="54" />
      {marks(far).map((m) => (
        <g key={m}>
          <line className={m === 0 ? "zero" : "tick"} x1={per(at(m))} x2={per(at(m))} y1={m === 0 ? 20 : 70} y2="76" />
          <text x={per(at(m))} y="91" textAnchor="middle">{m === 0 ? `0 ${w.average}` : signed(m, Number.isInteger(m) ? 0 : 1)}</text>
        </g>
      ))}
      <line className="in95" x1={per(at(of.interval95.low))} x2={per(at(of.interval95.high))} y1="46" y2="46" />
      <line className="in80" x1={per(at(of.interval80.low))} x2={per(at(of.interval80.high))} y1="46" y2="46" />
      <line className="at" x1={per(at(of.estimate))} x2={per(at(of.estimate))} y1="38" y2="54" />
      <text className="says" x={per(at(of.estimate))} y="14" textAnchor="middle">{signed(of.estimate)}</text>
    </svg>
  );
}
