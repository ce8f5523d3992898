MATCH (e:Education)-[:OF]->(c:Cadre)
RETURN c.key, e.key, e.level, e.degree, e.mode, e.completedOn
ORDER BY c.key, e.key
