MATCH (t:Task) WHERE t.difficulty IS NOT NULL AND t.difficultySetOn >= t.outcomeVerifiedOn
RETURN {{ref "t"}} AS subject, [t.difficultySetOn, t.outcomeVerifiedOn] AS values, [] AS related
ORDER BY t.key LIMIT $n
