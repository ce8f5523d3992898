MATCH (o:Organization)
WITH o, COUNT { (o)-[:PART_OF]->(:Organization) } AS parents
WHERE parents > 1 OR parents = 0 AND coalesce(o.level, 'UNKNOWN') IN ['COUNTY', 'TOWNSHIP', 'UNKNOWN']
RETURN {{ref "o"}} AS subject, [toString(parents)] AS values, [] AS related
ORDER BY o.key LIMIT $n
