// The last batch of the period that holds such promotions, and who was promoted in it.
MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision {kind: 'RANK_PROMOTION'}"}}
WHERE {{decided "d"}} AND 'INCENTIVE' IN d.modes AND 'PRIORITY' IN d.modes
MATCH (d)-[:FROM_POSITION]->(:Position {managedBy: 'CITY'})
MATCH (d)-[:IN_BATCH]->(b:Batch)
MATCH (d)-[:BASED_ON]->(t:Task) WHERE t.category IN $p.categories
WITH b, d, collect(DISTINCT t) AS tasks ORDER BY b.decidedOn DESC, b.number DESC, b.key DESC
WITH b, collect({d: d, tasks: tasks}) AS found LIMIT 1
UNWIND found AS f
WITH b, f.d AS d, f.tasks AS tasks
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}
WITH c, collect(DISTINCT d) AS ds, collect(DISTINCT b) AS bs, collect(tasks) AS ts
RETURN {{ref "c"}} AS subject, [x IN ds + bs + reduce(out = [], t IN ts | out + t) | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, null AS part
