MATCH (t:Task) WHERE t.completedOn <= $p.asOf AND NOT EXISTS { MATCH (t)<-[:BASED_ON]-{{node "e:Evaluation"}} }
RETURN {{ref "t"}} AS subject, [t.completedOn] AS values, [] AS related
ORDER BY t.key LIMIT $n
