import { Tag } from "antd";

import { Answer, afterStatements, useAsked } from "../../api/Answer";
import { NodeLink, NodeLinks } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows } from "../../parts/Rows";
import { useViewer } from "../../session/session";
import { common } from "../../words/common";
import { useShortTerm, useWords } from "../../words/words";
import { Deadline } from "./Deadline";
import { Sources } from "./Sources";
import { CadreCasesDocument, type CadreCasesQuery } from "./cases.gen";
import { allMet, conditionsOf } from "./counting";
import { words } from "./words";

type Edge = Extract<CadreCasesQuery["node"], { __typename: "Cadre" }>["cases"]["edges"][number];

/** The cases about the official: what was found, whether they were told and heard, and what of the rules is met. */
export function CasesSection({ id }: { id: string }) {
  const w = useWords(words);
  const asked = useAsked(CadreCasesDocument, { id, ...usePaging("cases") }, { context: afterStatements });
  return (
    <Section title={w.cases} id="cases">
      <Answer to={asked}>
        {({ node }) =>
          node?.__typename === "Cadre" && (
            <>
              <Rows
                name={w.cases}
                of={node.cases.edges}
                keyOf={(e) => e.cursor}
                columns={[
                  { head: w.caseName, cell: (e) => <WhatHappened of={e.node} /> },
                  { head: w.finding, cell: (e) => <Finding of={e} /> },
                  { head: w.process, cell: (e) => <Process of={e} id={id} /> },
                  { head: w.counting, cell: (e) => <Conditions of={e} id={id} /> },
                ]}
              />
              <Pager name="cases" label={w.cases} of={node.cases.pageInfo} total={node.cases.totalCount} />
              {node.cases.edges.length > 0 && <p className="quiet">{w.countingSay}</p>}
            </>
          )
        }
      </Answer>
    </Section>
  );
}

function WhatHappened({ of }: { of: Edge["node"] }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useShortTerm();
  return (
    <>
      <div className="tags"><NodeLink of={of} /> <Tag>{term("Polarity", of.polarity)}</Tag></div>
      <div className="quiet">{of.occurredOn} · {term("CaseKind", of.kind)}</div>
      {of.summary && <div className="long">{of.summary}</div>}
      {of.task && <div><NodeLink of={of.task} /></div>}
      <div>
        {term("Verification", of.verification)}
        {of.verifiedOn && <span className="quiet">{c.aside(w.verifiedOn(of.verifiedOn))}</span>}
      </div>
      {of.clarifiedOn && <div>{w.cleared(of.clarifiedOn, term("ClearingCircle", of.clarifiedTo))}</div>}
      <Sources of={of.sources} />
    </>
  );
}

function Finding({ of }: { of: Edge }) {
  const term = useShortTerm();
  return (
    <>
      {of.part && <div>{of.part}</div>}
      {of.responsibility && <div>{term("CaseResponsibility", of.responsibility)}</div>}
      {of.finding && <div className="long">{of.finding}</div>}
      {!of.part && !of.responsibility && !of.finding && "—"}
    </>
  );
}

/** Notice and hearing, where something is held against the official; a good deed asks for none. */
function Process({ of, id }: { of: Edge; id: string }) {
  const w = useWords(words);
  const hearing = of.node.hearings?.find((h) => h.cadre.id === id);
  if (of.node.polarity === "POSITIVE") return <span className="quiet">—</span>;
  return (
    <>
      <div>{of.notifiedOn ? w.told(of.notifiedOn) : w.notTold}</div>
      {hearing?.deadline && <div><Deadline of={hearing.deadline} say={w.answerBy} /></div>}
      {of.notifiedOn && hearing && <div>{hearing.heard ? w.heard : w.notHeard}</div>}
      {hearing && hearing.statements.length > 0 && <NodeLinks of={hearing.statements} />}
    </>
  );
}

function Conditions({ of, id }: { of: Edge; id: string }) {
  const w = useWords(words);
  const { today } = useViewer();
  const rulings = of.node.toleranceRulings.nodes.filter((r) => r.cadre.id === id);
  const all = conditionsOf(
    {
      polarity: of.node.polarity,
      verification: of.node.verification,
      verifiedOn: of.node.verifiedOn,
      finding: of.finding,
      notifiedOn: of.notifiedOn,
      heard: of.node.hearings?.find((h) => h.cadre.id === id)?.heard ?? null,
      rulings,
    },
    today,
  );
  return (
    <>
      <strong>{w[`met_${allMet(all)}`]}</strong>
      <ul className="plain conditions">
        {all.map((c) => (
          <li key={c.name} className={c.met}>
            <span aria-hidden="true">{{ yes: "✓", no: "✗", unknown: "？" }[c.met]} </span>
            {w[`cond_${c.name}`]}
            {c.name !== "exempt" && <span className="unseen">{w[`is_${c.met}`]}</span>}
          </li>
        ))}
      </ul>
      <NodeLinks of={rulings} />
    </>
  );
}
