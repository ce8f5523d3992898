import { Link } from "react-router";

import { History } from "../../parts/History";
import { AllLink } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink } from "../../parts/NodeLink";
import { nodePage } from "../../parts/NodePage";
import { Facts, Page, Section } from "../../parts/Page";
import { Rows } from "../../parts/Rows";
import { SourceOf, SourcesSection } from "../../parts/Sources";
import { moment } from "../../parts/value";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useTerm, useWords } from "../../words/words";
import { CaseDocument, type CaseQuery } from "./case.gen";
import { Counting } from "./Counting";
import { Hearings } from "./Hearings";
import { Rests } from "./Rests";
import { words } from "./words";

export type Case = Extract<NonNullable<CaseQuery["node"]>, { __typename: "Case" }>;

/** Something that happened: how far it was verified, who was heard, and what rests on it. */
export const Component = nodePage(CaseDocument, "Case", Whole, (id) => ({ id }));

function Whole({ of }: { of: Case }) {
  const n = useWords(nodeWords);
  const term = useTerm();
  const may = useMay();
  return (
    <Page
      title={of.title}
      below={[term("Polarity", of.polarity), term("CaseKind", of.kind), term("Verification", of.verification)].join(" · ")}
      actions={<Link to={`/fact/${of.id}`}>{n.allFields}</Link>}
    >
      <About of={of} />
      <Hearings of={of} />
      {may("Query.caseCounts") && <Counting of={of.key} />}
      <People of={of} />
      <Rests id={of.id} />
      <SourcesSection of={of.sources} node={of} />
      <History id={of.id} />
    </Page>
  );
}

function About({ of }: { of: Case }) {
  const w = useWords(words);
  const c = useWords(common);
  const n = useWords(nodeWords);
  const term = useTerm();
  return (
    <Section title={w.about}>
      <Facts
        of={[
          [w.summary, of.summary],
          [w.kind, term("CaseKind", of.kind)],
          [w.polarity, term("Polarity", of.polarity)],
          [w.occurred, of.occurredOn],
          [w.task, of.task ? <NodeLink of={of.task} /> : c.notKnown],
          [w.key, of.key],
        ]}
      />
      <p className="quiet">{n.recorded(moment(of.recordedAt), of.version)}</p>
    </Section>
  );
}

function People({ of }: { of: Case }) {
  const w = useWords(words);
  const c = useWords(common);
  const term = useTerm();
  const known = (value: string | null) => value || <span className="quiet">{c.notKnown}</span>;
  return (
    <Section title={w.people} id="people">
      <Rows
        name={w.people}
        of={of.subjects.edges}
        keyOf={(e) => e.node.id}
        columns={[
          { head: c.name, cell: (e) => <NodeLink of={e.node} /> },
          { head: c.unit, cell: (e) => <NodeLink of={e.node.organization} /> },
          { head: w.part, cell: (e) => known(e.part) },
          { head: w.responsibility, cell: (e) => known(term("CaseResponsibility", e.responsibility)) },
          { head: w.finding, cell: (e) => known(e.finding) },
          { head: c.sources, cell: (e) => <SourceOf source={e.source} locator={e.locator} /> },
        ]}
      />
      <AllLink of={of} list="subjects" total={of.subjects.totalCount} shown={of.subjects.edges.length} />
    </Section>
  );
}
