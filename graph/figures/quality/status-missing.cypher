MATCH {{node "c:Cadre"}} WHERE c.status IS NULL AND c.key IS NOT NULL
RETURN {{ref "c"}} AS subject, [] AS values, [] AS related
ORDER BY c.key LIMIT $n
