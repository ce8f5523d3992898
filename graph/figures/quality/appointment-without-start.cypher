MATCH {{node "a:Appointment"}} WHERE a.from IS NULL
RETURN {{ref "a"}} AS subject, [] AS values, [] AS related
ORDER BY a.key LIMIT $n
