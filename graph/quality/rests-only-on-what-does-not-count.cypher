MATCH (d:Decision|Evaluation) WHERE {{scope "d"}} AND EXISTS { MATCH (d)-[:BASED_ON]->(x) WHERE CASE WHEN x:Case THEN {{scopeCase "x"}} WHEN x.unit IS NULL THEN true ELSE {{scope "x"}} END } AND coalesce(d.decidedOn, d.evaluatedOn) <= $p.asOf AND NOT {{groundsCount "d"}}
RETURN {{ref "d"}} AS subject, [] AS values, [x IN COLLECT { MATCH (d)-[:BASED_ON]->(x) WHERE CASE WHEN x:Case THEN {{scopeCase "x"}} WHEN x.unit IS NULL THEN true ELSE {{scope "x"}} END RETURN x ORDER BY labels(x)[0], x.key } | {{ref "x"}}] AS related
ORDER BY labels(d)[0], d.key LIMIT $n
