import { useMemo } from "react";
import { Link } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { AllLink, Unrecorded } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink, type NodeRef } from "../../parts/NodeLink";
import { nameOf, rowName, type Field } from "../../parts/nodes";
import { Page, Section } from "../../parts/Page";
import { Pager, usePaging } from "../../parts/Paging";
import { Rows, type Column } from "../../parts/Rows";
import { OfficialOf, SourceOf } from "../../parts/Sources";
import { useMay } from "../../session/session";
import { common } from "../../words/common";
import { useLanguage, useWords } from "../../words/words";
import { groupsOf, listQuestion, listsQuestion, partsOf, propertiesOf, type Edge, type List, type ListsAnswer } from "./question";
import { Value } from "./Value";
import { words } from "./words";

/** The first of each list of a node, those that are empty named in a line. */
export function Lists({ node }: { node: NodeRef }) {
  const w = useWords(words);
  const language = useLanguage();
  const may = useMay();
  const groups = useMemo(() => groupsOf(node.__typename, may).map((lists) => ({ lists, question: listsQuestion(node.__typename, lists, may) })), [node.__typename, may]);
  // As many as the type has, for which the component was made.
  const asked = groups.map((g) => ({ ...g, asked: useAsked(g.question, { id: node.id }) }));
  if (groups.length === 0) return null;
  const known = asked.flatMap((g) => g.lists.map((f) => [nameOf(f, language), listOf(g.asked.data, f)?.totalCount] as const)).filter(([, count]) => count !== undefined);
  return (
    <Section title={w.related} id="related">
      {asked.map((g, i) => (
        <Answer key={i} to={g.asked}>{(data) => g.lists.map((f) => <First key={f.name} node={node} field={f} of={listOf(data, f)} />)}</Answer>
      ))}
      <Unrecorded of={known.map(([name, count]) => [name, count !== 0] as const)} />
    </Section>
  );
}

const listOf = (data: ListsAnswer | undefined, field: Field) => data?.node?.[field.name] as List | undefined;

function First({ node, field, of }: { node: NodeRef; field: Field; of: List | undefined }) {
  const c = useWords(common);
  const language = useLanguage();
  if (!of || of.totalCount === 0) return null;
  return (
    <section aria-label={nameOf(field, language)}>
      <h3>{nameOf(field, language)} <span className="quiet">{c.total(of.totalCount)}</span></h3>
      <Entries of={of.edges} field={field} />
      <AllLink of={node} list={field.name} total={of.totalCount} shown={of.edges.length} />
    </section>
  );
}

/** One list of a node, all of it, a page at a time. */
export function OneList({ node, list }: { node: NodeRef; list: string }) {
  const w = useWords(words);
  const language = useLanguage();
  const may = useMay();
  const sources: Field = { name: "sources", zh: "来源", en: "Sources", is: "many", type: "Source", edge: "SourcedFrom" };
  const field = [...partsOf(node.__typename, may).lists, sources].find((f) => f.name === list);
  const back = <Link to={`/fact/${node.id}`}>{w.whole}</Link>;
  if (!field) return <Page title={node.label} below={rowName(node.__typename, language)} actions={back}><p>{w.noList}</p></Page>;
  return (
    <Page title={`${node.label} · ${nameOf(field, language)}`} below={<NodeLink of={node}>{rowName(node.__typename, language)}</NodeLink>} actions={back}>
      <Pages node={node} field={field} />
    </Page>
  );
}

function Pages({ node, field }: { node: NodeRef; field: Field }) {
  const c = useWords(common);
  const language = useLanguage();
  const may = useMay();
  const question = useMemo(() => listQuestion(node.__typename, field, may), [node.__typename, field, may]);
  const asked = useAsked(question, { id: node.id, ...usePaging("at", 50) });
  return (
    <section className="section" aria-label={nameOf(field, language)}>
      <Answer to={asked} rows={12}>
        {({ node: found }) => {
          const of = found?.[field.name] as List | undefined;
          return of ? (
            <>
              <p role="status">{c.total(of.totalCount)}</p>
              <Entries of={of.edges} field={field} />
              <Pager name="at" label={nameOf(field, language)} of={of.pageInfo} />
            </>
          ) : null;
        }}
      </Answer>
    </section>
  );
}

/** Entries of a list: what each is called, and what its relationship says; its source last, in one column. */
function Entries({ of, field }: { of: readonly Edge[]; field: Field }) {
  const n = useWords(nodeWords);
  const c = useWords(common);
  const language = useLanguage();
  const may = useMay();
  const properties = propertiesOf(field, may);
  const sourced = properties.some((p) => p.name === "source");
  const columns: Column<Edge>[] = [
    { head: rowName(field.type, language), cell: (e) => <NodeLink of={e.node} /> },
    ...properties
      .filter((p) => !sourced || (p.name !== "source" && p.name !== "locator"))
      .map((p) => ({
        head: nameOf(p, language),
        number: p.type === "Int" || p.type === "Float",
        cell: (e: Edge) => {
          const value = e[p.name];
          // What has no end goes on, as far as anybody knows.
          if (value == null) return p.name === "to" ? "" : <span className="quiet">{c.notKnown}</span>;
          return p.name === "leader" ? <OfficialOf of={String(value)} /> : <Value of={value} field={p} />;
        },
      })),
  ];
  if (sourced) columns.push({ head: n.document, cell: (e) => <SourceOf source={e.source as string | null} locator={e.locator as string | null} /> });
  if (columns.length === 1) {
    return (
      <ul className="plain">
        {of.map((e) => (
          <li key={e.node.id}>
            <NodeLink of={e.node} />
          </li>
        ))}
      </ul>
    );
  }
  return <Rows name={nameOf(field, language)} of={of.map((e, i) => ({ ...e, i }))} columns={columns} keyOf={(e) => `${e.node.id} ${String(e.i)}`} />;
}
