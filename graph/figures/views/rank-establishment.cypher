MATCH (:Organization {key: $p.unit})<-[:PART_OF*0..]-(o:Organization)<-[:FOR]-(q:RankQuota)
WHERE q.from <= $p.asOf AND (q.to IS NULL OR q.to > $p.asOf)
WITH o, collect(DISTINCT q) AS quotas
CALL (o) {
  MATCH (o)<-[:IN]-(:Position)<-[:TO]-{{node "a:Appointment"}}-[:OF]->{{held "c:Cadre"}}
  WHERE a.main AND {{mayLast "a.from" "a.to" "$p.asOf"}} AND {{mayServe "c" "$p.asOf"}}
  WITH c, all(x IN collect({{unsure "a.from" "a.to" "$p.asOf"}} OR {{serviceUnsure "c" "$p.asOf"}}) WHERE x) AS unsure
  MATCH (c)<-[:OF]-{{held "g:RankGrant"}}
  WHERE {{mayLast "g.grantedOn" "g.to" "$p.asOf"}}
  WITH c, g.ladder AS ladder, g, unsure OR {{unsure "g.grantedOn" "g.to" "$p.asOf"}} AS unsure ORDER BY g.grantedOn DESC, g.key DESC
  WITH c, ladder, head(collect({g: g, unsure: unsure})) AS it
  RETURN collect(it) AS current
}
UNWIND quotas AS q
WITH o, q, current, head([x IN $p.groups WHERE x.ladder = q.ladder AND x.group = q.group | x.ranks]) AS ranks
WITH o, q, [x IN current WHERE x.g.ladder = q.ladder AND x.g.rank IN ranks] AS held
RETURN {organization: {{ref "o"}}, quota: {{ref "q"}}, approved: q.quota, ladder: q.ladder, group: q.group, kind: o.kind,
  grants: [g IN [x IN held WHERE NOT x.unsure | x.g] | {{ref "g"}}], undecided: [g IN [x IN held WHERE x.unsure | x.g] | {{ref "g"}}]} AS row
ORDER BY o.key, q.key
