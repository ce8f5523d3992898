MATCH (t:Task) WHERE NOT EXISTS { MATCH (t)<-[:WORKED_ON {role: 'LEAD'}]-{{node "c:Cadre"}} }
RETURN {{ref "t"}} AS subject, [] AS values, [] AS related
ORDER BY t.key LIMIT $n
