MATCH (c:Cadre)<-[n:NOMINATED]-(r:RecommendationRound)
RETURN c.key, r.key, r.kind, r.method, r.heldOn, head([(r)-[:IN]->(o) | o.key]), head([(r)-[:FOR]->(v) | v.key]), n.byLeader, n.outstanding, n.votes, n.electorate
ORDER BY c.key, r.key
