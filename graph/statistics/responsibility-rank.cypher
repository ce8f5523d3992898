MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-(d:Decision {kind: 'RANK_PROMOTION'})
WHERE {{decided "d"}} AND 'INCENTIVE' IN d.modes
WITH DISTINCT d
RETURN {{ref "d"}} AS subject, [x IN COLLECT { MATCH (d)-[:CONCERNS|RESULTED_IN|IN_BATCH|BASED_ON]->(x) WHERE CASE WHEN x:Case THEN {{scopeCase "x"}} WHEN x.unit IS NULL THEN true ELSE {{scope "x"}} END RETURN DISTINCT x } | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
