import { gql, type TypedDocumentNode } from "@urql/core";

import { edgeFields, fieldsOf, type Field } from "../../parts/nodes";
import type { NodeRef } from "../../parts/NodeLink";
import type { PageAsked, PageInfo } from "../../parts/Paging";
import type { SourcesFragment } from "../../parts/sources.gen";

/** What a question for any node gives: what every node has, and its fields under their names. */
export type Fact = NodeRef & { recordedAt: string; version: number; sources: SourcesFragment } & Record<string, unknown>;
export type Scalar = string | number | boolean;
export type Edge = { node: NodeRef } & Record<string, Scalar | NodeRef | null>;
export interface List {
  totalCount: number;
  pageInfo: PageInfo;
  edges: Edge[];
}

/** The fields of a type that a role may use; May is given what stands before the dot too, as viewer.forbidden does. */
export type May = (field: string) => boolean;

export interface Parts {
  values: Field[];
  ones: Field[];
  lists: Field[];
  /** What the role may not use. */
  kept: Field[];
}

/**
 * What of a type the page shows. A union leads where relations of the same node lead that say more, so it is left out.
 */
export function partsOf(type: string, may: May): Parts {
  const fields = fieldsOf(type).filter((f) => !f.union);
  // A field of a type that is not for the role is not forbidden itself where it is a list: what is in it is.
  const open = (f: Field) => may(`${type}.${f.name}`);
  return {
    values: fields.filter((f) => f.is === "value" && open(f)),
    ones: fields.filter((f) => f.is === "one" && open(f)),
    lists: fields.filter((f) => f.is === "many" && open(f)),
    kept: fields.filter((f) => !open(f)),
  };
}

const ref = "{ __typename id label }";

/** The properties of a relationship that a role may use, of one that leads to a type. */
export const propertiesOf = (field: Field, may: May): Field[] => edgeFields(field.edge).filter((p) => may(`${field.edge}.${p.name}`));

function list(field: Field, may: May, page: string): string {
  const properties = propertiesOf(field, may).map((p) => p.name).join(" ");
  return `${field.name}(${page}) { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { ${properties} node ${ref} } }`;
}

export interface FactAnswer {
  node: Fact | null;
}

/** All of a node but its lists, of a type that is known by now. */
export function factQuestion(type: string, may: May): TypedDocumentNode<FactAnswer, { id: string }> {
  const { values, ones } = partsOf(type, may);
  return gql<FactAnswer, { id: string }>(`query Fact($id: ID!) {
  node(id: $id) {
    __typename
    id
    label
    ... on ${type} {
      ${values.map((f) => f.name).join(" ")}
      ${ones.map((f) => `${f.name} ${ref}`).join("\n      ")}
      recordedAt
      version
      sources(first: 20) { totalCount edges { locator node { __typename id label title documentNo kind } } }
    }
  }
}`);
}

export interface ListsAnswer {
  node: (NodeRef & Record<string, List | string>) | null;
}

/** How many lists are asked for at once: more are dear to plan, and too much for one document with what the client adds. */
const together = 6;

/** The lists of a type, in the groups that are asked for together. */
export function groupsOf(type: string, may: May): Field[][] {
  const { lists } = partsOf(type, may);
  return Array.from({ length: Math.ceil(lists.length / together) }, (_, i) => lists.slice(i * together, (i + 1) * together));
}

/** The first of each of some lists of a node. */
export function listsQuestion(type: string, lists: readonly Field[], may: May, first = 10): TypedDocumentNode<ListsAnswer, { id: string }> {
  return gql<ListsAnswer, { id: string }>(`query FactLists($id: ID!) {
  node(id: $id) {
    __typename
    id
    label
    ... on ${type} {
      ${lists.map((f) => list(f, may, `first: ${first}`)).join("\n      ")}
    }
  }
}`);
}

/** A page of one list of a node. */
export function listQuestion(type: string, field: Field, may: May): TypedDocumentNode<ListsAnswer, { id: string } & PageAsked> {
  return gql<ListsAnswer, { id: string } & PageAsked>(`query FactList($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  node(id: $id) { __typename id label ... on ${type} { ${list(field, may, "first: $first, after: $after, last: $last, before: $before")} } }
}`);
}
