MATCH (c:Cadre)-[w:WORKED_ON]->(t:Task)
RETURN c.key, t.key, w.role, w.from, w.to
ORDER BY c.key, t.key, w.role, w.from
