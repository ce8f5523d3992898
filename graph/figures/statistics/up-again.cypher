MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "down:Decision"}}
WHERE down.kind IN ['DEMOTION', 'REMOVAL'] AND down.cause IN ['UNFIT', 'SANCTION'] AND {{decided "down"}}
MATCH (down)-[:CONCERNS]->{{held "c:Cadre"}}<-[:CONCERNS]-{{node "up:Decision"}}
WHERE up.kind IN ['REINSTATEMENT', 'PROMOTION', 'FURTHER_USE'] AND up.decidedOn > down.decidedOn AND {{decided "up"}}
  AND EXISTS { (up)-[:DECIDED_BY]->(:Organization)-[:PART_OF*0..]->{{roots}} }
WITH c, collect(DISTINCT down) + collect(DISTINCT up) AS ds
RETURN {{ref "c"}} AS subject, [x IN ds | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
