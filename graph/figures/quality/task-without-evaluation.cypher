// Tasks have no unit, so that the last condition holds for the whole graph alone: others look at tasks on which someone
// whom they see has worked, and at no evaluation but those they see.
MATCH (t:Task)
WHERE t.completedOn <= $p.asOf AND NOT EXISTS { MATCH (t)<-[:BASED_ON]-{{node "e:Evaluation"}} }
  AND (EXISTS { MATCH (t)<-[:WORKED_ON]-{{node "c:Cadre"}} } OR {{whole}})
RETURN {{ref "t"}} AS subject, [t.completedOn] AS values, [] AS related
ORDER BY t.key LIMIT $n
