import { Answer, useAsked } from "../../api/Answer";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { CadreBackgroundDocument, CadreClearancesDocument } from "./checks.gen";
import { words } from "./words";

/** The results of checks; never what was found about family or health. */
export function ClearancesSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreClearancesDocument, { id, ...usePaging("clearances") });
  return (
    <Section title={w.clearances} id="clearances">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <Rows
                name={w.clearances}
                of={node.clearances.nodes}
                keyOf={(x) => x.id}
                columns={[
                  { head: c.kind, cell: (x) => <NodeLink of={x}>{term("ClearanceKind", x.kind)}</NodeLink> },
                  { head: w.result, cell: (x) => term("ClearanceResult", x.result) },
                  { head: c.day, cell: (x) => x.checkedOn },
                  { head: w.valid, cell: (x) => x.validUntil ?? <span className="quiet">{c.notKnown}</span> },
                  { head: c.unit, cell: (x) => <NodeLink of={x.organization} /> },
                ]}
              />
              <Pager name="clearances" label={w.clearances} of={node.clearances.pageInfo} total={node.clearances.totalCount} />
            </>
          )
        }
      </Answer>
    </Section>
  );
}

/** Studies and recognitions. */
export function BackgroundSection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const asked = useAsked(CadreBackgroundDocument, { id });
  return (
    <Section title={w.background} id="background">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <h3>{w.educations}</h3>
              <Rows
                name={w.educations}
                of={node.educations.nodes}
                keyOf={(e) => e.id}
                columns={[
                  { head: w.level, cell: (e) => <NodeLink of={e}>{[e.level, e.degree].filter(Boolean).join(c.comma)}</NodeLink> },
                  { head: w.school, cell: (e) => [e.school, e.major].filter(Boolean).join(" ") },
                  { head: w.mode, cell: (e) => term("StudyMode", e.mode) },
                  { head: w.completed, cell: (e) => e.completedOn ?? <span className="quiet">{c.notKnown}</span> },
                ]}
              />
              {node.educations.totalCount > node.educations.nodes.length && <p className="quiet">{w.cut(node.educations.nodes.length, node.educations.totalCount)}</p>}
              <h3>{w.recognitions}</h3>
              <Rows
                name={w.recognitions}
                of={node.recognitions.nodes}
                keyOf={(r) => r.id}
                columns={[
                  { head: c.title, cell: (r) => <NodeLink of={r}>{r.name}</NodeLink> },
                  { head: c.kind, cell: (r) => term("RecognitionKind", r.kind) },
                  { head: c.day, cell: (r) => r.awardedOn },
                  { head: w.basis, cell: (r) => <NodeLinks of={r.evaluations.nodes} /> },
                ]}
              />
              {node.recognitions.totalCount > node.recognitions.nodes.length && <p className="quiet">{w.cut(node.recognitions.nodes.length, node.recognitions.totalCount)}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}
