MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(o:Organization)<-[:IN]-(q:Position)
WITH DISTINCT o, q
WITH o, q, COLLECT {
  MATCH (q)<-[:TO]-{{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}}
  WHERE {{mayLast "a.from" "a.to" "$p.asOf"}} AND {{mayServe "c" "$p.asOf"}}
    AND coalesce(a.countsHeadcount, NOT coalesce(a.kind, 'REGULAR') IN ['CONCURRENT', 'SECONDED', 'RETAINED'])
  RETURN {a: a, unsure: {{unsure "a.from" "a.to" "$p.asOf"}} OR {{serviceUnsure "c" "$p.asOf"}}} ORDER BY a.key
} AS may, COLLECT {
  MATCH (q)<-[:FROM_POSITION]-{{node "d:Decision {state: 'PROPOSED'}"}}
  WHERE d.kind IN $p.leaving AND d.decidedOn <= $p.asOf RETURN d ORDER BY d.key
} AS leaving, COLLECT {
  MATCH (q)<-[:TO_POSITION]-{{node "d:Decision {state: 'PROPOSED'}"}}
  WHERE d.kind IN $p.coming AND d.decidedOn <= $p.asOf RETURN d ORDER BY d.key
} AS coming
WHERE q.headcount IS NOT NULL OR size(may) > 0
WITH o, q.grade AS grade, q, may, leaving, coming ORDER BY q.key
WITH o, grade, collect(q) AS posts, collect([x IN may WHERE NOT x.unsure | x.a]) AS held, collect([x IN may WHERE x.unsure | x.a]) AS open, collect(leaving) AS leaving, collect(coming) AS coming
RETURN {organization: {{ref "o"}}, grade: grade, 
  approved: CASE WHEN any(q IN posts WHERE q.headcount IS NULL OR q.headcountFrom > $p.asOf) THEN null ELSE reduce(n = 0, q IN posts | n + q.headcount) END,
  positions: [q IN posts | {{ref "q"}}], held: [x IN reduce(t = [], l IN held | t + l) | {{ref "x"}}], undecided: [x IN reduce(t = [], l IN open | t + l) | {{ref "x"}}],
  leaving: [x IN reduce(t = [], l IN leaving | t + l) | {{ref "x"}}], coming: [x IN reduce(t = [], l IN coming | t + l) | {{ref "x"}}]} AS row
ORDER BY o.key, grade
