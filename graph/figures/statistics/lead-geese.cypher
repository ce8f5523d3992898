MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision"}}-[:UNDER]->(:Program {key: $p.program})
WHERE d.kind IN $p.kinds AND {{decided "d"}}
MATCH (d)-[:FROM_POSITION]->(old:Position {chief: true})-[:IN]->(:Organization {kind: 'ENTERPRISE'})
MATCH (d)-[:TO_POSITION]->(new:Position {chief: true})-[:IN]->(o:Organization)
WHERE o.kind = 'GOVERNMENT' AND o.level = 'COUNTY' OR o.kind = 'DEPARTMENT'
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}
WITH c, collect(DISTINCT d) AS ds, collect(DISTINCT old) + collect(DISTINCT new) AS posts
RETURN {{ref "c"}} AS subject, [x IN ds + posts | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
