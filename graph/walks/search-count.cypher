UNWIND $p.types AS t
CALL (t) {
  CALL db.index.fulltext.queryNodes(t.index, t.query) YIELD node AS n
  WITH t, n WHERE {{finds "n"}}
  WITH [f IN t.fields | coalesce(n[f.folded], toLower(normalize(n[f.text], NFKC)))] AS texts
  WHERE all(term IN $p.terms WHERE any(x IN texts WHERE x CONTAINS term.text OR x CONTAINS term.spelled))
  RETURN count(*) AS n
}
RETURN sum(n)
