interface Point {
  asOf: string;
  value: number | null;
  figure: string;
}

const width = 760;
const height = 180;
const foot = 22;
const head = 18;

/** Bars from zero, one a day that is counted as of; where there is no figure there is no bar. The table beside it says the same. */
export function Bars({ of, label, at }: { of: readonly Point[]; label: string; at: string }) {
  if (of.length === 0) return null;
  const most = Math.max(...of.map((p) => p.value ?? 0), 1);
  const step = width / of.length;
  const every = Math.ceil(of.length / 14);
  return (
    <svg className="bars" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <line x1="0" x2={width} y1={height - foot} y2={height - foot} />
      {of.map((p, i) => {
        const tall = ((p.value ?? 0) / most) * (height - foot - head);
        const middle = (i + 0.5) * step;
        return (
          <g key={p.asOf}>
            {p.value !== null && <rect x={i * step + step * 0.2} width={step * 0.6} y={height - foot - tall} height={tall} rx="2" className={p.asOf === at ? "at" : undefined} />}
            {i % every === 0 && p.value !== null && <text x={middle} y={height - foot - tall - 4}>{p.figure}</text>}
            {i % every === 0 && <text x={middle} y={height - 6} className="day">{p.asOf.slice(2, 7)}</text>}
          </g>
        );
      })}
    </svg>
  );
}
