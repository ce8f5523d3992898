UNWIND $p.keys AS k
MATCH {{node "d:Decision {key: k}"}}
CALL (d) {
  RETURN d.decidedOn AS on, 'DECISION' AS kind, d AS n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:Task)
  UNWIND [[n.difficultySetOn, 'DIFFICULTY_SET'], [n.startedOn, 'TASK_STARTED'], [n.completedOn, 'TASK_COMPLETED'], [n.outcomeVerifiedOn, 'OUTCOME_VERIFIED']] AS e
  RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->{{node "n:Case"}} WHERE {{listed "n" "Case"}} RETURN n.occurredOn AS on, 'CASE' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->{{node "n:Evaluation"}} RETURN n.evaluatedOn AS on, 'EVALUATION' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->{{node "n:RecommendationRound"}} RETURN n.heldOn AS on, 'NOMINATED' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->{{node "n:Talk"}} RETURN n.heldOn AS on, 'TALK' AS kind, n
  UNION ALL
  MATCH (d)-[:RESULTED_IN]->{{node "n:Appointment"}} RETURN n.from AS on, 'APPOINTED' AS kind, n
  UNION ALL
  MATCH (d)-[:RESULTED_IN]->{{node "n:RankGrant"}} RETURN n.grantedOn AS on, 'RANK_GRANTED' AS kind, n
  UNION ALL
  MATCH (d)<-[:ABOUT]-{{node "n:Statement"}} RETURN n.filedOn AS on, 'STATEMENT' AS kind, n
}
WITH k, on, kind, n
WHERE on IS NOT NULL AND {{within "on" "$p.from" "$p.to"}} AND ($p.kinds IS NULL OR kind IN $p.kinds)
RETURN k, on, kind, labels(n)[0] AS label, n.key AS key ORDER BY k, on, kind, label, key
