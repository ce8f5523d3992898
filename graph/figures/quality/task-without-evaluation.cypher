MATCH (t:Task) WHERE t.completedOn <= $p.asOf AND NOT EXISTS { (t)<-[:BASED_ON]-(:Evaluation) }
RETURN {{ref "t"}} AS subject, [t.completedOn] AS values, [] AS related
ORDER BY t.key LIMIT $n
