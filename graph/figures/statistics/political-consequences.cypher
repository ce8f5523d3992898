MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision"}}
WHERE d.kind IN $p.kinds AND {{decided "d"}} AND ($p.mode = '' OR $p.mode IN d.modes)
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}
MATCH (d)-[:BASED_ON]->{{held "e:Evaluation {kind: 'POLITICAL_REVIEW', grade: $p.grade}"}}-[:OF]->(c)
WHERE e.evaluatedOn <= d.decidedOn AND {{groundsCount "e"}} AND EXISTS { (e)-[:UNDER]->(:Scheme {key: $p.scheme}) }
WITH c, collect(DISTINCT d) AS ds, collect(DISTINCT e) AS es
RETURN {{ref "c"}} AS subject, [x IN ds + es | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
