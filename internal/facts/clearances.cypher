MATCH (c:Cadre)<-[:OF]-(k:Clearance)
RETURN c.key, k.key, k.kind, k.checkedOn, k.result, k.validUntil, head([(k)-[:FOR]->(v) | v.key])
ORDER BY c.key, k.key
