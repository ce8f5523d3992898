MATCH {{node "c:Cadre"}} WHERE c.birthMonth IS NOT NULL
WITH coalesce(c.nameAlike, c.name) AS name, left(c.birthMonth, 7) AS born, collect(c) AS cs WHERE size(cs) > 1
UNWIND cs AS c
WITH name, born, c, head(COLLECT { MATCH (c)<-[:OF]-{{held "a:Appointment"}}-[:TO]->(:Position)-[:IN]->(o:Organization) RETURN o ORDER BY a.from, a.key LIMIT 1 }) AS first
WITH name, born, first, c ORDER BY c.key
WITH name, born, first, collect(c) AS cs WHERE size(cs) > 1
WITH head(cs) AS c, tail(cs) AS others, first
RETURN {{ref "c"}} AS subject, [reduce(t = '', x IN others | t + CASE WHEN t = '' THEN '' ELSE ', ' END + x.key), coalesce(first.name, 'no unit')] AS values, [x IN others | {{ref "x"}}] AS related
ORDER BY c.key LIMIT $n
