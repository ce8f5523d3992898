import { Button } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows, type Column } from "../../parts/Rows";
import { plain, signed } from "../../parts/numbers";
import { useMay } from "../../session/session";
import { values } from "../../terms/terms.gen";
import { common } from "../../words/common";
import { useShortTerm, useTerm, useWords } from "../../words/words";
import { Basis } from "./Basis";
import { CadreEvaluationGroupsDocument, CadreEvaluationsDocument, type CadreEvaluationsQuery } from "./evaluations.gen";
import { words } from "./words";

type Evaluation = Extract<CadreEvaluationsQuery["node"], { __typename: "Cadre" }>["evaluations"]["nodes"][number];
type Kind = keyof typeof values.EvaluationKind;

const isKind = (text: string): text is Kind => text in values.EvaluationKind;

/** How often, of which kind and in which year; and each evaluation with who gave it and how that evaluator scores. */
export function EvaluationsSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const { get, set } = useAddress();
  const asked = get("evaluationKind");
  const kind = isKind(asked) ? asked : null;
  const year = Number(get("evaluationYear")) || null;
  return (
    <Section title={w.evaluations} id="evaluations">
      <Matrix id={id} chosen={(k, y) => k === kind && y === year} choose={(k, y) => set({ evaluationKind: k, evaluationYear: y == null ? null : String(y), evaluations: null })} />
      {(kind || year) && (
        <p>
          {w.filtered([kind && term("EvaluationKind", kind), year && w.year(year)].filter(Boolean).join(c.comma))}{" "}
          <Button size="small" className="no-print" onClick={() => set({ evaluationKind: null, evaluationYear: null, evaluations: null })}>{w.clear}</Button>
        </p>
      )}
      <List id={id} kind={kind} year={year} />
    </Section>
  );
}

/** Kinds by years, with how many there are and their mean score; each number opens what it counts. */
function Matrix({ id, chosen, choose }: { id: string; chosen: (kind: Kind, year: number) => boolean; choose: (kind: Kind, year: number | null) => void }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreEvaluationGroupsDocument, { id });
  return (
    <Answer to={asked} rows={2}>
      {({ node }) => {
        if (node?.__typename !== "Cadre" || node.evaluations.totalCount === 0) return null;
        const groups = node.evaluations.groupBy.groups;
        const years = [...new Set(groups.map((g) => g.key.evaluatedOn ?? ""))].sort();
        const kinds = [...new Set(groups.flatMap((g) => (g.key.kind ? [g.key.kind] : [])))];
        return (
          <table className="rows by-year" aria-label={w.byKindAndYear}>
            <thead>
              <tr>
                <th scope="col">{w.byKindAndYear}</th>
                {years.map((y) => (
                  <th key={y} scope="col">{y || c.notKnown}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {kinds.map((k) => (
                <tr key={k}>
                  <th scope="row">{term("EvaluationKind", k)}</th>
                  {years.map((y) => {
                    const group = groups.find((g) => g.key.kind === k && (g.key.evaluatedOn ?? "") === y);
                    if (!group) return <td key={y} />;
                    const says = w.count(group.aggregate.count) + (group.aggregate.score.avg == null ? "" : ` · ${w.mean(plain(group.aggregate.score.avg))}`);
                    return (
                      <td key={y}>
                        <Button type="link" size="small" aria-pressed={chosen(k, Number(y))} aria-label={`${term("EvaluationKind", k)} ${y} ${says}`} onClick={() => choose(k, Number(y) || null)}>{says}</Button>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        );
      }}
    </Answer>
  );
}

function List({ id, kind, year }: { id: string; kind: Kind | null; year: number | null }) {
  const w = useWords(words);
  const c = useWords(common);
  const may = useMay();
  const evaluator = may("Evaluation.evaluator");
  const asked = useAsked(CadreEvaluationsDocument, {
    id,
    filter: kind || year ? { ...(kind && { kind: { eq: kind } }), ...(year && { evaluatedOn: { gte: String(year), lt: String(year + 1) } }) } : null,
    evaluator,
    severity: may("Evaluator.severity"),
    comment: may("Evaluation.comment"),
    ...usePaging("evaluations"),
  });
  const columns: Column<Evaluation>[] = [
    { head: c.title, cell: (e) => <What of={e} /> },
    { head: w.gradeAndScore, cell: (e) => <Grade of={e} /> },
    ...(evaluator ? [{ head: w.evaluator, cell: (e: Evaluation) => <Who of={e.evaluator} /> }] : []),
    { head: w.basis, cell: (e) => <Basis of={e.basedOn} /> },
  ];
  return (
    <Answer to={asked}>
      {({ node }) =>
        node?.__typename === "Cadre" && (
          <>
            <Rows name={w.evaluations} of={node.evaluations.nodes} keyOf={(e) => e.id} columns={columns} />
            <Pager name="evaluations" label={w.evaluations} of={node.evaluations.pageInfo} total={node.evaluations.totalCount} />
            {!evaluator && <p className="quiet">{w.evaluatorHidden}</p>}
          </>
        )
      }
    </Answer>
  );
}

function What({ of }: { of: Evaluation }) {
  const w = useWords(words);
  const term = useShortTerm();
  return (
    <>
      <NodeLink of={of}>{of.evaluatedOn} {term("EvaluationKind", of.kind)}</NodeLink>
      <div className="quiet">{[of.year && w.ofYear(of.year), of.period].filter(Boolean).join(" · ")}</div>
      {of.comment && <div className="long">{of.comment}</div>}
    </>
  );
}

function Grade({ of }: { of: Evaluation }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const said = [term("EvaluationGrade", of.grade), of.score != null && c.points(plain(of.score))].filter(Boolean).join(c.comma);
  return (
    <>
      {said || <span className="quiet">{c.notKnown}</span>}
      {of.causedBy && <div className="quiet">{w.causedBy} <NodeLink of={of.causedBy} /></div>}
    </>
  );
}

/** Who evaluated, and how their scores lie to others' for the same work. */
function Who({ of }: { of: Evaluation["evaluator"] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const short = useShortTerm();
  if (!of) return <span className="quiet">{c.notKnown}</span>;
  const s = of.severity;
  return (
    <>
      <NodeLink of={of} /> <span className="quiet">{short("EvaluatorKind", of.kind)}</span>
      {s !== undefined && (
        <div className="quiet" title={s ? term("Tendency", s.tendency) : undefined}>
          {s ? c.says(short("Tendency", s.tendency), w.severity(signed(s.value), signed(s.interval80.low), signed(s.interval80.high))) : w.noSeverity}
        </div>
      )}
    </>
  );
}
