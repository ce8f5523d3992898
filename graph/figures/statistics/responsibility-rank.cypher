MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision {kind: 'RANK_PROMOTION'}"}}
WHERE {{decided "d"}} AND 'INCENTIVE' IN d.modes
WITH DISTINCT d
RETURN {{ref "d"}} AS subject, [x IN COLLECT { MATCH (d)-[:CONCERNS|RESULTED_IN|IN_BATCH|BASED_ON]->(x) WHERE {{seesAny "x"}} RETURN DISTINCT x } | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
