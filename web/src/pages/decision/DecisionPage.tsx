import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { Events, useEvents } from "../../parts/Events";
import { History } from "../../parts/History";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { nodePage } from "../../parts/NodePage";
import { Facts, Page, Section } from "../../parts/Page";
import { Process } from "../../parts/Process";
import { SourcesSection } from "../../parts/Sources";
import { moment } from "../../parts/value";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { DecisionDocument, DecisionEventsDocument, type DecisionQuery } from "./decision.gen";
import { Headcount } from "./Headcount";
import { Rests } from "./Rests";
import { steps } from "./steps";
import { words } from "./words";

export type Decision = Extract<NonNullable<DecisionQuery["node"]>, { __typename: "Decision" }>;

/** A personnel decision: about whom, how far it is, on what evidence, and what came of it. */
export const Component = nodePage(DecisionDocument, "Decision", Whole, (id) => ({ id }));

function Whole({ of }: { of: Decision }) {
  const w = useWords(words);
  const n = useWords(nodeWords);
  const term = useTerm();
  const may = useMay();
  return (
    <Page
      title={`${of.cadre.label} · ${term("DecisionKind", of.kind)}`}
      below={[of.decidedOn, term("DecisionState", of.state), of.toPosition?.label].filter(Boolean).join(" · ")}
      actions={<Link to={`/fact/${of.id}`}>{n.allFields}</Link>}
    >
      {of.state && (
        <Section title={w.state} id="process">
          <Process name={w.state} of={steps(of.state, of.decidedOn, term)} />
          {of.state === "PROPOSED" && <p className="quiet">{w.proposedSay}</p>}
          {of.state === "REVOKED" && <p className="quiet">{w.revokedSay}</p>}
        </Section>
      )}
      <div className="columns">
        <About of={of} />
        <Posts of={of} />
      </div>
      <Rests id={of.id} />
      {may("Decision.headcount") && of.state === "PROPOSED" && <Headcount id={of.id} />}
      <Happened id={of.id} />
      <SourcesSection of={of.sources} node={of} />
      <History id={of.id} />
    </Page>
  );
}

function About({ of }: { of: Decision }) {
  const w = useWords(words);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  return (
    <Section title={w.about}>
      <Facts
        of={[
          [w.who, <NodeLink of={of.cadre} />],
          [w.unit, <NodeLink of={of.cadre.organization} />],
          [w.kind, term("DecisionKind", of.kind)],
          [w.modes, of.modes?.length ? of.modes.map((m) => term("DecisionMode", m)).join(n.comma) : w.ordinary],
          [w.cause, term("DecisionCause", of.cause)],
          [w.decidedOn, of.decidedOn],
          [w.organization, of.organization ? <NodeLink of={of.organization} /> : c.notKnown],
          [w.documentNo, of.documentNo ?? c.notKnown],
          [w.reason, of.reason ?? c.notKnown],
          [w.batch, of.batch && <NodeLink of={of.batch} />],
          [w.program, of.program && <NodeLink of={of.program} />],
          [w.key, of.key],
        ]}
      />
      <p className="quiet">{n.recorded(moment(of.recordedAt), of.version)}</p>
    </Section>
  );
}

function Posts({ of }: { of: Decision }) {
  const w = useWords(words);
  return (
    <Section title={w.posts}>
      <Facts
        of={[
          [w.from, of.fromPosition && <NodeLink of={of.fromPosition} />],
          [w.to, of.toPosition && <NodeLink of={of.toPosition} />],
          [w.vacancy, of.vacancy && <NodeLink of={of.vacancy} />],
          [w.appointment, of.appointment && <NodeLink of={of.appointment} />],
          [w.rankGrant, of.rankGrant && <NodeLink of={of.rankGrant} />],
        ]}
      />
      {!of.appointment && !of.rankGrant && <p className="quiet">{w.noResult}</p>}
    </Section>
  );
}

function Happened({ id }: { id: string }) {
  const events = useEvents();
  const asked = useAsked(DecisionEventsDocument, { id, events });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Decision" && <Events of={node.timeline} self={id} />}</Answer>;
}
