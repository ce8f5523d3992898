MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision"}}
WHERE d.kind IN $p.kinds AND {{decided "d"}}
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}<-[:ON]-{{held "s:Sanction"}}
WHERE {{sanctionCounts "s"}} AND s.decidedOn <= d.decidedOn
WITH d, c, collect(DISTINCT s) AS ss
WHERE all(s IN ss WHERE s.effectEndsOn <= d.decidedOn) AND EXISTS {
  MATCH (d)-[:BASED_ON]->(x) WHERE x:Task OR x:Case AND x.polarity = 'POSITIVE' AND {{caseCounts "x" "c.key"}}
}
WITH c, collect(DISTINCT d) AS ds, collect(ss) AS lists
WITH c, ds, reduce(out = [], ss IN lists | out + [s IN ss WHERE NOT s IN out]) AS ss
WITH c, ds, ss, COLLECT { UNWIND ds AS d MATCH (d)-[:BASED_ON]->(x) WHERE (x:Task OR x:Case) AND {{seesAny "x"}} RETURN DISTINCT x } AS xs
RETURN {{ref "c"}} AS subject, [x IN ds + ss + xs | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
