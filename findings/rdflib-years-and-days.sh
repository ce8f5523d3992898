#!/usr/bin/env bash
# rdflib 7.6.0, pyoxigraph 0.5.13, Python 3.11, which answer SPARQL.
#
# Guess: whoever is known to be born in 1965 (xsd:gYear) or in October 1965 (xsd:gYearMonth) passes a filter that
# compares with a day only where it surely holds; or, as the specification has no order of years and days, never.
#
# Seen: rdflib compares the names of the two types, and "gYear" comes behind "date": whoever has no full birthday is
# born on or after every day, 1 January 1990 too, and before none. The eldest and the youngest (MIN, MAX) go by the
# names as well: the day of 1965 is the least, its month the greatest, above 1991. Nothing is raised. pyoxigraph leaves
# such people out of the filter. So what one compares has one type, or the year is cut from each text first.
#
# Prints eight lines and fails if they are others than those. Needs Python with venv, and pip.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/python"
"$dir/python/bin/pip" install -q rdflib==7.6.0 pyoxigraph==0.5.13

cat >"$dir/main.py" <<'PY'
import pyoxigraph, rdflib

XSD = "http://www.w3.org/2001/XMLSchema#"
PEOPLE = f"""@prefix : <urn:x:> . @prefix xsd: <{XSD}> .
:year :born "1965"^^xsd:gYear . :month :born "1965-10"^^xsd:gYearMonth .
:day :born "1965-10-01"^^xsd:date . :late :born "1991-03-01"^^xsd:date ."""

graph = rdflib.Graph().parse(data=PEOPLE, format="turtle")
store = pyoxigraph.Store()
store.load(PEOPLE.encode(), format=pyoxigraph.RdfFormat.TURTLE)

for condition in ('>= "1990-01-01"', '< "1990-01-01"'):
    query = f"SELECT ?who WHERE {{ ?who <urn:x:born> ?born FILTER(?born {condition}^^<{XSD}date>) }} ORDER BY ?who"
    print(f"born {condition}")
    print("  rdflib:", *[row.who.removeprefix("urn:x:") for row in graph.query(query)])
    print("  pyoxigraph:", *[row["who"].value.removeprefix("urn:x:") for row in store.query(query)])
for name in ("MIN", "MAX"):
    (row,) = graph.query(f"SELECT ({name}(?born) AS ?b) WHERE {{ ?who <urn:x:born> ?born }}")
    print(f"{name} by rdflib: {row.b}")
PY
"$dir/python/bin/python" "$dir/main.py" | tee "$dir/seen"
diff "$dir/seen" - <<'WANT'
born >= "1990-01-01"
  rdflib: late month year
  pyoxigraph: late
born < "1990-01-01"
  rdflib: day
  pyoxigraph: day
MIN by rdflib: 1965-10-01
MAX by rdflib: 1965-10
WANT
