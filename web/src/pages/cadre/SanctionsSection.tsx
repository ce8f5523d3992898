import { Answer, useAsked } from "../../api/Answer";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { CadreSanctionsDocument } from "./sanctions.gen";
import { words } from "./words";

/** Sanctions with the time of their effect, and rulings that mistakes are tolerated. */
export function SanctionsSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreSanctionsDocument, { id });
  return (
    <Section title={w.sanctions} id="sanctions">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <h3>{w.sanction}</h3>
              <Rows
                name={w.sanction}
                of={node.sanctions.nodes}
                keyOf={(s) => s.id}
                columns={[
                  { head: c.title, cell: (s) => <><NodeLink of={s}>{s.name}</NodeLink><div className="quiet">{term("SanctionRegime", s.regime)} · {s.decidedOn}</div><NodeLink of={s.decision} /></> },
                  { head: w.effect, cell: (s) => <>{c.until(s.startsOn ?? s.decidedOn, s.effectEndsOn ?? w.ends)}{s.revokedOn && <div>{w.revoked(s.revokedOn)}</div>}</> },
                  { head: w.forCases, cell: (s) => (s.cases.totalCount > 0 ? <NodeLinks of={s.cases.nodes} /> : <span className="quiet">{c.nothing}</span>) },
                ]}
              />
              {node.sanctions.totalCount > node.sanctions.nodes.length && <p className="quiet">{w.cut(node.sanctions.nodes.length, node.sanctions.totalCount)}</p>}
              <h3>{w.rulings}</h3>
              <Rows
                name={w.rulings}
                of={node.toleranceRulings.nodes}
                keyOf={(r) => r.id}
                columns={[
                  { head: c.title, cell: (r) => <><NodeLink of={r}>{r.ruledOn} {term("ToleranceEffect", r.effect)}</NodeLink>{r.revokedOn && <div>{w.revoked(r.revokedOn)} {r.revocationReason}</div>}</> },
                  { head: w.subject, cell: (r) => <NodeLink of={r.subject} /> },
                  { head: w.basis, cell: (r) => <div className="long">{r.basis ?? w.noBasis}</div> },
                  { head: w.ruledBy, cell: (r) => <NodeLink of={r.organization} /> },
                ]}
              />
              {node.toleranceRulings.totalCount > node.toleranceRulings.nodes.length && <p className="quiet">{w.cut(node.toleranceRulings.nodes.length, node.toleranceRulings.totalCount)}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}
