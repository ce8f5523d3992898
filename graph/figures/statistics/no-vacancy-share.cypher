// The last three batches, then those adjusted in them, then whether a round before the decision named them in both halves.
MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-(b:Batch)
WHERE b.decidedOn >= $p.from AND b.decidedOn <= $p.asOf
WITH DISTINCT b ORDER BY b.decidedOn DESC, b.number DESC, b.key DESC LIMIT 3
MATCH (b)<-[:IN_BATCH]-{{node "d:Decision"}}-[:CONCERNS]->{{held "c:Cadre"}}
WHERE d.kind IN $p.kinds AND {{decided "d"}}
WITH c, collect(DISTINCT d) AS ds
WITH c, ds, COLLECT {
  MATCH (c)<-[n:NOMINATED]-{{node "r:RecommendationRound {kind: 'NO_VACANCY'}"}}
  WHERE n.byLeader AND n.outstanding AND any(d IN ds WHERE r.heldOn < d.decidedOn)
  RETURN DISTINCT r
} AS rounds
RETURN {{ref "c"}} AS subject, [x IN ds + rounds | {{ref "x"}}] AS evidence, size(rounds) > 0 AS counted, 1 AS weight, null AS part
