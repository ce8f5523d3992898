// Cases in every state of verification: what was collected, not what counts.
MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:IN]-(:Evaluator)<-[:BY]-{{node "e:Evaluation {kind: 'POLITICAL_REVIEW'}"}}
WHERE e.evaluatedOn >= $p.from AND e.evaluatedOn <= $p.asOf
MATCH (e)-[:UNDER]->(:Scheme {key: $p.scheme})
MATCH (e)<-[:COLLECTED_IN]-{{node "k:Case {polarity: $p.polarity}"}}
WITH k, collect(DISTINCT e) AS es
RETURN {{ref "k"}} AS subject, [x IN es | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, k.verification AS part
