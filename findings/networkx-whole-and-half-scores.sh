#!/usr/bin/env bash
# networkx 3.6.1, python-igraph 1.0.0, Python 3.11.
#
# Guess: the scores 85 and 85.5 on the edges of one graph are one number attribute in every file networkx writes.
#
# Seen: in GraphML they become two keys of one name, long and double, and igraph refuses the file for the second. In GEXF
# they become one attribute with the type of the score that came first: with 85 in front it is a long, which the 85.5 is
# not, and networkx refuses the file it has just written. With 85.5 in front all goes well, so that a test passes and the
# next year's export fails. So scores are floats before they are written; GraphML has infer_numeric_types.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q igraph==1.0.0 networkx==3.6.1

cat >"$dir/main.py" <<'PY'
import re, sys

import igraph, networkx


def told(read, path):
    try:
        return read(path)
    except (ValueError, igraph.InternalError) as e:
        return "refused: " + re.sub(r"^Error at \S+ | -- Parse error.*| \(for .*", "", str(e), flags=re.DOTALL)


def scores(*values):
    graph = networkx.MultiDiGraph()
    for n, value in enumerate(values):
        graph.add_edge("official", f"task {n}", score=value)
    return graph


path = sys.argv[1] + "/scores"
for first, second in ((85, 85.5), (85.5, 85)):
    networkx.write_gexf(scores(first, second), path)
    print(f"GEXF, {first} before {second}:", told(lambda p: [x for *_, x in networkx.read_gexf(p).edges(data="score")], path))
for first, second in ((85, 85.5), (85.5, 85)):
    networkx.write_graphml(scores(first, second), path)
    print(f"GraphML, {first} before {second}:", told(lambda p: igraph.Graph.Read_GraphML(p).es["score"], path))
networkx.write_graphml(scores(85, 85.5), path, infer_numeric_types=True)
print("GraphML, types inferred:", told(lambda p: igraph.Graph.Read_GraphML(p).es["score"], path))
PY
"$dir/python/bin/python" "$dir/main.py" "$dir" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
GEXF, 85 before 85.5: refused: invalid literal for int() with base 10: '85.5'
GEXF, 85.5 before 85: [85.5, 85.0]
GraphML, 85 before 85.5: refused: Duplicate attribute name found: 'score'
GraphML, 85.5 before 85: refused: Duplicate attribute name found: 'score'
GraphML, types inferred: [85.0, 85.5]
WANT
