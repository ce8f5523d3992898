MATCH (b:Batch {key: $p.batch})
OPTIONAL MATCH (b)<-[:IN_BATCH]-(d:Decision)-[:CONCERNS]->(c:Cadre)
WHERE d.kind IN ['PROMOTION', 'FURTHER_USE', 'RANK_PROMOTION'] AND d.state IN ['DECIDED', 'EFFECTIVE']
OPTIONAL MATCH (d)-[:TO_POSITION]->(q:Position)
OPTIONAL MATCH (d)-[:RESULTED_IN]->(g:RankGrant)
RETURN c.key, q.key, g.ladder, g.rank
ORDER BY c.key
