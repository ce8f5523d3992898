import { useQuery } from "urql";

import { common } from "../words/common";
import { useTerm, useWords } from "../words/words";
import { AllLink } from "./lists";
import { nodeWords } from "./node.words";
import { NodeLink, type NodeRef } from "./NodeLink";
import { Section } from "./Page";
import { Rows } from "./Rows";
import { OfficialOfDocument, SourceOfDocument, type SourcesFragment } from "./sources.gen";

/** The documents that a fact was taken from, and where in each. */
export function Sources({ of, node }: { of: SourcesFragment; node: NodeRef }) {
  const w = useWords(nodeWords);
  const c = useWords(common);
  const term = useTerm();
  return (
    <>
      <Rows
        name={c.sources}
        of={of.edges}
        keyOf={(e) => e.node.id}
        empty={c.noSource}
        columns={[
          { head: w.document, cell: (e) => <NodeLink of={e.node}>{e.node.title}</NodeLink> },
          { head: w.documentNo, cell: (e) => e.node.documentNo ?? <span className="quiet">{c.notKnown}</span> },
          { head: w.place, cell: (e) => e.locator ?? <span className="quiet">{c.notKnown}</span> },
          { head: w.sourceKind, cell: (e) => term("SourceKind", e.node.kind) },
        ]}
      />
      <AllLink of={node} list="sources" total={of.totalCount} shown={of.edges.length} />
    </>
  );
}

export function SourcesSection(props: { of: SourcesFragment; node: NodeRef }) {
  const c = useWords(common);
  return (
    <Section title={c.sources} id="sources">
      <Sources {...props} />
    </Section>
  );
}

/** The source of a row in a table, in a line: the first, how many more, and its place. */
export function SourceLine({ of }: { of: SourcesFragment }) {
  const c = useWords(common);
  const first = of.edges[0];
  if (!first) return <span className="quiet">{c.noSource}</span>;
  return (
    <>
      <NodeLink of={first.node}>{first.node.title}</NodeLink>
      {first.locator && <span className="quiet"> {first.locator}</span>}
      {of.totalCount > 1 && <span className="quiet"> +{of.totalCount - 1}</span>}
    </>
  );
}

/** The source of a relationship, of which the API gives the key. Each is asked for once. */
export function SourceOf({ source, locator }: { source: string | null | undefined; locator: string | null | undefined }) {
  const c = useWords(common);
  const [{ data }] = useQuery({ query: SourceOfDocument, variables: { key: source ?? "" }, pause: !source, requestPolicy: "cache-first" });
  if (!source) return <span className="quiet">{c.noSource}</span>;
  return (
    <>
      {data?.source ? <NodeLink of={data.source} /> : source}
      {locator && <span className="quiet"> {locator}</span>}
    </>
  );
}

/** An official of whom the API gives the key: as a link where the viewer sees them, and the key until then. */
export function OfficialOf({ of }: { of: string | null | undefined }) {
  const [{ data }] = useQuery({ query: OfficialOfDocument, variables: { key: of ?? "" }, pause: !of, requestPolicy: "cache-first" });
  if (!of) return null;
  return data?.cadre ? <NodeLink of={data.cadre} /> : <>{of}</>;
}
