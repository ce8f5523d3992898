#!/usr/bin/env bash
# GrandCypher 1.2.0 on networkx 3.6.1, Python 3.11.
#
# Guess: asked of an export in networkx, a.grade <> "GOOD" and NOT a.grade = "GOOD" find the same nodes, those that have a
# grade and another one: to Cypher what is missing is neither "GOOD" nor not "GOOD", and nothing is <> null.
#
# Seen: <> finds those without a grade too, and NOT ... = does not: two ways to ask one thing, two answers, and no word of
# it. <> null, which is true of nothing in Cypher, finds those that have a grade. So whoever counts who was marked otherwise
# than GOOD by <> counts those whom nobody has marked; what is missing is asked about by itself, by IS NULL.
#
# Prints five lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q grand-cypher==1.2.0 networkx==3.6.1

cat >"$dir/main.py" <<'PY'
import networkx
from grandcypher import GrandCypher

graph = networkx.DiGraph()
graph.add_node(1, name="good", grade="GOOD")
graph.add_node(2, name="fair", grade="FAIR")
graph.add_node(3, name="unmarked")
for where in ['a.grade = "GOOD"', 'a.grade <> "GOOD"', 'NOT a.grade = "GOOD"', "a.grade <> null", "a.grade IS NULL"]:
    print(f"{where}:", *GrandCypher(graph).run(f"MATCH (a) WHERE {where} RETURN a.name")["a.name"])
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
a.grade = "GOOD": good
a.grade <> "GOOD": fair unmarked
NOT a.grade = "GOOD": fair
a.grade <> null: good fair
a.grade IS NULL: unmarked
WANT
