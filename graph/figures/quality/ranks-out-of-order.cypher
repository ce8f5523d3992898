UNWIND $p.ladders AS ladder
MATCH (c:Cadre)<-[:OF]-{{held "g:RankGrant {ladder: ladder.name}"}} WHERE {{sees "c" "Cadre"}}
WITH ladder, c, g, head([i IN range(0, size(ladder.ranks) - 1) WHERE ladder.ranks[i] = g.rank]) AS place ORDER BY g.grantedOn, g.key
WITH ladder.name AS ladder, c, [x IN collect({g: g, place: place}) WHERE x.place IS NOT NULL] AS xs WHERE size(xs) > 1
UNWIND range(0, size(xs) - 2) AS i
WITH c, xs[i] AS a, xs[i + 1] AS b WHERE b.place < a.place
WITH c, a.g AS a, b.g AS b
RETURN {{ref "c"}} AS subject, [a.rank, a.grantedOn, b.rank, b.grantedOn] AS values, [{{ref "a"}}, {{ref "b"}}] AS related
ORDER BY c.key, a.key LIMIT $n
