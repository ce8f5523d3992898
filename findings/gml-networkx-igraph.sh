#!/usr/bin/env bash
# networkx 3.6.1 and igraph 1.0.0 (Python 3.11), which read and write graphs as GML.
#
# Guess: what one writes the other reads, Chinese names and whole numbers included.
#
# Seen: neither way. networkx writes names as entities (&#30002;), since the format is ASCII; igraph gives them back as they
# stand, with a warning, and knows &quot; and the like alone. A whole number above 2,147,483,647 is written as text, and in
# igraph the whole column is text then, 12 too. Of a list of two igraph keeps one. igraph itself writes UTF-8, which
# networkx refuses. So graphs go by GraphML between them, where whole numbers come as
# fractions at worst.
#
# Prints six lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q networkx==3.6.1 igraph==1.0.0

cat >"$dir/main.py" <<'PY'
import os
import sys

import igraph
import networkx

os.chdir(sys.argv[1])
written = networkx.DiGraph()
written.add_node("甲某", unit="组织部", documents=3_000_000_000, terms=["2016", "2021"])
written.add_node("乙某", unit="县委办", documents=12, terms=["2021"])
written.add_edge("甲某", "乙某", role="牵头")
for kind, write in {"GML": networkx.write_gml, "GraphML": networkx.write_graphml}.items():
    if kind == "GraphML":
        for _, node in written.nodes(data=True):
            del node["terms"]  # which it refuses by name
    write(written, "graph")
    read = igraph.Graph.Read("graph", format=kind.lower())
    for v in read.vs:
        print(f"igraph, {kind}:", *(repr(v[name]) for name in ("unit", "documents", "terms") if name in read.vs.attributes()))

graph = igraph.Graph(directed=True)
graph.add_vertices(["甲某", "乙某"])
graph.write_gml("graph")
try:
    print("networkx, GML:", networkx.read_gml("graph", label="name").nodes)
except networkx.NetworkXError as e:
    print("networkx, GML:", e)
graph.write_graphml("graph")
print("networkx, GraphML:", [name for _, name in networkx.read_graphml("graph").nodes(data="name")])
PY
"$dir/python/bin/python" -W ignore "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
igraph, GML: '&#32452;&#32455;&#37096;' '3000000000' '2021'
igraph, GML: '&#21439;&#22996;&#21150;' '12' '2021'
igraph, GraphML: '组织部' 3000000000.0
igraph, GraphML: '县委办' 12.0
networkx, GML: input is not ASCII-encoded
networkx, GraphML: ['甲某', '乙某']
WANT
