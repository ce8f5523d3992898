MATCH (d:Decision|Evaluation) WHERE {{seesAny "d"}} AND EXISTS { MATCH (d)-[:BASED_ON]->(x) WHERE {{seesAny "x"}} } AND coalesce(d.decidedOn, d.evaluatedOn) <= $p.asOf AND NOT {{groundsCount "d"}}
RETURN {{ref "d"}} AS subject, [] AS values, [x IN COLLECT { MATCH (d)-[:BASED_ON]->(x) WHERE {{seesAny "x"}} RETURN x ORDER BY labels(x)[0], x.key } | {{ref "x"}}] AS related
ORDER BY labels(d)[0], d.key LIMIT $n
