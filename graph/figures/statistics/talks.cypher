MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(:Organization)<-[:HELD_BY]-(k:Talk {purpose: 'VISIT'})
WHERE k.heldOn >= $p.from AND k.heldOn <= $p.asOf AND {{sees "k" "Talk"}}
MATCH (k)-[:WITH]->{{held "c:Cadre"}}
WHERE {{cityManaged "c" "k.heldOn"}}
WITH c, collect(DISTINCT k) AS ks
RETURN {{ref "c"}} AS subject, [x IN ks | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
