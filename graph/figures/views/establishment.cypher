MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(o:Organization)<-[:IN]-(q:Position)
WITH DISTINCT o, q
WITH o, q, COLLECT {
  MATCH (q)<-[:TO]-(a:Appointment)-[:OF]->{{held "c:Cadre"}}
  WHERE a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf) AND (c.status = 'ACTIVE' OR c.statusFrom > $p.asOf) AND {{sees "a" "Appointment"}}
    AND coalesce(a.countsHeadcount, NOT coalesce(a.kind, 'REGULAR') IN ['CONCURRENT', 'SECONDED', 'RETAINED'])
  RETURN a ORDER BY a.key
} AS held, COLLECT {
  MATCH (q)<-[:FROM_POSITION]-(d:Decision {state: 'PROPOSED'})
  WHERE d.kind IN $p.leaving AND d.decidedOn <= $p.asOf AND {{sees "d" "Decision"}} RETURN d ORDER BY d.key
} AS leaving, COLLECT {
  MATCH (q)<-[:TO_POSITION]-(d:Decision {state: 'PROPOSED'})
  WHERE d.kind IN $p.coming AND d.decidedOn <= $p.asOf AND {{sees "d" "Decision"}} RETURN d ORDER BY d.key
} AS coming
WHERE q.headcount IS NOT NULL OR size(held) > 0
WITH o, q.grade AS grade, q, held, leaving, coming ORDER BY q.key
WITH o, grade, collect(q) AS posts, collect(held) AS held, collect(leaving) AS leaving, collect(coming) AS coming
RETURN {organization: {{ref "o"}}, grade: grade, 
  approved: CASE WHEN any(q IN posts WHERE q.headcount IS NULL OR q.headcountFrom > $p.asOf) THEN null ELSE reduce(n = 0, q IN posts | n + q.headcount) END,
  positions: [q IN posts | {{ref "q"}}], held: [x IN reduce(t = [], l IN held | t + l) | {{ref "x"}}],
  leaving: [x IN reduce(t = [], l IN leaving | t + l) | {{ref "x"}}], coming: [x IN reduce(t = [], l IN coming | t + l) | {{ref "x"}}]} AS row
ORDER BY o.key, grade
