MATCH (t:Task) WHERE t.difficulty IS NOT NULL AND (t.difficultySetOn IS NULL OR NOT EXISTS { (t)-[:DIFFICULTY_FROM]->(:Source) })
RETURN {{ref "t"}} AS subject, [] AS values, [] AS related
ORDER BY t.key LIMIT $n
