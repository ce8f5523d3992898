// The selections among these that are open: neither filled nor closed, and without a public notice that has begun. One
// that is not there any more is nobody's to judge, and counts as open.
UNWIND $p.vacancies AS k
OPTIONAL MATCH (v:Vacancy {key: k})
WITH 'Vacancy' AS type, k, v
WHERE v IS NULL OR coalesce(v.status, 'OPEN') = 'OPEN' AND NOT EXISTS { MATCH (v)-[:HAS_STEP]->(s:SelectionStep {stage: 'NOTICE'}) WHERE s.on <= $p.today }
RETURN type, k
UNION
UNWIND $p.shortlists AS k
OPTIONAL MATCH (:Shortlist {key: k})-[:FOR]->(v:Vacancy)
WITH 'Shortlist' AS type, k, v
WHERE v IS NULL OR coalesce(v.status, 'OPEN') = 'OPEN' AND NOT EXISTS { MATCH (v)-[:HAS_STEP]->(s:SelectionStep {stage: 'NOTICE'}) WHERE s.on <= $p.today }
RETURN type, k
