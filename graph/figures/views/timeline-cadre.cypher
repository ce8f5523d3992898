UNWIND $p.keys AS k
MATCH {{node "c:Cadre {key: k}"}}
CALL (c) {
  MATCH (c)<-[:OF]-{{held "n:Appointment"}} UNWIND [[n.from, 'APPOINTED'], [n.to, 'LEFT_POST']] AS e RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (c)<-[:OF]-{{held "n:RankGrant"}} RETURN n.grantedOn AS on, 'RANK_GRANTED' AS kind, n
  UNION ALL
  MATCH (c)<-[:OF]-{{held "n:Education"}} RETURN n.completedOn AS on, 'EDUCATION' AS kind, n
  UNION ALL
  MATCH (c)-[w:WORKED_ON]->(n:Task) UNWIND [[w.from, 'JOINED_TASK'], [w.to, 'LEFT_TASK']] AS e RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (c)<-[:ABOUT]-{{held "n:Case"}} WHERE {{listed "n" "Case"}} RETURN n.occurredOn AS on, 'CASE' AS kind, n
  UNION ALL
  MATCH (c)<-[:OF]-{{held "n:Evaluation"}} RETURN n.evaluatedOn AS on, 'EVALUATION' AS kind, n
  UNION ALL
  MATCH (c)<-[:NOMINATED]-{{node "n:RecommendationRound"}} RETURN n.heldOn AS on, 'NOMINATED' AS kind, n
  UNION ALL
  MATCH (c)<-[:WITH]-{{held "n:Talk"}} RETURN n.heldOn AS on, 'TALK' AS kind, n
  UNION ALL
  MATCH (c)<-[:CONCERNS]-{{held "n:Decision"}} RETURN n.decidedOn AS on, 'DECISION' AS kind, n
  UNION ALL
  MATCH (c)<-[:OF]-{{held "n:Recognition"}} RETURN n.awardedOn AS on, 'RECOGNITION' AS kind, n
  UNION ALL
  MATCH (c)<-[:ON]-{{held "n:Sanction"}} UNWIND [[n.decidedOn, 'SANCTION'], [n.effectEndsOn, 'SANCTION_ENDED']] AS e RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (c)<-[:FOR]-{{held "n:ToleranceRuling"}} RETURN n.ruledOn AS on, 'TOLERANCE_RULING' AS kind, n
  UNION ALL
  MATCH (c)<-[:BY]-{{held "n:Statement"}} RETURN n.filedOn AS on, 'STATEMENT' AS kind, n
}
WITH k, on, kind, n
WHERE on IS NOT NULL AND {{within "on" "$p.from" "$p.to"}} AND ($p.kinds IS NULL OR kind IN $p.kinds)
RETURN k, on, kind, labels(n)[0] AS label, n.key AS key ORDER BY k, on, kind, label, key
