import { Alert } from "antd";
import { useEffect, useRef, type ComponentType, type ReactNode } from "react";
import { Navigate, useLocation, useParams } from "react-router";
import type { AnyVariables, TypedDocumentNode } from "urql";

import { Answer, ProblemSaid, useAsked, type Asked } from "../api/Answer";
import { worst } from "../api/problem";
import { useMay } from "../session/session";
import { useWords } from "../words/words";
import { NodeActions } from "./NodeActions";
import { nodeWords } from "./node.words";
import { pathOf, type NodeRef } from "./NodeLink";
import { Page } from "./Page";

/**
 * The page of one node, which its address names by id. What the viewer may not see looks like what is not there; an id that
 * is none is said to be none; and an address that has the id of another type leads to that type's page.
 */
export function NodePage<N extends NodeRef, T extends N["__typename"]>({ asked, type, children }: { asked: Asked<{ node: N | null }>; type: T; children: (node: Extract<N, { __typename: T }>) => ReactNode }) {
  const w = useWords(nodeWords);
  const { search } = useLocation();
  const wrong = asked.problems.find((p) => p.code === "BAD_ID");
  if (wrong) {
    return (
      <Page title={w.notId} below={w.notIdSay}>
        <p className="quiet">{wrong.message}</p>
      </Page>
    );
  }
  const problem = worst(asked.problems);
  if (asked.data && !asked.data.node && problem) return <ProblemSaid problem={problem} again={asked.again} />;
  return (
    <Answer to={asked} rows={10}>
      {({ node }) => {
        if (!node) return <Page title={w.none} below={w.noneSay}>{null}</Page>;
        if (node.__typename !== type) return <Navigate to={pathOf(node) + search} replace />;
        return (
          <>
            <NodeActions of={node} />
            <MovedOn version={(node as { version?: number }).version} asked={asked} />
            {children(node as Extract<N, { __typename: T }>)}
          </>
        );
      }}
    </Answer>
  );
}

/** How long a page is out of sight before it is asked for anew when the reader comes back. */
const away = 60_000;

/**
 * A page that was out of sight is asked for anew, as somebody looks at it again; where the node was corrected since it was
 * opened, that is said, so that nobody goes on from what is not there any more.
 */
function MovedOn({ version, asked }: { version: number | undefined; asked: Pick<Asked<unknown>, "again" | "fetching"> }) {
  const w = useWords(nodeWords);
  const opened = useRef<number>(undefined);
  if (!asked.fetching) opened.current ??= version; // what is shown from before while it is asked for is not what was opened
  const left = useRef(0);
  const { again } = asked;
  useEffect(() => {
    const turned = () => {
      if (document.hidden) left.current = Date.now();
      else if (left.current > 0 && Date.now() - left.current >= away) again();
    };
    document.addEventListener("visibilitychange", turned);
    return () => document.removeEventListener("visibilitychange", turned);
  });
  if (version === undefined || opened.current === undefined || version === opened.current) return null;
  return <Alert type="info" showIcon role="status" title={w.movedOn(opened.current, version)} description={w.movedOnSay} closable />;
}

/**
 * A route's component that shows one node of a type, by the id in the address: begun anew for each id. What is asked for may
 * depend on the viewer's rights.
 */
export function nodePage<N extends NodeRef, T extends N["__typename"], V extends AnyVariables>(
  query: TypedDocumentNode<{ node: N | null }, V>,
  type: T,
  Whole: ComponentType<{ of: Extract<N, { __typename: T }> }>,
  variables: (id: string, may: (field: string) => boolean) => V,
) {
  function OfId({ id }: { id: string }) {
    const asked = useAsked(query, variables(id, useMay()));
    return (
      <NodePage asked={asked} type={type}>
        {(found) => <Whole of={found} />}
      </NodePage>
    );
  }
  return function Component() {
    const { id = "" } = useParams();
    return <OfId key={id} id={id} />;
  };
}
