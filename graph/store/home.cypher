// Each cadre serves in the organization of their main appointment with the greatest (from ≤ today, key), kept after
// leaving; its key is their unit. Returns those whose organization or unit was another.
UNWIND $p.keys AS k
MATCH (c:Cadre {key: k})
SET c.lock = true
REMOVE c.lock
WITH c
OPTIONAL MATCH (c)<-[:OF]-(a:Appointment)-[:TO]->(:Position)-[:IN]->(o:Organization)
WHERE a.main AND a.from <= $p.today
WITH c, o, a ORDER BY a.from DESC, a.key DESC
WITH c, head(collect(o)) AS home
OPTIONAL MATCH (c)-[x:SERVES_IN]->(old:Organization)
WITH c, home, collect(x) AS xs, collect(old) AS olds
WITH c, home, [x IN xs WHERE home IS NULL OR endNode(x) <> home] AS gone, CASE WHEN home IS NULL OR home IN olds THEN [] ELSE [home] END AS come
WHERE size(gone) > 0 OR size(come) > 0 OR c.cadreKey IS NULL OR c.unit IS NULL OR c.unit <> coalesce(home.key, '')
FOREACH (x IN gone | DELETE x)
FOREACH (h IN come | CREATE (c)-[:SERVES_IN]->(h))
SET c.cadreKey = c.key, c.unit = coalesce(home.key, '')
RETURN c.key
