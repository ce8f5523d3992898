MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:HELD_BY]-{{node "k:Talk {purpose: 'RETURN_VISIT'}"}}
WHERE k.heldOn >= $p.from AND k.heldOn <= $p.asOf
MATCH (k)-[:ABOUT]->{{held "s:Sanction"}}-[:ON]->{{held "c:Cadre"}}<-[:WITH]-(k)
WHERE s.regime IN $p.regimes AND s.decidedOn <= k.heldOn
WITH c, collect(DISTINCT k) AS ks, collect(DISTINCT s) AS ss
RETURN {{ref "c"}} AS subject, [x IN ks + ss | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
