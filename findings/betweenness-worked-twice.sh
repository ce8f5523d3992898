#!/usr/bin/env bash
# networkx 3.6.1, python-igraph 1.0.0 (Python 3.11), graphology 0.26.0 with graphology-metrics 2.4.2 (Node 20).
#
# Guess: betweenness without weights asks who stands between whom, so that two people who worked together in two posts,
# and have two edges, are as near as with one; or each library counts the edges.
#
# Seen: igraph and graphology count each of two edges as a path of its own, and networkx counts one. In a ring of four
# equal people the two with two posts in common have .67 and the others .33, or all have .5. Who bridges two groups
# depends on the library and on how posts were cut into edges. So edges between the same two are made one first.
#
# Prints three lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund graphology@0.26.0 graphology-metrics@2.4.2 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q networkx==3.6.1 python-igraph==1.0.0

echo '[["a", "b"], ["a", "b"], ["b", "d"], ["a", "c"], ["c", "d"]]' >"$dir/edges.json"
cat >"$dir/main.py" <<'PY'
import json, sys

import igraph, networkx

with open(sys.argv[1]) as f:
    edges = json.load(f)


def told(name, values):
    print(f"{name}:", *[f"{who} {value:.2f}" for who, value in sorted(values.items())])


told("networkx", networkx.betweenness_centrality(networkx.MultiGraph(edges), normalized=False))
graph = igraph.Graph.TupleList(edges)
told("igraph", dict(zip(graph.vs["name"], graph.betweenness())))
PY
cat >"$dir/main.cjs" <<'JS'
const { MultiUndirectedGraph } = require('graphology'), betweenness = require('graphology-metrics/centrality/betweenness')
const graph = new MultiUndirectedGraph()
for (const [one, other] of require('./edges.json')) {
  for (const who of [one, other]) graph.mergeNode(who)
  graph.addEdge(one, other)
}
const values = Object.entries(betweenness(graph, { normalized: false })).sort()
console.log('graphology:', ...values.map(([who, value]) => `${who} ${value.toFixed(2)}`))
JS
("$dir/python/bin/python" "$dir/main.py" "$dir/edges.json" && node "$dir/main.cjs") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
networkx: a 0.50 b 0.50 c 0.50 d 0.50
igraph: a 0.67 b 0.67 c 0.33 d 0.33
graphology: a 0.67 b 0.67 c 0.33 d 0.33
WANT
