WHERE EXISTS { (e)-[:OF]->(:Organization) } OR EXISTS {
  MATCH (c:Cadre)<-[:CONCERNS]-(:Decision)-[:BASED_ON]->(e)-[:OF]->(o:Cadre)
  WHERE o <> c
}
RETURN e.key, e.kind, e.grade, e.evaluatedOn, head([(e)-[:BY]->(b) | b.key]), head([(e)-[:UNDER]->(s) | s.key]), e.score, e.year,
  COLLECT { MATCH (e)-[:BASED_ON]->(t:Task) RETURN t.key ORDER BY t.key }, COLLECT { MATCH (e)-[:BASED_ON]->(k:Case) RETURN k.key ORDER BY k.key },
  head([(e)-[:CAUSED_BY]->(s) | s.key])
ORDER BY e.key
