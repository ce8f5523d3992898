MATCH (d:Decision|Evaluation) WHERE {{sees "d" "Decision"}} AND EXISTS { (d)-[:BASED_ON]->() } AND coalesce(d.decidedOn, d.evaluatedOn) <= $p.asOf AND NOT {{groundsCount "d"}}
RETURN {{ref "d"}} AS subject, [] AS values, [x IN COLLECT { MATCH (d)-[:BASED_ON]->(x) RETURN x } | {{ref "x"}}] AS related
ORDER BY labels(d)[0], d.key LIMIT $n
