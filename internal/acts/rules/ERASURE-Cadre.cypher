MATCH {{node "c:Cadre {key: $p.key}"}}
CALL (c) {
  WITH c WHERE NOT coalesce(c.status, 'ACTIVE') IN ['RETIRED', 'LEFT'] RETURN 'SERVING' AS what, c.key AS key
  UNION
  MATCH (c)<-[:OF]-{{held "a:Appointment"}} WHERE a.to IS NULL OR a.to > $p.asOf RETURN 'POST' AS what, a.key AS key
  UNION
  MATCH (c)<-[:ABOUT]-{{node "k:Case"}} WHERE k.verification IN ['REPORTED', 'CHECKING'] RETURN 'CASE' AS what, k.key AS key
  UNION
  MATCH (c)<-[:BY]-{{held "s:Statement"}} WHERE coalesce(s.status, 'OPEN') = 'OPEN' RETURN 'STATEMENT' AS what, s.key AS key
  UNION
  MATCH (c)<-[:CONCERNS]-{{held "d:Decision"}} WHERE d.state IN ['PROPOSED', 'DECIDED'] RETURN 'DECISION' AS what, d.key AS key
  UNION
  MATCH (c)<-[:ON]-{{held "s:Sanction"}} WHERE s.revokedOn IS NULL AND (s.effectEndsOn IS NULL OR s.effectEndsOn > $p.asOf) RETURN 'SANCTION' AS what, s.key AS key
  UNION
  MATCH (c)<-[:OF]-{{held "x:Clearance"}} WHERE x.result = 'PENDING' RETURN 'CLEARANCE' AS what, x.key AS key
  UNION
  MATCH (c)<-[:PROPOSES]-{{node "s:Shortlist"}}-[:FOR]->(v:Vacancy) WHERE coalesce(v.status, 'OPEN') = 'OPEN' RETURN 'SHORTLIST' AS what, s.key AS key
}
RETURN what, key ORDER BY what, key
