MATCH {{node "d:Decision"}} WHERE d.kind IN ['PROMOTION', 'FURTHER_USE', 'REMOVAL', 'DEMOTION'] AND d.state IN ['DECIDED', 'EFFECTIVE'] AND d.decidedOn >= $p.yearAgo AND d.decidedOn <= $p.asOf
  AND NOT EXISTS { MATCH (d)-[:BASED_ON]->(x) WHERE {{seesAny "x"}} }
RETURN {{ref "d"}} AS subject, [] AS values, [] AS related
ORDER BY d.key LIMIT $n
