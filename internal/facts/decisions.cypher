MATCH (c:Cadre)<-[:CONCERNS]-(d:Decision)
RETURN c.key, d.key, d.kind, d.state, d.decidedOn, d.cause, head([(d)-[:FOR]->(v) | v.key]), d.modes,
  COLLECT { MATCH (d)-[:BASED_ON]->(g) RETURN [labels(g)[0], g.key] ORDER BY labels(g)[0], g.key }, head([(d)-[:TO_POSITION]->(q) | q.key])
ORDER BY c.key, d.key
