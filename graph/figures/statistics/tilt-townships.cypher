// The part is the area: the nearest organization above the post that counts as one.
MATCH {{roots}}<-[:PART_OF*0..]-(:Organization)<-[:DECIDED_BY]-{{node "d:Decision {kind: 'RANK_PROMOTION'}"}}-[:UNDER]->(:Program {key: $p.program})
WHERE {{decided "d"}}
MATCH (d)-[:CONCERNS]->{{held "c:Cadre"}}<-[:OF]-{{held "a:Appointment"}}-[:TO]->(:Position)-[:IN]->(o:Organization)
WHERE a.main AND a.from <= d.decidedOn AND (a.to IS NULL OR a.to > d.decidedOn) AND o.kind IN ['TOWNSHIP', 'SUBDISTRICT']
WITH c, d, a, head(COLLECT { MATCH path = (o)-[:PART_OF*0..]->(area:Organization {area: true}) RETURN area.key ORDER BY length(path) LIMIT 1 }) AS area
WITH c, collect(DISTINCT d) AS ds, collect(DISTINCT a) AS posts, min(area) AS area
RETURN {{ref "c"}} AS subject, [x IN ds + posts | {{ref "x"}}] AS evidence, true AS counted, 0 AS weight, area AS part
