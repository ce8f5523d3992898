#!/usr/bin/env bash
# networkx 3.6.1, graphology 0.26.0 with graphology-gexf 0.13.2 (Node 20), Python 3.11.
#
# Guess: a post held since 2005 in a GEXF file with intervals, which has a start and no end, comes back without an end when
# networkx reads the file and writes it again; graphology keeps all posts, or says that it takes one.
#
# Seen: networkx makes the four letters None of the missing end of a value, in Python already, and writes end="None",
# which is no date. The end of the node itself, missing too, stays missing. graphology keeps the value of the file's last
# line alone, and no interval, so that the order of lines decides whose post it is: here the one that ended in 2005. So
# intervals go out as rows of a table, and the last one of a list is never taken for the present.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund graphology@0.26.0 graphology-gexf@0.13.2 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q networkx==3.6.1

cat >"$dir/posts.gexf" <<'XML'
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed" mode="dynamic" timeformat="date">
  <attributes class="node" mode="dynamic"><attribute id="0" title="post" type="string"/></attributes>
  <nodes><node id="a" label="a" start="2001-01-01"><attvalues>
    <attvalue for="0" value="head" start="2005-01-01"/>
    <attvalue for="0" value="clerk" start="2001-01-01" end="2005-01-01"/>
  </attvalues></node></nodes><edges/>
</graph></gexf>
XML
cat >"$dir/read.py" <<'PY'
import re, sys

import networkx

graph = networkx.read_gexf(sys.argv[1])
print("networkx reads:", repr(graph.nodes["a"]["post"][0]), "end of the node:", graph.nodes["a"].get("end"))
networkx.write_gexf(graph, sys.argv[2])
with open(sys.argv[2]) as f:
    text = f.read()
print("networkx writes:", re.search(r"<attvalue .*head.*/>", text).group())
print("networkx writes:", re.search(r"<node .*>", text).group())
PY
cat >"$dir/read.cjs" <<'JS'
const Graph = require('graphology'), gexf = require('graphology-gexf'), fs = require('fs')
console.log('graphology reads:', JSON.stringify(gexf.parse(Graph, fs.readFileSync(`${__dirname}/posts.gexf`, 'utf8')).getNodeAttributes('a')))
JS
("$dir/python/bin/python" "$dir/read.py" "$dir/posts.gexf" "$dir/again.gexf" && node "$dir/read.cjs") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
networkx reads: ('head', '2005-01-01', 'None') end of the node: None
networkx writes: <attvalue for="0" value="head" start="2005-01-01" end="None" />
networkx writes: <node id="a" label="a" start="2001-01-01">
graphology reads: {"label":"a","post":"clerk"}
WANT
