import type { ReactNode } from "react";
import { Link } from "react-router";

/** A node as every question of the console asks for it: __typename, id and label. */
export interface NodeRef {
  __typename: string;
  id: string;
  label: string;
}

/** The types that have a page of their own, with its path; every other has the page of a fact. */
const pages: Record<string, string> = { Cadre: "cadre", Task: "task", Case: "case", Decision: "decision", RecommendationRound: "round", Vacancy: "vacancy", Campaign: "campaign" };

/** Where a node is shown. */
export const pathOf = (of: { __typename: string; id: string }): string => `/${pages[of.__typename] ?? "fact"}/${of.id}`;

/** What people call a node, as a link to its page. */
export function NodeLink({ of, children }: { of: NodeRef | null | undefined; children?: ReactNode }) {
  if (!of) return null;
  return <Link to={pathOf(of)}>{children ?? of.label}</Link>;
}

/** Several nodes, one a line. */
export function NodeLinks({ of }: { of: readonly NodeRef[] }) {
  return (
    <ul className="plain">
      {of.map((n) => (
        <li key={n.id}>
          <NodeLink of={n} />
        </li>
      ))}
    </ul>
  );
}
