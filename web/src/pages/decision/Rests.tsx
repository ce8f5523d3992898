import { Answer, useAsked } from "../../api/Answer";
import { AllLink, ListSection, Unrecorded } from "../../parts/lists";
import { typeName } from "../../parts/name";
import { NodeLink } from "../../parts/NodeLink";
import { Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { SelectionSteps } from "../../parts/SelectionSteps";
import { stepWords } from "../../parts/step.words";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useLanguage, useTerm, useWords } from "../../words/words";
import { DecisionRestsDocument, type DecisionRestsQuery } from "./decision.gen";
import { says } from "./evidence";
import { words } from "./words";

type Rested = Extract<NonNullable<DecisionRestsQuery["node"]>, { __typename: "Decision" }>;

/** What a decision rests on, and what was said and recorded of it. */
export function Rests({ id }: { id: string }) {
  const may = useMay();
  const asked = useAsked(DecisionRestsDocument, { id, steps: may("Decision.selectionSteps"), rounds: may("Decision.rounds") });
  return <Answer to={asked}>{({ node }) => node?.__typename === "Decision" && <Lists of={node} />}</Answer>;
}

function Lists({ of }: { of: Rested }) {
  const w = useWords(words);
  const s = useWords(stepWords);
  const c = useWords(common);
  const term = useTerm();
  const language = useLanguage();
  const known = (value: string | null) => value ?? <span className="quiet">{c.notKnown}</span>;
  return (
    <>
      <Section title={w.basis} id="basedOn">
        <Rows
          name={w.basis}
          of={of.basedOn.nodes}
          keyOf={(e) => e.id}
          empty={w.noBasis}
          columns={[
            { head: w.type, cell: (e) => typeName(e.__typename, language) },
            { head: w.evidence, cell: (e) => <NodeLink of={e} /> },
            { head: w.says, cell: (e) => says(e, { term, difficulty: w.difficulty }).text },
            { head: w.knownOn, cell: (e) => known(says(e, { term, difficulty: w.difficulty }).on) },
          ]}
        />
        <AllLink of={of} list="basedOn" total={of.basedOn.totalCount} shown={of.basedOn.nodes.length} />
      </Section>
      <ListSection
        title={w.statements}
        of={of}
        list="statements"
        part={of.statements}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => <NodeLink of={e}>{e.filedOn}</NodeLink> },
          { head: c.kind, cell: (e) => term("StatementKind", e.kind) },
          { head: w.text, cell: (e) => e.text },
          { head: w.status, cell: (e) => <>{term("StatementStatus", e.status)} <span className="quiet">{e.answeredOn}</span></> },
          { head: w.outcome, cell: (e) => term("StatementOutcome", e.outcome) },
        ]}
      />
      <ListSection
        title={w.sanctions}
        of={of}
        list="sanctions"
        part={of.sanctions}
        keyOf={(e) => e.id}
        columns={[
          { head: c.day, cell: (e) => e.decidedOn },
          { head: w.sanction, cell: (e) => <NodeLink of={e}>{e.name}</NodeLink> },
          { head: w.regime, cell: (e) => term("SanctionRegime", e.regime) },
          { head: w.ends, cell: (e) => known(e.effectEndsOn) },
        ]}
      />
      {of.selectionSteps && <SelectionSteps of={of.selectionSteps} node={of} />}
      <Unrecorded of={[[w.statements, of.statements.totalCount > 0], [w.sanctions, of.sanctions.totalCount > 0], [s.steps, of.selectionSteps?.totalCount !== 0]]} />
    </>
  );
}
