MATCH (c:Cadre)<-[:FOR]-(r:ToleranceRuling)-[:RULES_ON]->(n)
RETURN c.key, r.key, r.effect, r.ruledOn, r.revokedOn, labels(n)[0], n.key
ORDER BY c.key, r.key
