MATCH {{node "d:Decision"}} WHERE NOT EXISTS { (d)-[:DECIDED_BY]->(:Organization) }
RETURN {{ref "d"}} AS subject, [] AS values, [] AS related
ORDER BY d.key LIMIT $n
