// Somebody heads the graph: who stands at the highest level that has organizations below it, needs none above.
MATCH (o:Organization)
WITH o, COUNT { (o)-[:PART_OF]->(:Organization) } AS parents, EXISTS { (o)<-[:PART_OF]-(:Organization) } AS heads,
  CASE o.level WHEN 'CENTRAL' THEN 0 WHEN 'PROVINCE' THEN 1 WHEN 'CITY' THEN 2 WHEN 'COUNTY' THEN 3 WHEN 'TOWNSHIP' THEN 4 ELSE 5 END AS depth
WITH collect([o, parents, heads, depth]) AS all, min(CASE WHEN heads THEN depth END) AS top
UNWIND all AS x
WITH x[0] AS o, x[1] AS parents, x[2] AS heads, x[3] AS depth, top
WHERE parents > 1 OR parents = 0 AND depth > 2 AND top IS NOT NULL AND (depth > top OR NOT heads)
RETURN {{ref "o"}} AS subject, [toString(parents)] AS values, [] AS related
ORDER BY o.key LIMIT $n
