#!/usr/bin/env bash
# Kuzu 0.11.3, Python 3.11. Neo4j 5.26, for what openCypher says, is what the product runs on.
#
# Guess: who worked on a task with whom, (a)-[:WORKED_ON]->(t)<-[:WORKED_ON]-(b), gives each pair of two people, as in
# openCypher: a relationship is taken once in a pattern.
#
# Seen: it is taken again, so that everybody is their own co-worker, also who worked alone: three people, of whom two
# share a task, give five rows and not two. One of two patterns with a length, -[*2..2]-, the same. A count of
# colleagues is too high by one for each task, and nobody has none. A question that is carried over from Neo4j needs
# a.key <> b.key, and where two ways between the same two people count, the relationships compared.
#
# Prints four lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q kuzu==0.11.3

cat >"$dir/main.py" <<'PY'
import sys

import kuzu

c = kuzu.Connection(kuzu.Database(sys.argv[1]))
c.execute("CREATE NODE TABLE Cadre(key STRING, PRIMARY KEY(key))")
c.execute("CREATE NODE TABLE Task(key STRING, PRIMARY KEY(key))")
c.execute("CREATE REL TABLE WORKED_ON(FROM Cadre TO Task)")
for cadre in "abc":
    c.execute(f"CREATE (:Cadre {{key: '{cadre}'}})")
for task in "xy":
    c.execute(f"CREATE (:Task {{key: '{task}'}})")
for cadre, task in [("a", "x"), ("b", "x"), ("c", "y")]:
    c.execute(f"MATCH (c:Cadre {{key: '{cadre}'}}), (t:Task {{key: '{task}'}}) CREATE (c)-[:WORKED_ON]->(t)")


def asked(name, question):
    print(f"{name}:", " ".join("".join(map(str, row)) for row in c.execute(question)))


asked("together", "MATCH (a:Cadre)-[:WORKED_ON]->(t:Task)<-[:WORKED_ON]-(b:Cadre) RETURN a.key, b.key ORDER BY a.key, b.key")
asked("over two steps", "MATCH (a:Cadre)-[e*2..2]-(b:Cadre) RETURN a.key, b.key ORDER BY a.key, b.key")
asked("colleagues of c, who worked alone", "MATCH (a:Cadre {key: 'c'})-[:WORKED_ON]->(t:Task)<-[:WORKED_ON]-(b:Cadre) RETURN count(*)")
asked("with a condition", "MATCH (a:Cadre)-[:WORKED_ON]->(t:Task)<-[:WORKED_ON]-(b:Cadre) WHERE a.key <> b.key RETURN a.key, b.key ORDER BY a.key, b.key")
PY
"$dir/python/bin/python" "$dir/main.py" "$dir/graph" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
together: aa ab ba bb cc
over two steps: aa ab ba bb cc
colleagues of c, who worked alone: 1
with a condition: ab ba
WANT
