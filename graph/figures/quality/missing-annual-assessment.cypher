MATCH (c:Cadre) WHERE c.status = 'ACTIVE' AND {{sees "c" "Cadre"}}
  AND EXISTS { MATCH (c)<-[:OF]-{{held "a:Appointment"}} WHERE a.from < $p.yearBegin }
  AND NOT EXISTS { MATCH (c)<-[:OF]-{{held "e:Evaluation {kind: 'ANNUAL'}"}} WHERE e.year = $p.year }
RETURN {{ref "c"}} AS subject, [toString($p.year)] AS values, [] AS related
ORDER BY c.key LIMIT $n
