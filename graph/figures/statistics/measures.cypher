MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:ISSUED_BY]-(p:Program)-[:PART_OF]->(whole:Program {key: $p.program})
WHERE (p.from IS NULL OR p.from <= $p.asOf) AND (p.to IS NULL OR p.to > $p.asOf)
WITH DISTINCT p, whole
RETURN {{ref "p"}} AS subject, [{{ref "whole"}}] AS evidence, true AS counted, 0 AS weight, null AS part
