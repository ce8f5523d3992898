MATCH (c:Cadre)<-[:WITH]-(t:Talk)
RETURN c.key, t.key, t.purpose, t.heldOn
ORDER BY c.key, t.key
