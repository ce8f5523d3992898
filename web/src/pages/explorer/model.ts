import type { AroundQuery, BetweenQuery, Direction, DrawnFragment, DrewFragment, RelationshipType } from "./explorer.gen";
import { EACH, MOST, type Only, type Step } from "./state";

export interface GraphNode {
  id: string;
  type: string;
  key: string;
  label: string;
  /** The day or period of what it stands for; to is null while it lasts, and the day itself where there is no period. */
  from: string | null;
  to: string | null;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  type: RelationshipType;
  properties: readonly { name: string; value: string }[];
  from: string | null;
  to: string | null;
}

export type Left = NonNullable<AroundQuery["neighborhood"]>["leftOut"][number];

/** Neighbours of a node by relationship, direction and type: how many there are, and how many of them are in the picture. */
export interface Group extends Only {
  there: number;
  more: boolean;
  shown: number;
}

/** Nodes and relationships without doubles, by their ids, in the order in which they came. */
export interface Picture {
  nodes: Map<string, GraphNode>;
  edges: Map<string, GraphEdge>;
  /** How many neighbours each node that was asked about has, by relationship, direction and type. */
  around: Map<string, Group[]>;
}

export const empty = (): Picture => ({ nodes: new Map(), edges: new Map(), around: new Map() });

type Days = Record<string, string | null | undefined>;

/** What a node stands for is of a day, or of a period that goes on where its end is not known. */
const begins = ["from", "programFrom", "startedOn", "effectiveFrom", "openedOn", "grantedOn", "on", "occurredOn", "evaluatedOn", "decidedOn", "checkedOn", "revisedOn", "completedOn", "awardedOn", "heldOn", "createdOn", "publishedOn", "filedOn", "ruledOn"];
const ends: Record<string, string> = { from: "to", programFrom: "to", startedOn: "completedOn", effectiveFrom: "effectiveTo", openedOn: "closesOn", grantedOn: "to", on: "to" };

export function nodeOf({ id, type, key, label, node }: DrawnFragment): GraphNode {
  const days = node as Days;
  const begin = begins.find((name) => days[name]);
  const from = begin ? days[begin]! : null;
  const end = begin && (begin === "startedOn" && type === "Campaign" ? "endsOn" : ends[begin]);
  return { id, type, key, label, from, to: end ? (days[end] ?? null) : from };
}

export function edgeOf({ id, source, target, type, properties }: DrewFragment): GraphEdge {
  const value = (name: string) => properties.find((p) => p.name === name)?.value ?? null;
  const from = value("from") ?? value("on");
  return { id, source, target, type, properties: properties.filter((p) => p.name !== "source"), from, to: value("to") };
}

export type Answers = { around: AroundQuery["neighborhood"]; between: BetweenQuery["path"] };

/** The part of an answer that a step asked for. */
export interface Part {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Its paths, as the nodes of each. */
  paths: string[][];
}

/** A neighbourhood, of which a step may want one kind alone. */
export function neighbourhood(answer: NonNullable<Answers["around"]>, of: string, only?: Only): Part {
  const nodes = answer.nodes.map(nodeOf);
  const edges = answer.edges.map(edgeOf);
  if (!only) return { nodes, edges, paths: [] };
  const type = new Map(nodes.map((n) => [n.id, n.type]));
  const kept = edges.filter((e) => {
    const [own, other] = only.direction === "OUT" ? [e.source, e.target] : [e.target, e.source];
    return e.type === only.relationship && own === of && type.get(other) === only.type;
  });
  const ends = new Set([of, ...kept.flatMap((e) => [e.source, e.target])]);
  return { nodes: nodes.filter((n) => ends.has(n.id)), edges: kept, paths: [] };
}

export function between(answer: Answers["between"]): Part {
  return {
    nodes: answer.paths.flatMap((p) => p.nodes.map(nodeOf)),
    edges: answer.paths.flatMap((p) => p.edges.map(edgeOf)),
    paths: answer.paths.map((p) => p.nodes.map((n) => n.id)),
  };
}

/** All that is around a node by relationship, direction and type: what an answer shows of it and what it left out. */
export function groupsOf(answer: NonNullable<Answers["around"]>, of: string): Group[] {
  const type = new Map(answer.nodes.map((n) => [n.id, n.type]));
  const groups = new Map<string, Group>();
  const name = (g: Only) => `${g.relationship} ${g.direction} ${g.type}`;
  const others = new Map<string, Set<string>>();
  for (const e of answer.edges) {
    if (e.source !== of && e.target !== of) continue;
    const direction: Direction = e.source === of ? "OUT" : "IN";
    const other = direction === "OUT" ? e.target : e.source;
    const g = { relationship: e.type, direction, type: type.get(other) ?? "" };
    const seen = others.get(name(g)) ?? new Set();
    others.set(name(g), seen.add(other));
    groups.set(name(g), { ...g, there: seen.size, more: false, shown: 0 });
  }
  for (const l of answer.leftOut) {
    if (l.node === of) groups.set(name(l), { relationship: l.relationship, direction: l.direction, type: l.type, there: l.there, more: l.more, shown: 0 });
  }
  return [...groups.values()];
}

/** Adds a part, without doubles; nodes that were there before stay as they are. Gives the ids that are new. */
export function merge(picture: Picture, part: Part): string[] {
  const fresh: string[] = [];
  for (const n of part.nodes) {
    if (!picture.nodes.has(n.id)) fresh.push(n.id);
    picture.nodes.set(n.id, n);
  }
  for (const e of part.edges) {
    if (picture.nodes.has(e.source) && picture.nodes.has(e.target)) picture.edges.set(e.id, e);
  }
  return fresh;
}

export function remove(picture: Picture, id: string) {
  picture.nodes.delete(id);
  for (const e of picture.edges.values()) if (e.source === id || e.target === id) picture.edges.delete(e.id);
}

/** A node's groups with how many of each are in the picture now. */
export function counted(picture: Picture, id: string, groups: readonly Group[]): Group[] {
  const seen = new Map<string, Set<string>>();
  for (const e of picture.edges.values()) {
    if (e.source !== id && e.target !== id) continue;
    const direction = e.source === id ? "OUT" : "IN";
    const other = direction === "OUT" ? e.target : e.source;
    const name = `${e.type} ${direction} ${picture.nodes.get(other)?.type}`;
    seen.set(name, (seen.get(name) ?? new Set()).add(other));
  }
  return groups.map((g) => ({ ...g, shown: seen.get(`${g.relationship} ${g.direction} ${g.type}`)?.size ?? 0 }));
}

/**
 * How many neighbours to ask for, so that as many more of one kind come as are shown at once. The API gives neighbours in turn
 * by relationship, direction and type, so that others of the same relationship come beside them.
 */
export function limitFor(groups: readonly Group[], one: Group, most: number): number {
  const wanted = one.shown + EACH;
  const sum = groups.filter((g) => g.relationship === one.relationship).reduce((all, g) => all + Math.min(g.there, wanted), 0);
  return Math.max(1, Math.min(sum, most));
}

/** A node with how many of its neighbours are not in the picture; 0 where nothing is known of them. */
export const missing = (groups: readonly Group[]) => groups.reduce((all, g) => all + Math.max(0, g.there - g.shown), 0);

/** How many neighbours each node has in the picture. */
export function degrees(picture: Picture): Map<string, number> {
  const others = new Map<string, Set<string>>();
  const add = (a: string, b: string) => others.set(a, (others.get(a) ?? new Set()).add(b));
  for (const { source, target } of picture.edges.values()) {
    add(source, target);
    add(target, source);
  }
  return new Map([...others].map(([id, of]) => [id, of.size]));
}

/** The limit of the next expansion in turn: as many more as come at once, also where a node was expanded before. */
export const nextLimit = (degree: number) => Math.min(MOST, (Math.floor(degree / EACH) + 1) * EACH);

/** The question of a step, if it has one; steps of the same name ask the same. */
export function questionOf(step: Step): string {
  switch (step.do) {
    case "show":
      return `around ${step.id} 1`;
    case "expand":
      return `around ${step.id} ${step.limit} ${step.only?.relationship ?? ""}`.trim();
    case "path":
      return `between ${step.from} ${step.to} ${step.max} ${step.all} ${step.via.join(" ")}`.trim();
    default:
      return "";
  }
}
