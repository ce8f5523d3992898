// graphology and Cytoscape.js take the JSON as they take any: a line each says where the ids are.
import { readFileSync } from "node:fs";
import cytoscape from "cytoscape";
import { MultiDirectedGraph } from "graphology";

const truth = JSON.parse(readFileSync("truth.json", "utf8"));
const file = JSON.parse(readFileSync("graph.json", "utf8"));

function same(reader, what, got, want) {
  if (got !== want) {
    console.error(`${reader}: ${what} is ${got}, want ${want}`);
    process.exit(1);
  }
  console.log(`${reader}: ${what} ${got}`);
}

const g = new MultiDirectedGraph();
for (const { id, ...attributes } of file.nodes) g.addNode(id, attributes);
for (const { id, source, target, ...attributes } of file.edges) g.addEdgeWithKey(id, source, target, attributes);
same("graphology", "nodes", g.order, truth.Nodes);
same("graphology", "edges", g.size, truth.Edges);
same("graphology", "difficulty", g.reduceNodes((sum, _, a) => sum + (a.difficulty ?? 0), 0), truth.Difficulty);
same("graphology", "leads", g.filterEdges((_, a) => a.role === "LEAD").length, truth.Leads);
same("graphology", "sources", g.filterEdges((_, a) => "source_" in a).length, truth.Sources);

const cy = cytoscape({
  headless: true,
  elements: { nodes: file.nodes.map((data) => ({ data })), edges: file.edges.map((data) => ({ data })) },
});
same("Cytoscape.js", "nodes", cy.nodes().length, truth.Nodes);
same("Cytoscape.js", "edges", cy.edges().length, truth.Edges);
same("Cytoscape.js", "nested nodes", cy.nodes().filter((n) => n.isChild()).length, 0);
same("Cytoscape.js", "leads", cy.edges('[role = "LEAD"]').length, truth.Leads);
same("Cytoscape.js", "officials who worked", cy.edges('[type = "WORKED_ON"]').sources('[type != "Cadre"]').length, 0);
