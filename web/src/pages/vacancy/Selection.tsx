import { Alert } from "antd";

import { Asking, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { SelectionOfDocument } from "./selection.gen";
import type { OneVacancy } from "./VacancyPage";
import { words } from "./words";

/** How the selection went (选拔纪实), what is missing in its record, and where it deviated and why. */
export function Selection({ vacancy }: { vacancy: OneVacancy }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const { get } = useAddress();
  const asked = useAsked(SelectionOfDocument, { vacancy: vacancy.key, asOf: get("day") || null });
  return (
    <Section title={w.selection}>
      <Asking to={asked} of="selectionRecord" rows={6}>
        {({ selectionRecord: of }) => {
          if (!of) return <p className="quiet">{w.none}</p>;
          if (of.steps.length === 0 && of.missing.length === 0) return <p className="quiet">{w.selectionNone}</p>;
          return (
            <>
              {of.steps.length > 0 && (
                <Rows
                  name={w.selection}
                  of={of.steps}
                  keyOf={(s) => s.id}
                  columns={[
                    { head: w.stage, cell: (s) => <NodeLink of={s}>{term("SelectionStage", s.stage)}</NodeLink> },
                    { head: w.when, cell: (s) => (s.to ? c.until(s.on, s.to) : s.on) },
                    { head: w.by, cell: (s) => (s.organization ? <NodeLink of={s.organization} /> : c.notKnown) },
                    { head: w.about_, cell: (s) => <><NodeLinks of={s.cadres.nodes} />{s.cadres.totalCount > s.cadres.nodes.length && <span className="quiet">{w.count(s.cadres.totalCount)}</span>}</> },
                    { head: w.voted, number: true, cell: (s) => (s.entitled == null && s.present == null && s.inFavour == null ? "" : `${s.entitled ?? c.notKnown} / ${s.present ?? c.notKnown} / ${s.inFavour ?? c.notKnown}`) },
                    { head: w.document, cell: (s) => s.documentNo ?? <NodeLink of={s.decision ?? s.round} /> },
                    { head: w.deviation, cell: (s) => s.deviation ?? "" },
                  ]}
                />
              )}
              {of.noticeWorkingDays.map((n) => <p key={n.step.id}>{w.notice(n.atLeast, n.atMost, n.required)}{n.undecided && ` · ${w.undecided}`}</p>)}
              {of.complete ? (
                <p><Alert type="success" showIcon title={w.complete} /></p>
              ) : (
                <>
                  <h3>{w.incomplete(of.missing.length)}</h3>
                  <Rows
                    name={w.incomplete(of.missing.length)}
                    of={of.missing}
                    keyOf={(m) => `${m.stage} ${m.problem}`}
                    columns={[
                      { head: w.stage, cell: (m) => (m.step ? <NodeLink of={m.step}>{term("SelectionStage", m.stage)}</NodeLink> : term("SelectionStage", m.stage)) },
                      { head: w.problem, cell: (m) => <>{m.problem}{m.undecided && <span className="quiet"> {w.undecided}</span>}</> },
                      { head: w.remedy, cell: (m) => m.remedy },
                      { head: w.deviation, cell: (m) => m.deviation ?? "" },
                    ]}
                  />
                </>
              )}
            </>
          );
        }}
      </Asking>
    </Section>
  );
}
