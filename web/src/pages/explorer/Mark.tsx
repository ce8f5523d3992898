import { useLook } from "../../app/look";
import { useLanguage } from "../../words/words";
import { corners, markOf } from "./marks";

/** The mark of a kind of node as the picture has it, for legend and lists; what it means is said beside it. */
export function Mark({ type }: { type: string }) {
  const { theme } = useLook();
  const mark = markOf(type, theme, useLanguage());
  const points = corners(mark.shape).map(([x, y]) => `${(x * 10).toFixed(2)},${(y * 10).toFixed(2)}`);
  return (
    <svg className="mark" viewBox="-15 -15 30 30" aria-hidden="true">
      {points.length ? <polygon points={points.join(" ")} fill={mark.color} /> : <circle r="10" fill={mark.color} />}
      <text y={mark.shape === 3 ? 1.6 : 0} textAnchor="middle" dominantBaseline="central" fontSize="11" fill={mark.ink}>{mark.letter}</text>
    </svg>
  );
}
