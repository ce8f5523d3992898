MATCH (t:Task) WHERE NOT EXISTS { (t)<-[:WORKED_ON {role: 'LEAD'}]-() }
RETURN {{ref "t"}} AS subject, [] AS values, [] AS related
ORDER BY t.key LIMIT $n
