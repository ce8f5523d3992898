// Tasks have no unit, so that the last condition holds for the whole graph alone: others look at tasks on which someone
// whom they see has worked, and at nobody else's part in them.
MATCH (t:Task)
WHERE NOT EXISTS { MATCH (t)<-[:WORKED_ON {role: 'LEAD'}]-{{node "c:Cadre"}} }
  AND (EXISTS { MATCH (t)<-[:WORKED_ON]-{{node "c:Cadre"}} } OR {{whole}})
RETURN {{ref "t"}} AS subject, [] AS values, [] AS related
ORDER BY t.key LIMIT $n
