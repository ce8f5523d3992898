MATCH {{node "s:Shortlist"}}-[:FOR]->(v:Vacancy)-[:FOR]->(q:Position)
MATCH (s)-[x:CHOSEN]->{{node "c:Cadre"}}
WHERE x.at IS NOT NULL
RETURN s.key, v.key, q.key, c.key, x.at
ORDER BY s.key, c.key
