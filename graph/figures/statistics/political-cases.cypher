// Cases in every state of verification: what was collected, not what counts.
MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(:Organization)<-[:IN]-(:Evaluator)<-[:BY]-(e:Evaluation {kind: 'POLITICAL_REVIEW'})
WHERE e.evaluatedOn >= $p.from AND e.evaluatedOn <= $p.asOf AND {{sees "e" "Evaluation"}}
MATCH (e)-[:UNDER]->(:Scheme {key: $p.scheme})
MATCH (e)<-[:COLLECTED_IN]-(k:Case {polarity: $p.polarity})
WHERE {{sees "k" "Case"}}
WITH k, collect(DISTINCT e) AS es
RETURN {{ref "k"}} AS subject, [x IN es | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, k.verification AS part
