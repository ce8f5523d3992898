MATCH (c:Cadre)<-[:OF]-{{held "g:RankGrant"}}
WHERE g.grantedOn <= $p.asOf AND (g.to IS NULL OR g.to > $p.asOf) AND {{sees "c" "Cadre"}}
WITH c, g.ladder AS ladder, g ORDER BY g.grantedOn, g.key
WITH c, ladder, collect(g) AS gs WHERE size(gs) > 1
RETURN {{ref "c"}} AS subject, [toString(size(gs)), ladder] AS values, [g IN gs | {{ref "g"}}] AS related
ORDER BY c.key, ladder LIMIT $n
