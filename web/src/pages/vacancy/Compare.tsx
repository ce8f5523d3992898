import { Button } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Outcome, useEligibility } from "../../parts/gates/outcome";
import { gateKey, quiet, titlesOf } from "../../parts/gates/titles";
import { NodeLink } from "../../parts/NodeLink";
import { signed } from "../../parts/numbers";
import { Section } from "../../parts/Page";
import { PersonFinder } from "../../parts/PersonFinder";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { CompareCandidatesDocument, type CompareCandidatesQuery, type TaskCategory } from "./compare.gen";
import { scaleOf, standingOf, wantOf } from "./groups";
import { Interval } from "./Interval";
import { PersonPanel } from "./PersonPanel";
import { useStanding } from "./shared";
import type { OneVacancy } from "./VacancyPage";
import { words } from "./words";

type Beside = NonNullable<NonNullable<CompareCandidatesQuery["candidates"]>["a"]>;
type Pair = CompareCandidatesQuery["compare"][number];

/** Two to five people beside each other, in the order in which they were chosen. */
export function Compare({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const { get, all, set } = useAddress();
  const cadres = all("with").slice(0, 5);
  const [a = "", b = "", c = "", d = "", e = ""] = cadres;
  const categories = vacancy.wants?.map((k) => wantOf(k).category as TaskCategory) ?? [];
  const asked = useAsked(
    CompareCandidatesDocument,
    { vacancy: vacancy.key, asOf: get("day") || null, cadres, categories: categories.length ? categories : null, a, b, c, d, e, withC: c !== "", withD: d !== "", withE: e !== "" },
    { pause: cadres.length < 2 },
  );
  const remove = (key: string) => set({ with: cadres.filter((k) => k !== key).join(",") });
  return (
    <Section title={w.compare}>
      <p className="quiet">{w.compareHelp}</p>
      <PersonFinder label={w.add} disabled={cadres.length >= 5} choose={(key) => set({ with: [...new Set([...cadres, key])].join(",") })} />
      {cadres.length === 0 && <p className="quiet">{w.needSome}</p>}
      {cadres.length === 1 && <p className="quiet">{w.needTwo}</p>}
      {cadres.length >= 2 && (
        <Asking to={asked} of="candidates" rows={8}>
          {({ candidates, compare }) => {
            const people = [candidates?.a, candidates?.b, candidates?.c, candidates?.d, candidates?.e].filter((p) => p != null);
            return (
              <>
                <Records of={people} remove={remove} open={(who) => set({ who })} />
                <Pairs of={compare} />
                <Aspects of={people} open={(who, gate) => set({ who, gate })} />
              </>
            );
          }}
        </Asking>
      )}
      <PersonPanel vacancy={vacancy} waived={new Set()} />
    </Section>
  );
}

/** The intervals on one scale. */
function Records({ of, remove, open }: { of: readonly Beside[]; remove: (key: string) => void; open: (key: string) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const scale = scaleOf(of.map((p) => p.record?.interval95));
  return (
    <>
      <h3>{w.records}</h3>
      <p className="quiet small">{w.intervalKey}</p>
      <table className="rows beside" aria-label={w.records}>
        <thead>
          <tr>
            <th scope="col">{w.person}</th>
            <th scope="col" className="wide">{w.record}</th>
            <th scope="col" className="number">{w.interval80}</th>
            <th scope="col" className="number">{w.interval95}</th>
            <th scope="col"><span className="unseen">{w.clear}</span></th>
          </tr>
        </thead>
        <tbody>
          {of.map((p) => (
            <tr key={p.cadre.id}>
              <th scope="row"><NodeLink of={p.cadre} /><div className="quiet small">{p.cadre.organization?.label}</div></th>
              <td className="wide">
                <button type="button" className="cell" aria-label={w.recordOf(p.cadre.label, p.record ? w.basedOn(p.record.tasks, p.record.reviews) : c.notKnown)} onClick={() => open(p.cadre.key)}>
                  {p.record ? <><Interval inner={p.record.interval80} outer={p.record.interval95} scale={scale} /><span className="quiet small">{w.basedOn(p.record.tasks, p.record.reviews)}</span></> : <span className="quiet">{c.notKnown}</span>}
                </button>
              </td>
              <td className="number">{p.record ? w.interval(signed(p.record.interval80.low), signed(p.record.interval80.high)) : c.notKnown}</td>
              <td className="number">{p.record ? w.interval(signed(p.record.interval95.low), signed(p.record.interval95.high)) : c.notKnown}</td>
              <td><Button size="small" type="text" aria-label={w.remove(p.cadre.label)} onClick={() => remove(p.cadre.key)}>✕</Button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** What can be said of each pair, and nothing more. */
function Pairs({ of }: { of: readonly Pair[] }) {
  const w = useWords(words);
  const c = useWords(common);
  const say = (p: Pair) => {
    const kind = { DISTINGUISHABLE: "A", LIKELY: "B", NOT_DISTINGUISHABLE: "N", NOT_COMPARABLE: "X", NO_RECORD: "R" }[p.verdict];
    const [high, low] = (p.difference ?? 0) >= 0 ? [p.a.label, p.b.label] : [p.b.label, p.a.label];
    return w.verdictSay(kind, high, low);
  };
  const scale = scaleOf(of.map((p) => p.interval95));
  return (
    <>
      <h3>{w.pairs}</h3>
      <Rows
        name={w.pairs}
        of={of}
        keyOf={(p) => `${p.a.id} ${p.b.id}`}
        columns={[
          { head: w.pair, cell: (p) => `${p.a.label} / ${p.b.label}` },
          { head: w.verdict, cell: (p) => <strong>{say(p)}</strong> },
          {
            head: w.difference,
            cell: (p) =>
              p.interval80 && p.interval95 ? (
                <div className="difference">
                  <Interval inner={p.interval80} outer={p.interval95} scale={scale} of={`${p.a.label} − ${p.b.label}`} />
                  <span className="quiet small">{w.interval95} {w.interval(signed(p.interval95.low), signed(p.interval95.high))}</span>
                </div>
              ) : (
                <span className="quiet">{c.notKnown}</span>
              ),
          },
        ]}
      />
    </>
  );
}

/** Everything else that is known, a person a column. */
function Aspects({ of, open }: { of: readonly Beside[]; open: (who: string, gate: string) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const eligibility = useEligibility();
  const standing = useStanding();
  const categories = of[0]?.fit.wanted.map((k) => k.category) ?? [];
  const tilts = of[0]?.fit.tilts.map((t) => t.kind) ?? [];
  const lines: { head: string; cell: (p: Beside) => React.ReactNode }[] = [
    { head: w.eligibility, cell: (p) => eligibility(p.eligibility) },
    { head: w.bandHead, cell: (p) => standing(standingOf(p)).name || w.noBand },
    {
      head: w.openGates,
      cell: (p) => {
        const gates = p.gates.filter((g) => !quiet(g.outcome));
        if (gates.length === 0) return w.nothing;
        const titles = titlesOf(p.gates);
        return (
          <ul className="plain">
            {gates.map((g) => (
              <li key={gateKey(g)}>
                <button type="button" className="link" onClick={() => open(p.cadre.key, gateKey(g))}><Outcome of={g.outcome} /> {titles.get(gateKey(g))}</button>
              </li>
            ))}
          </ul>
        );
      },
    },
    ...categories.map((k) => ({
      head: `${w.wantedWork}${w.colon}${term("TaskCategory", k)}`,
      cell: (p: Beside) => p.fit.wanted.find((x) => x.category === k)?.roles.map((r) => `${term("TaskRole", r.role)} ${w.tasksOf(r.count)}`).join(w.semicolon) || w.nothing,
    })),
    ...tilts.map((k) => ({
      head: term("TiltKind", k),
      cell: (p: Beside) => {
        const t = p.fit.tilts.find((x) => x.kind === k);
        return t ? w.tiltSay(t.succeeded.length, t.partly.length, t.exposed) : w.nothing;
      },
    })),
    { head: w.led, cell: (p) => (p.fit.led.length ? w.ledOf(p.fit.led.length) : w.nothing) },
    { head: w.experience, cell: (p) => (p.fit.experience ? w.experienceSay(`${Math.round(p.fit.experience.share * 100)} %`) : c.notKnown) },
  ];
  return (
    <>
      <h3>{w.fit}</h3>
      <table className="rows beside" aria-label={w.fit}>
        <thead>
          <tr>
            <th scope="col">{w.aspect}</th>
            {of.map((p) => <th key={p.cadre.id} scope="col">{p.cadre.label}</th>)}
          </tr>
        </thead>
        <tbody>
          {lines.map((l) => (
            <tr key={l.head}>
              <th scope="row">{l.head}</th>
              {of.map((p) => <td key={p.cadre.id}>{l.cell(p)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
