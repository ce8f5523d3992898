import { Link } from "react-router";

import { useAddress } from "../../parts/address";
import { History } from "../../parts/History";
import { Unrecorded } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { nodePage } from "../../parts/NodePage";
import { Facts, Page, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { DecisionsSection } from "../../parts/Resting";
import { SelectionSteps } from "../../parts/SelectionSteps";
import { SourcesSection } from "../../parts/Sources";
import { stepWords } from "../../parts/step.words";
import { moment } from "../../parts/value";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { Nominations } from "./Nominations";
import { RoundDocument, type RoundQuery } from "./round.gen";
import { groups } from "./votes";
import { words } from "./words";

type Round = Extract<NonNullable<RoundQuery["node"]>, { __typename: "RecommendationRound" }>;

/** A round of recommendation: who was named by whom, with how many votes, and what was decided on it. */
export const Component = nodePage(RoundDocument, "RecommendationRound", Whole, (id, may) => ({ id, steps: may("RecommendationRound.selectionSteps") }));

function Whole({ of }: { of: Round }) {
  const w = useWords(words);
  const s = useWords(stepWords);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  return (
    <Page title={of.label} below={[term("RoundKind", of.kind), term("RoundMethod", of.method)].filter(Boolean).join(" · ")} actions={<Link to={`/fact/${of.id}`}>{n.allFields}</Link>}>
      <div className="columns">
        <Section title={w.about}>
          <Facts
            of={[
              [w.kind, term("RoundKind", of.kind)],
              [w.method, term("RoundMethod", of.method) || c.notKnown],
              [w.heldOn, of.heldOn],
              [w.where, <NodeLink of={of.organization} />],
              [w.vacancy, of.vacancy && <NodeLink of={of.vacancy} />],
              [w.key, of.key],
            ]}
          />
          <p className="quiet">{n.recorded(moment(of.recordedAt), of.version)}</p>
        </Section>
        <Agreement of={of} />
      </div>
      <Nominations id={of.id} />
      {of.selectionSteps && <SelectionSteps of={of.selectionSteps} node={of} />}
      <DecisionsSection title={w.decisions} of={of} part={of.decisions} />
      <Unrecorded of={[[s.steps, of.selectionSteps?.totalCount !== 0], [w.decisions, of.decisions.totalCount > 0]]} />
      <SourcesSection of={of.sources} node={of} />
      <History id={of.id} />
    </Page>
  );
}

/** How leaders' naming and the collective measurement go together, each number opening to its members. */
function Agreement({ of }: { of: Round }) {
  const w = useWords(words);
  const { get } = useAddress();
  const known = groups.map((g) => ({ group: g as string, number: of[g].totalCount }));
  const rest = of.all.totalCount - known.reduce((sum, g) => sum + g.number, 0);
  return (
    <Section title={w.agreement} id="agreement">
      <Rows
        name={w.agreement}
        of={[{ group: "", number: of.all.totalCount }, ...known, ...(rest > 0 ? [{ group: "unknown", number: rest }] : [])]}
        keyOf={(g) => g.group}
        columns={[
          { head: w.group, cell: (g) => (g.group === "" ? w.all : w[g.group as "both" | "unknown"]) },
          {
            head: w.number,
            number: true,
            cell: (g) => (g.group === "unknown" ? g.number : <Link to={g.group ? `?group=${g.group}` : "?"} preventScrollReset aria-current={get("group") === g.group ? "true" : undefined}>{g.number}</Link>),
          },
        ]}
      />
      <p className="quiet">{w.agreementSay}</p>
    </Section>
  );
}
