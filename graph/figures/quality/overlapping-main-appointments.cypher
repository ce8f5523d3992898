MATCH (c:Cadre)<-[:OF]-{{held "a:Appointment"}} WHERE a.main AND {{sees "c" "Cadre"}}
WITH c, a ORDER BY a.from, a.key
WITH c, collect(a) AS posts WHERE size(posts) > 1
UNWIND range(0, size(posts) - 2) AS i
UNWIND range(i + 1, size(posts) - 1) AS j
WITH c, posts[i] AS a, posts[j] AS b
WHERE a.to IS NULL OR a.to > b.from
RETURN {{ref "c"}} AS subject, [a.key, b.key, b.from] AS values, [{{ref "a"}}, {{ref "b"}}] AS related
ORDER BY c.key, a.key, b.key LIMIT $n
