MATCH (g:RankGrant)-[:OF]->(c:Cadre)
RETURN c.key, g.key, g.ladder, g.rank, g.grantedOn, g.to
ORDER BY c.key, g.key
