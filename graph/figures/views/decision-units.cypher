UNWIND $p.keys AS key
MATCH {{node "d:Decision {key: key}"}}-[:CONCERNS]->{{node "c:Cadre"}}
WHERE d.kind = $p.kind
MATCH (c)<-[:OF]-{{held "a:Appointment"}}-[:TO]->(:Position)-[:IN]->(o:Organization)
WHERE a.main AND {{mayLast "a.from" "a.to" "$p.asOf"}}
WITH DISTINCT d.key AS decision, o.key AS unit
RETURN {decision: decision, unit: unit} AS row ORDER BY decision, unit
