MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(o:Organization)<-[:FOR]-(q:RankQuota)
WHERE q.from <= $p.asOf AND (q.to IS NULL OR q.to > $p.asOf)
WITH o, collect(DISTINCT q) AS quotas
CALL (o) {
  MATCH (o)<-[:IN]-(:Position)<-[:TO]-(a:Appointment)-[:OF]->{{held "c:Cadre"}}
  WHERE a.main AND a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf) AND {{sees "a" "Appointment"}} AND (c.status = 'ACTIVE' OR c.statusFrom > $p.asOf)
  WITH DISTINCT c
  MATCH (c)<-[:OF]-{{held "g:RankGrant"}}
  WHERE g.grantedOn <= $p.asOf AND (g.to IS NULL OR g.to > $p.asOf)
  WITH c, g.ladder AS ladder, g ORDER BY g.grantedOn DESC, g.key DESC
  WITH c, ladder, head(collect(g)) AS g
  RETURN collect(g) AS current
}
UNWIND quotas AS q
WITH o, q, current, head([x IN $p.groups WHERE x.ladder = q.ladder AND x.group = q.group | x.ranks]) AS ranks
RETURN {organization: {{ref "o"}}, quota: {{ref "q"}}, approved: q.quota, ladder: q.ladder, group: q.group, kind: o.kind, grants: [g IN current WHERE g.ladder = q.ladder AND g.rank IN ranks | {{ref "g"}}]} AS row
ORDER BY o.key, q.key
