MATCH {{held "k:Case {polarity: 'NEGATIVE'}"}}-[s:ABOUT]->(c:Cadre)
WHERE k.verification IN ['VERIFIED', 'PARTLY'] AND k.verifiedOn <= $p.asOf AND s.notifiedOn IS NULL AND {{sees "c" "Cadre"}}
WITH k, c ORDER BY k.key, c.key
WITH k, collect(c) AS cs
RETURN {{ref "k"}} AS subject, [toString(size(cs))] AS values, [c IN cs | {{ref "c"}}] AS related
ORDER BY k.key LIMIT $n
