import { useMemo } from "react";
import { Link, useParams } from "react-router";

import { Answer, useAsked } from "../../api/Answer";
import { useAddress } from "../../parts/address";
import { History } from "../../parts/History";
import { Unrecorded } from "../../parts/lists";
import { nodeWords } from "../../parts/node.words";
import { NodeLink, pathOf, type NodeRef } from "../../parts/NodeLink";
import { NodePage } from "../../parts/NodePage";
import { nameOf, rowName } from "../../parts/nodes";
import { Facts, Page, Section } from "../../parts/Page";
import { SourcesSection } from "../../parts/Sources";
import { moment } from "../../parts/value";
import { useMay } from "../../session/session";
import { useLanguage, useWords } from "../../words/words";
import { WhatIsDocument } from "./fact.gen";
import { OneList, Lists } from "./FactLists";
import { factQuestion, partsOf, type Fact } from "./question";
import { Value } from "./Value";
import { words } from "./words";

/** Any fact: where it was taken from, all that is recorded of it, what it hangs together with, and what became of it. */
export function Component() {
  const { id = "" } = useParams();
  return <Named key={id} id={id} />;
}

function Named({ id }: { id: string }) {
  const { get } = useAddress();
  const asked = useAsked(WhatIsDocument, { id });
  const type = asked.data?.node?.__typename;
  const list = get("list");
  return (
    <NodePage<NodeRef, string> asked={asked} type={type ?? ""}>
      {(node) => (list ? <OneList node={node} list={list} /> : <Whole node={node} />)}
    </NodePage>
  );
}

function Whole({ node }: { node: NodeRef }) {
  const w = useWords(words);
  const language = useLanguage();
  const may = useMay();
  const type = node.__typename;
  const question = useMemo(() => factQuestion(type, may), [type, may]);
  const asked = useAsked(question, { id: node.id });
  const own = pathOf(node);
  return (
    <Page title={node.label} below={rowName(type, language)} actions={!own.startsWith("/fact/") && <Link to={own}>{w.own}</Link>}>
      <Answer to={asked} rows={10}>
        {({ node: fact }) =>
          fact && (
            <>
              {/* A document is where others were taken from; mostly it was taken from nowhere itself. */}
              {(type !== "Source" || fact.sources.totalCount > 0) && <SourcesSection of={fact.sources} node={node} />}
              <Content of={fact} />
              <Lists node={node} />
              <History id={node.id} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function Content({ of }: { of: Fact }) {
  const w = useWords(words);
  const n = useWords(nodeWords);
  const language = useLanguage();
  const may = useMay();
  const { values, ones, kept } = partsOf(of.__typename, may);
  const inOrder = [...values].sort((a, b) => Number(a.name === "key") - Number(b.name === "key"));
  const empty = (value: unknown) => value == null || value === "" || (Array.isArray(value) && value.length === 0);
  return (
    <Section title={w.content} id="content">
      <Facts
        of={[
          ...ones.filter((f) => !empty(of[f.name])).map((f) => [nameOf(f, language), <NodeLink key={f.name} of={of[f.name] as NodeRef} />] as const),
          ...inOrder.filter((f) => !empty(of[f.name])).map((f) => [nameOf(f, language), <Value key={f.name} of={of[f.name]} field={f} />] as const),
        ]}
      />
      <Unrecorded of={[...ones, ...values].map((f) => [nameOf(f, language), !empty(of[f.name])] as const)} />
      {kept.length > 0 && <p className="quiet">{w.kept}{n.colon}{kept.map((f) => nameOf(f, language)).join(n.comma)}</p>}
      <p className="quiet">{n.recorded(moment(of.recordedAt), of.version)}</p>
    </Section>
  );
}
