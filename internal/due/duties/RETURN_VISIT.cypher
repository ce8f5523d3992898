MATCH {{node "s:Sanction"}}-[:ON]->{{held "c:Cadre"}}
WHERE s.effectEndsOn >= $p.yearAgo AND s.effectEndsOn <= $p.soon AND s.decidedOn <= $p.asOf AND {{sanctionCounts "s"}}
  AND NOT EXISTS { MATCH (s)<-[:ABOUT]-{{held "k:Talk {purpose: 'RETURN_VISIT'}"}}-[:WITH]->(c) WHERE k.heldOn <= $p.asOf }
RETURN {node: {{ref "s"}}, cadre: {{ref "c"}}, day: s.effectEndsOn} AS row
