UNWIND $p.keys AS key
MATCH {{node "d:Decision {key: key}"}}-[:FROM_POSITION|TO_POSITION]->(q:Position)-[:IN]->(o:Organization)
WITH d.key AS decision, o.key AS unit, coalesce(q.grade, '') AS grade ORDER BY decision, unit, grade
WITH decision, unit, collect(DISTINCT grade) AS grades
RETURN {decision: decision, unit: unit, grades: grades} AS row ORDER BY decision, unit
