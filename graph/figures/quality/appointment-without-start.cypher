MATCH (a:Appointment) WHERE a.from IS NULL AND {{sees "a" "Appointment"}}
RETURN {{ref "a"}} AS subject, [] AS values, [] AS related
ORDER BY a.key LIMIT $n
