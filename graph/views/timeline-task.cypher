UNWIND $p.keys AS k
MATCH (t:Task {key: k})
CALL (t) {
  UNWIND [[t.difficultySetOn, 'DIFFICULTY_SET'], [t.startedOn, 'TASK_STARTED'], [t.completedOn, 'TASK_COMPLETED'], [t.outcomeVerifiedOn, 'OUTCOME_VERIFIED']] AS e
  RETURN e[0] AS on, e[1] AS kind, t AS n
  UNION ALL
  MATCH (t)<-[w:WORKED_ON]-(n:Cadre) WHERE {{scope "n"}} UNWIND [[w.from, 'JOINED_TASK'], [w.to, 'LEFT_TASK']] AS e RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (t)<-[:AROSE_IN]-(n:Case) WHERE NOT n.verification IN $p.hidden AND {{scopeCase "n"}} RETURN n.occurredOn AS on, 'CASE' AS kind, n
  UNION ALL
  MATCH (t)<-[:BASED_ON]-(n:Evaluation) WHERE {{scope "n"}} RETURN n.evaluatedOn AS on, 'EVALUATION' AS kind, n
  UNION ALL
  MATCH (t)<-[:BASED_ON]-(n:Decision) WHERE {{scope "n"}} RETURN n.decidedOn AS on, 'DECISION' AS kind, n
  UNION ALL
  MATCH (t)<-[:RULES_ON]-(n:ToleranceRuling) WHERE {{scope "n"}} RETURN n.ruledOn AS on, 'TOLERANCE_RULING' AS kind, n
}
WITH k, on, kind, n
WHERE on IS NOT NULL AND ($p.from IS NULL OR on >= $p.from) AND ($p.to IS NULL OR on <= $p.to) AND ($p.kinds IS NULL OR kind IN $p.kinds)
RETURN k, on, kind, labels(n)[0] AS label, n.key AS key ORDER BY k, on, kind, label, key
