MATCH (v:Vacancy)-[:FOR]->(q:Position)
RETURN v.key, q.key, v.openedOn, v.closesOn, v.status, v.wants, COLLECT { MATCH (v)-[:REQUIRES]->(r:Requirement) RETURN [r.rule, r.operator, r.value, r.strength] ORDER BY r.rule }
ORDER BY v.key
