// One part for each kind; a part whose kind is not asked for starts from no row. That a key is there brings in the
// index, which is over the day and the key.
UNWIND CASE WHEN 'TERM' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre) WHERE a.termEndsOn >= $p.from AND a.termEndsOn <= $p.to AND a.key IS NOT NULL AND (a.to IS NULL OR a.to > $p.from) AND c.status = 'ACTIVE' AND {{sees "a" "Appointment"}}
RETURN {kind: 'TERM', day: a.termEndsOn, cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: null} AS row
UNION ALL
UNWIND CASE WHEN 'PROBATION' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre) WHERE a.probationEndsOn >= $p.from AND a.probationEndsOn <= $p.to AND a.key IS NOT NULL AND (a.to IS NULL OR a.to > $p.from) AND c.status = 'ACTIVE' AND {{sees "a" "Appointment"}}
RETURN {kind: 'PROBATION', day: a.probationEndsOn, cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: null} AS row
UNION ALL
UNWIND CASE WHEN 'SANCTION_END' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (s:Sanction)-[:ON]->(c:Cadre) WHERE s.effectEndsOn >= $p.from AND s.effectEndsOn <= $p.to AND s.key IS NOT NULL AND s.revokedOn IS NULL AND {{sees "s" "Sanction"}}
RETURN {kind: 'SANCTION_END', day: s.effectEndsOn, cadre: {{ref "c"}}, subject: {{ref "s"}}, rule: null} AS row
UNION ALL
UNWIND CASE WHEN 'STATEMENT_DUE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (s:Statement)-[:BY]->(c:Cadre) WHERE s.dueOn >= $p.from AND s.dueOn <= $p.to AND s.key IS NOT NULL AND s.status = 'OPEN' AND {{sees "s" "Sanction"}}
RETURN {kind: 'STATEMENT_DUE', day: s.dueOn, cadre: {{ref "c"}}, subject: {{ref "s"}}, rule: null} AS row
UNION ALL
UNWIND CASE WHEN 'SAME_POST' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (a:Appointment)-[:OF]->(c:Cadre)
WHERE a.from >= $p.postFrom AND a.from <= $p.postTo AND a.key IS NOT NULL AND a.main AND (a.to IS NULL OR a.to > $p.to) AND c.status = 'ACTIVE' AND {{sees "a" "Appointment"}}
  AND EXISTS { MATCH (a)-[:TO]->(q:Position) WHERE NOT q.grade IN ['STAFF', 'CLERK', 'NONE'] }
RETURN {kind: 'SAME_POST', day: toString(date(a.from) + duration({years: $p.postYears})), cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: 'SAME_POST'} AS row
UNION ALL
UNWIND CASE WHEN 'RANK_DUE' IN $p.kinds THEN $p.ranks ELSE [] END AS r
MATCH (g:RankGrant)-[:OF]->(c:Cadre)
WHERE g.grantedOn >= r.since AND g.grantedOn <= r.until AND g.key IS NOT NULL AND g.rank = r.rank AND g.ladder = r.ladder AND (g.to IS NULL OR g.to > $p.to) AND c.status = 'ACTIVE' AND {{sees "g" "RankGrant"}}
  AND NOT EXISTS { MATCH (c)<-[:OF]-{{held "h:RankGrant {ladder: r.ladder}"}} WHERE h.grantedOn > g.grantedOn }
RETURN {kind: 'RANK_DUE', day: toString(date(g.grantedOn) + duration({years: r.years})), cadre: {{ref "c"}}, subject: {{ref "g"}}, rule: 'RANK_DUE'} AS row
UNION ALL
UNWIND CASE WHEN 'AGE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH (c:Cadre) WHERE c.birthMonth >= $p.bornFrom AND c.birthMonth <= $p.bornTo AND c.status = 'ACTIVE' AND {{sees "c" "Cadre"}}
RETURN {kind: 'AGE', day: left(toString(date(c.birthMonth) + duration({years: $p.age})), size(c.birthMonth)), cadre: {{ref "c"}}, subject: {{ref "c"}}, rule: 'AGE'} AS row
