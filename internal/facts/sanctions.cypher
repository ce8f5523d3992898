MATCH (c:Cadre)<-[:ON]-(s:Sanction)
RETURN c.key, s.key, s.regime, s.name, s.decidedOn, s.startsOn, s.effectEndsOn, s.revokedOn, COLLECT { MATCH (s)-[:FOR]->(k:Case) RETURN k.key ORDER BY k.key }
ORDER BY c.key, s.key
