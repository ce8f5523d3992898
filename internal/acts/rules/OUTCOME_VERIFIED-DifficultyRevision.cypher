MATCH (:DifficultyRevision {key: $p.key})-[:REVISES]->(t:Task)
WHERE t.outcomeVerifiedOn IS NULL OR t.difficulty IS NULL
RETURN t.key
