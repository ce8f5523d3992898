import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";

// The library as it comes, on the graph that the explorer shows: what its drawing is measured against.
interface Given {
  width: number;
  height: number;
  nodes: { id: string; x: number; y: number; size: number }[];
  edges: { source: string; target: string }[];
}

Object.assign(window, {
  draw({ width, height, nodes, edges }: Given) {
    const at = document.getElementById("graph")!;
    Object.assign(at.style, { width: `${width}px`, height: `${height}px` });
    const graph = new MultiDirectedGraph();
    for (const { id, ...attributes } of nodes) graph.addNode(id, { ...attributes, label: id, color: "#1d4e89" });
    for (const { source, target } of edges) graph.addEdge(source, target, { size: 1, color: "#98a1ab" });
    const camera = new Sigma(graph, at).getCamera();
    document.getElementById("nearer")!.onclick = () => camera.setState({ ratio: camera.ratio / 1.5 });
    document.getElementById("farther")!.onclick = () => camera.setState({ ratio: camera.ratio * 1.5 });
  },
});
