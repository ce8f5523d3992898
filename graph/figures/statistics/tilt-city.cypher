MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision {kind: 'RANK_PROMOTION'}"}}-[:UNDER]->(:Program {key: $p.program})
WHERE {{decided "d"}} AND 'PRIORITY' IN d.modes AND EXISTS { (d)-[:FROM_POSITION]->(:Position {managedBy: 'CITY'}) }
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}
WITH c, collect(DISTINCT d) AS ds
WITH c, ds, COLLECT { UNWIND ds AS d MATCH (d)-[:BASED_ON|RESULTED_IN]->(x) WHERE {{seesAny "x"}} RETURN DISTINCT x } AS more
RETURN {{ref "c"}} AS subject, [x IN ds + more | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
