MATCH (n:Case|Decision|Evaluation|Sanction|ToleranceRuling)
WHERE NOT EXISTS { (n)-[:SOURCED_FROM]->(:Source) } AND {{seesAny "n"}}
RETURN {{ref "n"}} AS subject, [] AS values, [] AS related
ORDER BY labels(n)[0], n.key LIMIT $n
