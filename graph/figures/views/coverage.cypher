MATCH (g:Campaign) WHERE g.key IN $p.keys OR $p.started AND g.state = 'STARTED'
MATCH (g)-[x:PLANS]->{{node "c:Cadre"}}
WITH g, x, c, COLLECT {
  MATCH (c)<-[:WITH]-{{held "t:Talk"}}
  WHERE t.purpose = CASE g.kind WHEN 'TALKS' THEN 'VISIT' WHEN 'RETURN_VISITS' THEN 'RETURN_VISIT' END AND t.heldOn <= $p.asOf AND {{within "t.heldOn" "g.startedOn" "g.endsOn"}}
  RETURN {{ref "t"}} AS by
  UNION
  MATCH (c)<-[:OF]-{{held "e:Evaluation"}}
  WHERE e.kind = g.kind AND g.kind IN ['POLITICAL_REVIEW', 'RESPONSIBILITY_INDEX'] AND e.evaluatedOn <= $p.asOf AND {{within "e.evaluatedOn" "g.startedOn" "g.endsOn"}}
  RETURN {{ref "e"}} AS by
  UNION
  MATCH (c)<-[:ABOUT]-{{held "k:Case"}}-[:COLLECTED_IN]->{{node "e:Evaluation"}}
  WHERE g.kind = 'CASE_COLLECTION' AND e.evaluatedOn <= $p.asOf AND {{within "e.evaluatedOn" "g.startedOn" "g.endsOn"}}
  RETURN {{ref "k"}} AS by
} AS evidence
RETURN {campaign: g.key, endsOn: g.endsOn, writes: {{writes "g" "Campaign"}}, unit: x.unit, cadre: {{ref "c"}}, evidence: evidence,
  present: coalesce(c.status, 'ACTIVE') = 'ACTIVE' AND EXISTS { MATCH (c)-[:SERVES_IN]->(o:Organization) WHERE o.key = x.unit }} AS row
ORDER BY g.key, x.unit, c.key
