UNWIND $p.keys AS k
MATCH (t:Task {key: k})
CALL (t) {
  UNWIND [[t.difficultySetOn, 'DIFFICULTY_SET'], [t.startedOn, 'TASK_STARTED'], [t.completedOn, 'TASK_COMPLETED'], [t.outcomeVerifiedOn, 'OUTCOME_VERIFIED']] AS e
  RETURN e[0] AS on, e[1] AS kind, t AS n
  UNION ALL
  MATCH (t)<-[w:WORKED_ON]-{{node "n:Cadre"}} UNWIND [[w.from, 'JOINED_TASK'], [w.to, 'LEFT_TASK']] AS e RETURN e[0] AS on, e[1] AS kind, n
  UNION ALL
  MATCH (t)<-[:AROSE_IN]-{{node "n:Case"}} WHERE {{listed "n" "Case"}} RETURN n.occurredOn AS on, 'CASE' AS kind, n
  UNION ALL
  MATCH (t)<-[:BASED_ON]-{{node "n:Evaluation"}} RETURN n.evaluatedOn AS on, 'EVALUATION' AS kind, n
  UNION ALL
  MATCH (t)<-[:BASED_ON]-{{node "n:Decision"}} RETURN n.decidedOn AS on, 'DECISION' AS kind, n
  UNION ALL
  MATCH (t)<-[:RULES_ON]-{{node "n:ToleranceRuling"}} RETURN n.ruledOn AS on, 'TOLERANCE_RULING' AS kind, n
}
WITH k, on, kind, n
WHERE on IS NOT NULL AND {{within "on" "$p.from" "$p.to"}} AND ($p.kinds IS NULL OR kind IN $p.kinds)
RETURN k, on, kind, labels(n)[0] AS label, n.key AS key ORDER BY k, on, kind, label, key
