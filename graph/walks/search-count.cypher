UNWIND $p.types AS t
CALL (t) {
  CALL db.index.fulltext.queryNodes(t.index, $p.query) YIELD node AS n
  WITH t, n WHERE {{finds "n"}}
  WITH [f IN t.fields | toLower(normalize(n[f], NFKC))] AS texts
  WHERE all(term IN $p.terms WHERE any(x IN texts WHERE x CONTAINS term))
  RETURN count(*) AS n
}
RETURN sum(n)
