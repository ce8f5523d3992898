import { Input } from "antd";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useLanguage, useShortTerm, useWords } from "../../words/words";
import { CadreReadByDocument } from "./readBy.gen";
import { sittings } from "./reading";
import { words } from "./words";

/** Who saw a part of the record, and for what purpose. */
export function ReadBySection({ id }: { id: string }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  const { self } = useViewer();
  const { get, set } = useAddress();
  const moment = useMoment();
  const from = get("readFrom");
  const to = get("readTo");
  const asked = useAsked(CadreReadByDocument, { id, from: from || null, to: to || null, ...usePaging("readBy", 100) });
  return (
    <Section title={w.readBy} id="readBy">
      <div className="controls no-print">
        <label>{w.from}<Input type="date" size="small" value={from} onChange={(e) => set({ readFrom: e.target.value, readBy: null })} /></label>
        <label>{w.to}<Input type="date" size="small" value={to} onChange={(e) => set({ readTo: e.target.value, readBy: null })} /></label>
        <span className="quiet">{w.readBySay}</span>
      </div>
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" &&
          node.readBy && (
            <>
              <Rows
                name={w.readBy}
                of={sittings(node.readBy.nodes)}
                keyOf={(s) => `${s.from} ${s.of[0]?.by} ${s.of[0]?.operation}`}
                columns={[
                  { head: w.when, cell: (s) => moment(s.to) },
                  { head: w.who, cell: (s) => <>{s.of[0]?.by ?? <span className="quiet">{w.noName}</span>}{s.of[0]?.role && <span className="quiet"> · {term("Role", s.of[0].role)}</span>}</> },
                  { head: c.kind, cell: (s) => term("AuditKind", s.of[0]?.kind) },
                  { head: w.purpose, cell: (s) => s.of[0]?.purpose ?? <span className="quiet">{w.noPurpose}</span> },
                  {
                    head: w.shown,
                    cell: (s) => (
                      <details>
                        <summary>{w.parts(s.of.length)}</summary>
                        <ul className="plain quiet">
                          {[...new Set(s.of.map((r) => (r.operation == null ? r.fields.join(c.comma) : partOf(r.operation, w))))].map((o) => (
                            <li key={o}>{o}</li>
                          ))}
                        </ul>
                      </details>
                    ),
                  },
                ]}
              />
              <Pager name="readBy" label={w.readBy} of={node.readBy.pageInfo} total={node.readBy.totalCount} />
              {self?.id === id && <p className="quiet">{w.readBySelf}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

/** What of this page asks by the name of an operation; what others ask is called as they call it. */
const asked = {
  Cadre: "facts",
  CadreLife: "life",
  CadreRecord: "record",
  CadreTasks: "tasks",
  CadreCases: "cases",
  CadreEvaluations: "evaluations",
  CadreEvaluationGroups: "evaluations",
  CadreDecisions: "decisions",
  CadreSanctions: "sanctions",
  CadreStatements: "statements",
  CadreClearances: "clearances",
  CadreBackground: "background",
  CadreReadBy: "readBy",
} as const satisfies Record<string, keyof typeof words>;

const partOf = (operation: string, w: Record<(typeof asked)[keyof typeof asked], string>) => (Object.hasOwn(asked, operation) ? w[asked[operation as keyof typeof asked]] : operation);

/** A moment as offices write it, in the time of the reader. */
function useMoment() {
  const language = useLanguage();
  return (at: string) => new Date(at).toLocaleString(language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
}
