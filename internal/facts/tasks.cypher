MATCH (t:Task)
RETURN t.key, t.category, t.setting, t.difficulty, t.difficultySetOn, head([(t)-[:DIFFICULTY_FROM]->(s) | s.key]), t.accountabilityRisk, t.frontline,
  t.startedOn, t.completedOn, t.outcome, t.outcomeVerifiedOn, t.outcomeScore, COLLECT { MATCH (t)-[:ASSIGNED_TO]->(o) RETURN o.key ORDER BY o.key }
ORDER BY t.key
