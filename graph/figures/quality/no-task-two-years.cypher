MATCH {{node "c:Cadre"}} WHERE c.status = 'ACTIVE'
  AND NOT EXISTS { MATCH (c)-[w:WORKED_ON]->(t:Task) WHERE coalesce(w.to, t.completedOn, $p.asOf) >= $p.twoYearsAgo AND coalesce(w.from, t.startedOn, '') <= $p.asOf }
RETURN {{ref "c"}} AS subject, [$p.twoYearsAgo] AS values, [] AS related
ORDER BY c.key LIMIT $n
