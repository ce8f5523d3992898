MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:IN]-(by:Evaluator {kind: 'PANEL'})<-[:BY]-{{node "e:Evaluation {kind: 'FRONTLINE_OBSERVATION'}"}}
WHERE e.evaluatedOn >= $p.from AND e.evaluatedOn <= $p.asOf AND {{groundsCount "e"}}
MATCH (e)-[:BASED_ON]->(t:Task) WHERE t.setting IN $p.settings
WITH e, by, collect(DISTINCT t) AS tasks
RETURN {{ref "e"}} AS subject, [x IN tasks + [by] | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
