MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:IN]-(:Evaluator)<-[:BY]-{{node "e:Evaluation {kind: 'POLITICAL_REVIEW'}"}}
WHERE e.evaluatedOn >= $p.from AND e.evaluatedOn <= $p.asOf AND {{groundsCount "e"}}
MATCH (e)-[:UNDER]->(:Scheme {key: $p.scheme})
MATCH (e)-[:OF]->{{held "c:Cadre"}}
WITH c, collect(DISTINCT e) AS es
RETURN {{ref "c"}} AS subject, [x IN es | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
