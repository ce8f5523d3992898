MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(o:Organization)<-[:FOR]-(q:RankQuota)
WHERE q.from <= $p.asOf AND (q.to IS NULL OR q.to > $p.asOf)
WITH DISTINCT o, q, head([g IN $p.groups WHERE g.ladder = q.ladder AND g.group = q.group | g.ranks]) AS ranks
WITH o, q, COLLECT {
  MATCH (o)<-[:IN]-(:Position)<-[:TO]-(a:Appointment)-[:OF]->(c:Cadre)<-[:OF]-(g:RankGrant {ladder: q.ladder})
  WHERE a.main AND a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf) AND {{scope "a"}} AND (c.status = 'ACTIVE' OR c.statusFrom > $p.asOf)
    AND g.grantedOn <= $p.asOf AND (g.to IS NULL OR g.to > $p.asOf)
  WITH c, g ORDER BY g.grantedOn DESC, g.key DESC
  WITH c, head(collect(g)) AS g WHERE g.rank IN ranks
  RETURN g ORDER BY g.key
} AS grants
RETURN {{ref "o"}} AS organization, {{ref "q"}} AS quota, q.quota AS approved, [g IN grants | {{ref "g"}}] AS grants
ORDER BY o.key, q.key
