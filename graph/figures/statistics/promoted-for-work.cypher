MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision"}}
WHERE d.kind IN $p.kinds AND {{decided "d"}}
MATCH (d)-[:BASED_ON]->(t:Task) WHERE t.category IN $p.categories
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}
WITH c, collect(DISTINCT d) AS ds, collect(DISTINCT t) AS ts
RETURN {{ref "c"}} AS subject, [x IN ds + ts | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
