// One part for each kind; a part whose kind is not asked for starts from no row. That a key is there brings in the
// index, which is over the day and the key.
UNWIND CASE WHEN 'TERM' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}} WHERE {{sought "a.termEndsOn" "$p.from" "$p.to"}} AND a.key IS NOT NULL AND {{mayStillLast "a.to" "$p.from"}} AND coalesce(c.status, 'ACTIVE') = 'ACTIVE'
RETURN {kind: 'TERM', day: a.termEndsOn, cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: null, undecided: c.status IS NULL OR {{partly "a.to" "$p.from"}}} AS row
UNION ALL
UNWIND CASE WHEN 'PROBATION' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}} WHERE {{sought "a.probationEndsOn" "$p.from" "$p.to"}} AND a.key IS NOT NULL AND {{mayStillLast "a.to" "$p.from"}} AND coalesce(c.status, 'ACTIVE') = 'ACTIVE'
RETURN {kind: 'PROBATION', day: a.probationEndsOn, cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: null, undecided: c.status IS NULL OR {{partly "a.to" "$p.from"}}} AS row
UNION ALL
UNWIND CASE WHEN 'SANCTION_END' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "s:Sanction"}}-[:ON]->{{held "c:Cadre"}} WHERE {{sought "s.effectEndsOn" "$p.from" "$p.to"}} AND s.key IS NOT NULL AND s.revokedOn IS NULL
RETURN {kind: 'SANCTION_END', day: s.effectEndsOn, cadre: {{ref "c"}}, subject: {{ref "s"}}, rule: null, undecided: false} AS row
UNION ALL
UNWIND CASE WHEN 'STATEMENT_DUE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "s:Statement"}}-[:BY]->{{held "c:Cadre"}} WHERE {{sought "s.dueOn" "$p.from" "$p.to"}} AND s.key IS NOT NULL AND s.status = 'OPEN'
RETURN {kind: 'STATEMENT_DUE', day: s.dueOn, cadre: {{ref "c"}}, subject: {{ref "s"}}, rule: null, undecided: false} AS row
UNION ALL
UNWIND CASE WHEN 'SAME_POST' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}}
WHERE {{sought "a.from" "$p.postFrom" "$p.postTo"}} AND a.key IS NOT NULL AND a.main AND {{mayStillLast "a.to" "$p.to"}} AND coalesce(c.status, 'ACTIVE') = 'ACTIVE'
  AND EXISTS { MATCH (a)-[:TO]->(q:Position) WHERE NOT q.grade IN ['STAFF', 'CLERK', 'NONE'] }
RETURN {kind: 'SAME_POST', day: left(toString(date(a.from) + duration({years: $p.postYears})), size(a.from)), cadre: {{ref "c"}}, subject: {{ref "a"}}, rule: 'SAME_POST', undecided: c.status IS NULL OR {{partly "a.to" "$p.to"}}} AS row
UNION ALL
UNWIND CASE WHEN 'RANK_DUE' IN $p.kinds THEN $p.ranks ELSE [] END AS r
MATCH {{node "g:RankGrant"}}-[:OF]->{{held "c:Cadre"}}
WHERE {{sought "g.grantedOn" "r.since" "r.until"}} AND g.key IS NOT NULL AND g.rank = r.rank AND g.ladder = r.ladder AND {{mayStillLast "g.to" "$p.to"}} AND coalesce(c.status, 'ACTIVE') = 'ACTIVE'
  AND NOT EXISTS { MATCH (c)<-[:OF]-{{held "h:RankGrant {ladder: r.ladder}"}} WHERE h.grantedOn > g.grantedOn }
RETURN {kind: 'RANK_DUE', day: left(toString(date(g.grantedOn) + duration({years: r.years})), size(g.grantedOn)), cadre: {{ref "c"}}, subject: {{ref "g"}}, rule: 'RANK_DUE', undecided: c.status IS NULL OR {{partly "g.to" "$p.to"}}} AS row
UNION ALL
UNWIND CASE WHEN 'AGE' IN $p.kinds THEN [1] ELSE [] END AS go
MATCH {{node "c:Cadre"}} WHERE {{sought "c.birthMonth" "$p.bornFrom" "$p.bornTo"}} AND coalesce(c.status, 'ACTIVE') = 'ACTIVE'
RETURN {kind: 'AGE', day: left(toString(date(c.birthMonth) + duration({years: $p.age})), size(c.birthMonth)), cadre: {{ref "c"}}, subject: {{ref "c"}}, rule: 'AGE', undecided: c.status IS NULL} AS row
