#!/usr/bin/env bash
# python-igraph 1.0.0, networkx 3.6.1, Python 3.11.
#
# Guess: what a node of a GraphML file does not have is missing after python-igraph has read the file and written it again.
#
# Seen: a missing boolean is read as False and a missing text as "", and both are written as values: whoever is not known
# to be a member is known not to be one. The numbers beside them stay missing. A text that is None in Python is written
# as the four letters None. networkx keeps all of them missing. So for igraph a boolean goes out as a number or a text,
# and what igraph wrote says nothing about what was known.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q igraph==1.0.0 networkx==3.6.1

cat >"$dir/main.py" <<'PY'
import sys

import igraph, networkx

first, second, third = (f"{sys.argv[1]}/{name}.graphml" for name in ("first", "second", "third"))
with open(first, "w") as f:
    f.write("""<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="m" for="node" attr.name="member" attr.type="boolean"/>
  <key id="p" for="node" attr.name="post" attr.type="string"/>
  <key id="g" for="node" attr.name="grade" attr.type="int"/>
  <graph edgedefault="directed">
    <node id="known"><data key="m">true</data><data key="p">chief</data><data key="g">3</data></node>
    <node id="unknown"/>
  </graph></graphml>""")


def unknown(graph):
    node = list(graph.nodes)[1]
    return {k: v for k, v in sorted(graph.nodes[node].items()) if k in ("grade", "member", "post")}


graph = igraph.Graph.Read_GraphML(first)
node = graph.vs[1]
print("networkx reads:", unknown(networkx.read_graphml(first)))
print("igraph reads:", {k: node[k] for k in ("grade", "member", "post")})
graph.write_graphml(second)
print("and writes:", unknown(networkx.read_graphml(second)))
networkx.write_graphml(networkx.read_graphml(first), second)
print("networkx writes:", unknown(networkx.read_graphml(second)))
graph.vs["post"] = ["chief", None]
graph.write_graphml(third)
print("igraph writes None as:", unknown(networkx.read_graphml(third)))
PY
"$dir/python/bin/python" "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
networkx reads: {}
igraph reads: {'grade': nan, 'member': False, 'post': ''}
and writes: {'member': False, 'post': ''}
networkx writes: {}
igraph writes None as: {'member': False, 'post': 'None'}
WANT
