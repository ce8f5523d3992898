MATCH (c:Cadre)<-[a:ABOUT]-(k:Case)
OPTIONAL MATCH (k)-[:AROSE_IN]->(t:Task)
RETURN c.key, k.key, t.key, k.kind, k.polarity, k.verification, k.occurredOn, k.verifiedOn, a.part, a.responsibility, a.finding, a.notifiedOn, a.respondBy
ORDER BY c.key, k.key
