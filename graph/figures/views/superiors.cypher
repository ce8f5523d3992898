UNWIND $p.keys AS k
CALL (k) {
  MATCH {{node "me:Cadre {key: k}"}}<-[:OF]-{{held "a:Appointment {main: true}"}}-[:TO]->(:Position)-[:IN]->(home:Organization)
  WHERE {{mayLast "a.from" "a.to" "$p.asOf"}}
  RETURN home, {{unsure "a.from" "a.to" "$p.asOf"}} AS homeUnsure ORDER BY a.from DESC, a.key DESC LIMIT 1
}
MATCH way = (home)-[:PART_OF*0..8]->(above:Organization)<-[:IN]-(post:Position {chief: true})<-[:TO]-{{held "b:Appointment"}}-[:OF]->{{node "o:Cadre"}}
WHERE {{mayLast "b.from" "b.to" "$p.asOf"}} AND coalesce(b.kind IN ['REGULAR', 'ACTING', 'PROBATION', 'CONCURRENT'], true)
  AND o.key <> k
RETURN k, o.key, post.key, above.key, length(way) - 3 AS distance, all(x IN collect(homeUnsure OR {{unsure "b.from" "b.to" "$p.asOf"}}) WHERE x) AS unsure ORDER BY k, distance, post.key, o.key
