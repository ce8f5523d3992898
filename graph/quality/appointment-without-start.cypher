MATCH (a:Appointment) WHERE a.from IS NULL AND {{scope "a"}}
RETURN {{ref "a"}} AS subject, [] AS values, [] AS related
ORDER BY a.key LIMIT $n
