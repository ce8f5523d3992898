MATCH (q:Position)<-[:TO]-(a:Appointment)-[:OF]->(c:Cadre)
RETURN c.key, a.key, q.key, a.from, a.to, a.main, a.grassroots, a.countsHeadcount, a.kind, coalesce(a.grade, q.grade), a.termEndsOn, a.probationEndsOn, a.comparableGrade, a.newDuties
ORDER BY c.key, a.key
