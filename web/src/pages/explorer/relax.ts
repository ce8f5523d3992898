import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

import { apart, UNIT, type Place } from "./layout";

/** A picture as the layout takes it: the same nodes, edges and places give the same places on every machine. */
export interface Task {
  nodes: [id: string, place: Place][];
  edges: [source: string, target: string][];
}

/** Lays nodes out anew by forces, from where they are; those that are pinned stay. */
export function relax({ nodes, edges }: Task): [id: string, place: Place][] {
  const graph = new Graph({ type: "undirected" });
  // Forces between nodes at one place have no direction: they begin a little apart.
  nodes.forEach(([id, p], i) => graph.addNode(id, { x: p.x + Math.cos(i), y: p.y + Math.sin(i), fixed: p.pinned }));
  for (const [source, target] of edges) if (source !== target) graph.mergeEdge(source, target);
  const n = graph.order;
  if (n > 1) {
    forceAtlas2.assign(graph, {
      iterations: n <= 200 ? 400 : n <= 1000 ? 200 : 80,
      settings: { gravity: 1, scalingRatio: UNIT * 5, slowDown: 1 + Math.log(n), barnesHutOptimize: n > 300 },
    });
  }
  const places = new Map<string, Place>();
  for (const [id, was] of nodes) {
    const { x, y } = graph.getNodeAttributes(id) as { x: number; y: number };
    const moved = !was.pinned && Number.isFinite(x) && Number.isFinite(y);
    places.set(id, moved ? { x, y, pinned: false } : { ...was });
  }
  apart(places, 40);
  return [...places];
}
