#!/usr/bin/env bash
# graphology 0.26.0 with graphology-graphml 0.5.2 (Node 20), networkx 3.6.1 (Python 3.11).
#
# Guess: a node has the values of its own data elements and, where it has none, the default of the key, as the key's type;
# a boolean may be written 1, as XML's own booleans may.
#
# Seen: graphology looks for data anywhere below a node. A unit that holds a graph of its people loses its own name to the
# last of them and takes over the birth year. A default is left a text: the sum of a written 2 and a defaulted 3 is "23". A
# member written as 1 is none. networkx reads the 1, leaves defaults to the reader, in graph["node_default"], as the number
# 3, and leaves the people of the unit out, which its documentation says and the call does not. So a file for unknown
# readers has no nesting and no defaults, and its booleans are true and false.
#
# Prints four lines and fails if they are others than those. Needs Node 20, npm, Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && npm init -y >npm.log && npm install --silent --no-audit --no-fund graphology@0.26.0 graphology-graphml@0.5.2 >>npm.log 2>&1)
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q networkx==3.6.1

keys='<key id="p" for="node" attr.name="name" attr.type="string"/>
  <key id="y" for="node" attr.name="born" attr.type="int"/>
  <key id="m" for="node" attr.name="member" attr.type="boolean"/>
  <key id="g" for="node" attr.name="grade" attr.type="int"><default>3</default></key>'
cat >"$dir/flat.graphml" <<XML
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">$keys
  <graph edgedefault="directed">
    <node id="a"><data key="m">1</data><data key="g">2</data></node><node id="b"><data key="m">true</data></node>
  </graph></graphml>
XML
cat >"$dir/nested.graphml" <<XML
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">$keys
  <graph edgedefault="directed">
    <node id="unit"><data key="p">office</data><graph edgedefault="directed">
      <node id="a"><data key="p">first</data></node><node id="b"><data key="p">last</data><data key="y">1965</data></node>
    </graph></node>
  </graph></graphml>
XML
cat >"$dir/read.cjs" <<'JS'
const Graph = require('graphology'), graphml = require('graphology-graphml'), fs = require('fs')
const read = name => graphml.parse(Graph, fs.readFileSync(`${__dirname}/${name}.graphml`, 'utf8'))
const flat = read('flat'), nested = read('nested')
const grades = flat.mapNodes((_, { grade }) => grade)
console.log(`graphology: member written 1 is ${flat.getNodeAttribute('a', 'member')}, 2 and a default 3 are ${grades.reduce((sum, x) => sum + x)}`)
const { name, born } = nested.getNodeAttributes('unit')
console.log(`graphology: the unit is called ${name}, born ${born}`)
JS
cat >"$dir/read.py" <<'PY'
import sys

import networkx

flat = networkx.read_graphml(sys.argv[1] + "/flat.graphml")
default = flat.graph["node_default"]["grade"]
print(f"networkx: member written 1 is {flat.nodes['a']['member']}, 2 and a default 3 are", sum(n.get("grade", default) for n in flat.nodes.values()))
print("networkx: the unit and its people are", networkx.read_graphml(sys.argv[1] + "/nested.graphml").nodes(data=True))
PY
(node "$dir/read.cjs" && "$dir/python/bin/python" "$dir/read.py" "$dir") | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
graphology: member written 1 is false, 2 and a default 3 are 23
graphology: the unit is called last, born 1965
networkx: member written 1 is True, 2 and a default 3 are 5
networkx: the unit and its people are [('unit', {'name': 'office'})]
WANT
