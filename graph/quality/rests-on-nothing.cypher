MATCH (d:Decision) WHERE d.kind IN ['PROMOTION', 'FURTHER_USE', 'REMOVAL', 'DEMOTION'] AND d.state IN ['DECIDED', 'EFFECTIVE'] AND d.decidedOn >= $p.yearAgo AND d.decidedOn <= $p.asOf AND {{scope "d"}}
  AND NOT EXISTS { MATCH (d)-[:BASED_ON]->(x) WHERE CASE WHEN x:Case THEN {{scopeCase "x"}} WHEN x.unit IS NULL THEN true ELSE {{scope "x"}} END }
RETURN {{ref "d"}} AS subject, [] AS values, [] AS related
ORDER BY d.key LIMIT $n
