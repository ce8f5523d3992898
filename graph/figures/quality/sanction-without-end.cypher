MATCH {{node "s:Sanction"}} WHERE s.effectEndsOn IS NULL AND s.revokedOn IS NULL
RETURN {{ref "s"}} AS subject, [s.decidedOn] AS values, [] AS related
ORDER BY s.key LIMIT $n
