MATCH (v:Vacancy {key: $p.vacancy})
OPTIONAL MATCH (v)-[:HAS_STEP]->(s:SelectionStep) WHERE s.on <= $p.asOf
WITH v, s ORDER BY s.on, s.key
RETURN v.status, [s IN collect(s) | {key: s.key, stage: s.stage, on: s.on, to: s.to, documentNo: s.documentNo,
  entitled: s.entitled, present: s.present, inFavour: s.inFavour, result: s.result}] AS steps
