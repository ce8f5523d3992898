UNWIND $p.keys AS k
CALL (k) {
  MATCH {{node "me:Cadre {key: k}"}}<-[:OF]-{{held "a:Appointment {main: true}"}}-[:TO]->(:Position)-[:IN]->(home:Organization)
  WHERE a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf)
  RETURN home ORDER BY a.from DESC, a.key DESC LIMIT 1
}
MATCH way = (home)-[:PART_OF*0..8]->(above:Organization)<-[:IN]-(post:Position {chief: true})<-[:TO]-{{held "b:Appointment"}}-[:OF]->(o:Cadre)
WHERE b.from <= $p.asOf AND (b.to IS NULL OR b.to > $p.asOf) AND coalesce(b.kind IN ['REGULAR', 'ACTING', 'PROBATION', 'CONCURRENT'], true)
  AND o.key <> k AND {{sees "o" "Cadre"}}
RETURN DISTINCT k, o.key, post.key, above.key, length(way) - 3 AS distance ORDER BY k, distance, post.key, o.key
