UNWIND $p.keys AS k
MATCH (d:Decision {key: k})
WHERE {{scope "d"}}
CALL (d) {
  RETURN d.decidedOn AS on, 'DECISION' AS kind, d AS n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:Task)
  UNWIND [[n.difficultySetOn, 'DIFFICULTY_SET'], [n.startedOn, 'TASK_STARTED'], [n.completedOn, 'TASK_COMPLETED'], [n.outcomeVerifiedOn, 'OUTCOME_VERIFIED']] AS e
  RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:Case) WHERE NOT n.verification IN $p.hidden AND {{scopeCase "n"}} RETURN n.occurredOn AS on, 'CASE' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:Evaluation) WHERE {{scope "n"}} RETURN n.evaluatedOn AS on, 'EVALUATION' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:RecommendationRound) RETURN n.heldOn AS on, 'NOMINATED' AS kind, n
  UNION ALL
  MATCH (d)-[:BASED_ON]->(n:Talk) WHERE {{scope "n"}} RETURN n.heldOn AS on, 'TALK' AS kind, n
  UNION ALL
  MATCH (d)-[:RESULTED_IN]->(n:Appointment) WHERE {{scope "n"}} RETURN n.from AS on, 'APPOINTED' AS kind, n
  UNION ALL
  MATCH (d)-[:RESULTED_IN]->(n:RankGrant) WHERE {{scope "n"}} RETURN n.grantedOn AS on, 'RANK_GRANTED' AS kind, n
  UNION ALL
  MATCH (d)<-[:ABOUT]-(n:Statement) WHERE {{scope "n"}} RETURN n.filedOn AS on, 'STATEMENT' AS kind, n
}
WITH k, on, kind, n
WHERE on IS NOT NULL AND ($p.from IS NULL OR on >= $p.from) AND ($p.to IS NULL OR on <= $p.to) AND ($p.kinds IS NULL OR kind IN $p.kinds)
RETURN k, on, kind, labels(n)[0] AS label, n.key AS key ORDER BY k, on, kind, label, key
