import { Link } from "react-router";

import { pathOf } from "../../parts/NodeLink";
import { common } from "../../words/common";
import { useShortTerm, useTerm, useWords } from "../../words/words";
import { lanesOf, placeIn, ticks, withoutDay, type Bar, type Moment, type Span } from "./life";
import { words } from "./words";

const high = 24;
const per = (n: number) => `${n.toFixed(3)}%`;

/**
 * The drawing of a life, for the eye and the mouse: whoever listens, goes by keys or prints has the table beside it, which
 * says the same.
 */
export function LifeDrawing({ bars, moments, range, today }: { bars: Span[]; moments: Moment[]; range: [number, number]; today: string }) {
  const w = useWords(words);
  const term = useTerm();
  const short = useShortTerm();
  const place = placeIn(range);
  const years = ticks(range).map((y) => ({ y, at: place(`${y}-01-01`) }));
  const kinds = [...new Set(moments.map((m) => m.kind))];
  const grid = (
    <g className="grid">
      {years.map(({ y, at }) => (
        <line key={y} x1={per(at)} x2={per(at)} y1="0" y2="100%" />
      ))}
      {place(today) < 100 && <line className="today" x1={per(place(today))} x2={per(place(today))} y1="0" y2="100%" />}
    </g>
  );
  return (
    <div className="life" aria-hidden="true">
      <div />
      <svg className="axis" height="20">
        {years.map(({ y, at }) => (
          <text key={y} x={per(at)} y="14">{y}</text>
        ))}
      </svg>
      {(["post", "rank", "task"] as const).map((group) => {
        const all = lanesOf(bars.filter((s) => s.group === group), place, today);
        if (all.length === 0) return null;
        return (
          <Lane key={group} name={w[group]} height={(Math.max(...all.map((b) => b.lane)) + 1) * high}>
            {grid}
            {all.map((b) => (
              <BarOf key={b.span.key} of={b} />
            ))}
          </Lane>
        );
      })}
      {kinds.map((kind) => (
        <Lane key={kind} name={short("TimelineKind", kind)} title={term("TimelineKind", kind)} height={high}>
          {grid}
          {moments
            .filter((m) => m.kind === kind)
            .map((m, i) => (
              <Link key={`${m.node.id} ${i}`} to={pathOf(m.node)} tabIndex={-1}>
                <circle className={`dot ${kind}`} cx={per(place(m.on))} cy={high / 2} r="5.5">
                  <title>{`${m.on} ${withoutDay(m.node.label, m.on)}`}</title>
                </circle>
              </Link>
            ))}
        </Lane>
      ))}
    </div>
  );
}

function Lane({ name, title, height, children }: { name: string; title?: string; height: number; children: React.ReactNode }) {
  return (
    <>
      <div className="lane-name" title={title}>{name}</div>
      <svg className="lane" height={height + 6}>{children}</svg>
    </>
  );
}

/** A bar with its text, both in a window of their own, so that a text that is too long ends before the next. */
function BarOf({ of: { span, start, end, left, right, lane, back } }: { of: Bar }) {
  const c = useWords(common);
  const room = Math.max(right - left, 0.1);
  return (
    <Link to={pathOf(span.node)} tabIndex={-1}>
      <svg x={per(left)} y={lane * high + 3} width={per(room)} height={high - 3} overflow="hidden">
        <title>{`${c.until(span.from ?? c.notKnown, span.to)} ${span.text}`}</title>
        <rect className={`bar ${span.group}`} x={per(((start - left) / room) * 100)} width={per(((end - start) / room) * 100)} height={high - 4} rx="3" fillOpacity={0.12 + 0.28 * span.weight} />
        <text x={per((((back ? end : start) - left) / room) * 100)} dx={back ? -5 : 5} y="15" textAnchor={back ? "end" : "start"}>{span.text}</text>
      </svg>
    </Link>
  );
}
