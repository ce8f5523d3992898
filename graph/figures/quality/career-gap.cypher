MATCH {{node "c:Cadre"}}<-[:OF]-{{held "a:Appointment"}} WHERE a.main
WITH c, a ORDER BY a.from, a.key
WITH c, collect(a) AS posts WHERE size(posts) > 1
UNWIND range(0, size(posts) - 2) AS i
WITH c, posts[i] AS a, posts[i + 1] AS b, posts
WHERE a.to IS NOT NULL AND date(a.to) + CASE size(a.to) WHEN 4 THEN duration({years: 2}) WHEN 7 THEN duration({years: 1, months: 1}) ELSE duration({years: 1}) END < date(b.from) AND none(x IN posts WHERE x <> a AND x.from < b.from AND (x.to IS NULL OR x.to > a.to))
RETURN {{ref "c"}} AS subject, [a.to, b.from] AS values, [{{ref "a"}}, {{ref "b"}}] AS related
ORDER BY c.key, a.key LIMIT $n
