UNWIND $p.types AS t
CALL (t) {
  CALL db.index.fulltext.queryNodes(t.index, t.query, {limit: $p.probe + 1}) YIELD node
  RETURN collect(node) AS hits
}
WITH t, hits, size(hits) > $p.probe AS many
CALL (t, hits, many) {
  UNWIND CASE WHEN many THEN [] ELSE hits END AS n
  WITH t, n WHERE {{finds "n"}}
  WITH t, n, [f IN t.fields | coalesce(n[f.folded], toLower(normalize(n[f.text], NFKC)))] AS texts
  WHERE all(term IN $p.terms WHERE any(x IN texts WHERE x CONTAINS term.text OR x CONTAINS term.spelled))
  WITH t, n, CASE WHEN n[t.title] = $p.title THEN 0 ELSE 1 END AS class ORDER BY class, n.key
  RETURN collect([class, n]) AS found
}
WITH t, many, found, [x IN found WHERE x[0] > t.class OR x[0] = t.class AND x[1].key > t.after][0..$n] AS page
RETURN t.type, many, size(found), [x IN page | [x[0], x[1].key, [f IN t.fields | x[1][f.text]]]]
