// The scheme counts where it has been used: some leading body, or official whom the caller sees, of the subtree was measured under it.
MATCH (s:Scheme {key: $p.scheme})
WHERE s.effectiveFrom <= $p.asOf AND EXISTS {
  MATCH (s)<-[:UNDER]-{{node "e:Evaluation {kind: 'RESPONSIBILITY_INDEX'}"}}-[:BY]->(:Evaluator)-[:IN]->(:Organization)-[:PART_OF*0..]->{{roots}}
  WHERE e.evaluatedOn <= $p.asOf
}
MATCH (s)-[:HAS_DIMENSION]->(d:Dimension)
OPTIONAL MATCH (d)-[:HAS_INDICATOR]->(i:Indicator)
WITH s, collect(DISTINCT d) AS ds, collect(DISTINCT i) AS indicators
UNWIND ds + indicators AS x
RETURN {{ref "x"}} AS subject, [{{ref "s"}}] AS evidence, true AS counted, 0 AS weight, CASE WHEN x:Dimension THEN 'DIMENSION' ELSE 'INDICATOR' END AS part
