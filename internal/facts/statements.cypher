MATCH (c:Cadre)<-[:BY]-(s:Statement)-[:ABOUT]->(n)
RETURN c.key, s.key, s.kind, s.filedOn, s.dueOn, s.status, s.answeredOn, s.outcome, labels(n)[0], n.key
ORDER BY c.key, s.key
