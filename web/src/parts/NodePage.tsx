import type { ReactNode } from "react";
import { Navigate, useLocation } from "react-router";

import { Answer, ProblemSaid, type Asked } from "../api/Answer";
import { worst } from "../api/problem";
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
            {children(node as Extract<N, { __typename: T }>)}
          </>
        );
      }}
    </Answer>
  );
}
