MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:HELD_BY]-{{node "k:Talk {purpose: 'VISIT'}"}}
WHERE k.heldOn >= $p.from AND k.heldOn <= $p.asOf
MATCH (k)-[:WITH]->{{held "w:Cadre"}}
WHERE {{cityManaged "w" "k.heldOn"}}
MATCH (k)-[:RECOMMENDED]->{{node "c:Cadre"}}
WITH c, collect(DISTINCT k) AS ks
RETURN {{ref "c"}} AS subject, [x IN ks | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
