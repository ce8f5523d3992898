// One part for each kind; a part whose kind is not asked for starts from no row. That a key is there brings in the
// index, which is over the day and the key.
UNWIND CASE WHEN 'TERM' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre) WHERE a.termEndsOn >= $p.from AND a.termEndsOn <= $p.to AND a.key IS NOT NULL AND (a.to IS NULL OR a.to > $p.from) AND c.status = 'ACTIVE' AND {{scope "a"}}
RETURN 'TERM' AS kind, a.termEndsOn AS day, {{ref "c"}} AS cadre, {{ref "a"}} AS subject, null AS rule
UNION ALL
UNWIND CASE WHEN 'PROBATION' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre) WHERE a.probationEndsOn >= $p.from AND a.probationEndsOn <= $p.to AND a.key IS NOT NULL AND (a.to IS NULL OR a.to > $p.from) AND c.status = 'ACTIVE' AND {{scope "a"}}
RETURN 'PROBATION' AS kind, a.probationEndsOn AS day, {{ref "c"}} AS cadre, {{ref "a"}} AS subject, null AS rule
UNION ALL
UNWIND CASE WHEN 'SANCTION_END' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (s:Sanction)-[:ON]->(c:Cadre) WHERE s.effectEndsOn >= $p.from AND s.effectEndsOn <= $p.to AND s.key IS NOT NULL AND s.revokedOn IS NULL AND {{scope "s"}}
RETURN 'SANCTION_END' AS kind, s.effectEndsOn AS day, {{ref "c"}} AS cadre, {{ref "s"}} AS subject, null AS rule
UNION ALL
UNWIND CASE WHEN 'STATEMENT_DUE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (s:Statement)-[:BY]->(c:Cadre) WHERE s.dueOn >= $p.from AND s.dueOn <= $p.to AND s.key IS NOT NULL AND s.status = 'OPEN' AND {{scope "s"}}
RETURN 'STATEMENT_DUE' AS kind, s.dueOn AS day, {{ref "c"}} AS cadre, {{ref "s"}} AS subject, null AS rule
UNION ALL
UNWIND CASE WHEN 'SAME_POST' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre)
WHERE a.from >= $p.postFrom AND a.from <= $p.postTo AND a.key IS NOT NULL AND a.main AND (a.to IS NULL OR a.to > $p.to) AND c.status = 'ACTIVE' AND {{scope "a"}}
  AND EXISTS { MATCH (a)-[:TO]->(q:Position) WHERE NOT q.grade IN ['STAFF', 'CLERK', 'NONE'] }
RETURN 'SAME_POST' AS kind, toString(date(a.from) + duration({years: $p.postYears})) AS day, {{ref "c"}} AS cadre, {{ref "a"}} AS subject, 'SAME_POST' AS rule
UNION ALL
UNWIND CASE WHEN 'RANK_DUE' IN $p.kinds THEN $p.ranks ELSE [] END AS r
MATCH (g:RankGrant)-[:OF]->(c:Cadre)
WHERE g.grantedOn >= r.since AND g.grantedOn <= r.until AND g.key IS NOT NULL AND g.rank = r.rank AND g.ladder = r.ladder AND (g.to IS NULL OR g.to > $p.to) AND c.status = 'ACTIVE' AND {{scope "g"}}
  AND NOT EXISTS { MATCH (c)<-[:OF]-(h:RankGrant {ladder: r.ladder}) WHERE h.grantedOn > g.grantedOn }
RETURN 'RANK_DUE' AS kind, toString(date(g.grantedOn) + duration({years: r.years})) AS day, {{ref "c"}} AS cadre, {{ref "g"}} AS subject, 'RANK_DUE' AS rule
UNION ALL
UNWIND CASE WHEN 'AGE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (c:Cadre) WHERE c.birthMonth >= $p.bornFrom AND c.birthMonth <= $p.bornTo AND c.status = 'ACTIVE' AND {{scope "c"}}
RETURN 'AGE' AS kind, left(toString(date(c.birthMonth) + duration({years: $p.age})), size(c.birthMonth)) AS day, {{ref "c"}} AS cadre, {{ref "c"}} AS subject, 'AGE' AS rule
