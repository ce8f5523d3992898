// Quotas of the group in force, each adding its number to the denominator, and who in those organizations holds such a rank.
MATCH {{roots}}<-[:PART_OF*0..]-(o:Organization)<-[:FOR]-(q:RankQuota)
WHERE q.group = $p.group AND q.from <= $p.asOf AND (q.to IS NULL OR q.to > $p.asOf)
WITH o, collect(DISTINCT q) AS quotas
CALL (o, quotas) {
  UNWIND quotas AS q
  RETURN {{ref "q"}} AS subject, [{{ref "o"}}] AS evidence, false AS counted, q.quota AS weight
  UNION ALL
  MATCH (o)<-[:IN]-(:Position)<-[:TO]-{{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}}
  WHERE a.main AND a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf)
    AND (c.status = 'ACTIVE' OR c.statusFrom > $p.asOf)
  MATCH (c)<-[:OF]-{{held "g:RankGrant"}}
  WHERE g.grantedOn <= $p.asOf AND (g.to IS NULL OR g.to > $p.asOf) AND g.rank IN $p.ranks AND any(q IN quotas WHERE q.ladder = g.ladder)
  WITH c, g, a ORDER BY g.grantedOn DESC, g.key DESC
  WITH c, head(collect(g)) AS g, head(collect(a)) AS a
  RETURN {{ref "g"}} AS subject, [{{ref "c"}}, {{ref "a"}}] AS evidence, true AS counted, 0 AS weight
}
RETURN subject, evidence, counted, weight, o.kind AS part
