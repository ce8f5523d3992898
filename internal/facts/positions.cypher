MATCH (q:Position)-[:IN]->(o:Organization)
RETURN q.key, q.title, o.key, q.grade, q.managedBy, q.headcountFrom, q.chief, q.headcount, q.termYears, q.committeeMember
ORDER BY q.key
