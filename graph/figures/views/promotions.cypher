MATCH (b:Batch {key: $p.batch})
OPTIONAL MATCH (b)<-[:IN_BATCH]-{{node "d:Decision"}}-[:CONCERNS]->{{held "c:Cadre"}}
WHERE d.kind IN ['PROMOTION', 'FURTHER_USE', 'RANK_PROMOTION'] AND d.state IN ['DECIDED', 'EFFECTIVE']
OPTIONAL MATCH (d)-[:TO_POSITION]->(q:Position)
OPTIONAL MATCH (d)-[:RESULTED_IN]->{{node "g:RankGrant"}}
RETURN c.key, q.key, g.ladder, g.rank
ORDER BY c.key
