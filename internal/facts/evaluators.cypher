MATCH (e:Evaluator)
RETURN e.key, e.kind, head([(e)-[:IN]->(o) | o.key])
ORDER BY e.key
