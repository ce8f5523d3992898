MATCH (t:Task)<-[:WORKED_ON {role: 'LEAD'}]-{{node "c:Cadre"}}
WHERE t.difficulty >= $p.difficulty AND t.difficultySetOn < t.outcomeVerifiedOn AND t.outcome = 'SUCCEEDED'
  AND size(t.outcomeVerifiedOn) = 10 AND t.outcomeVerifiedOn <= $p.asOf AND NOT {{exemption "t" "c.key"}}
WITH DISTINCT t, c
WITH t, c, head(COLLECT {
  MATCH (c)<-[:CONCERNS]-{{held "d:Decision"}}
  WHERE d.kind IN ['PROMOTION', 'FURTHER_USE', 'RANK_PROMOTION'] AND d.state IN ['DECIDED', 'EFFECTIVE'] AND size(d.decidedOn) = 10
    AND d.decidedOn > t.outcomeVerifiedOn AND d.decidedOn <= $p.asOf AND {{groundsCount "d"}}
  RETURN d ORDER BY d.decidedOn, d.key LIMIT 1 }) AS d
RETURN t.category, t.key, c.key, d.key, CASE WHEN d IS NOT NULL THEN duration.inDays(date(t.outcomeVerifiedOn), date(d.decidedOn)).days END
