MATCH (d:Decision) WHERE {{sees "d" "Decision"}} AND NOT EXISTS { (d)-[:DECIDED_BY]->(:Organization) }
RETURN {{ref "d"}} AS subject, [] AS values, [] AS related
ORDER BY d.key LIMIT $n
