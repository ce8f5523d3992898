MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:HELD_BY]-{{node "k:Talk {purpose: 'VISIT'}"}}
WHERE k.heldOn >= $p.from AND k.heldOn <= $p.asOf
MATCH (k)-[:WITH]->{{held "c:Cadre"}}
WHERE {{cityManaged "c" "k.heldOn"}}
WITH c, collect(DISTINCT k) AS ks
RETURN {{ref "c"}} AS subject, [x IN ks | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
