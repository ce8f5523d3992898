MATCH (o:Organization)
RETURN o.key, o.name, o.kind, o.level, head([(o)-[:PART_OF]->(p) | p.key])
ORDER BY o.key
