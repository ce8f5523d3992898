MATCH (v:Vacancy {key: $p.vacancy})
OPTIONAL MATCH (v)-[:HAS_STEP]->{{node "s:SelectionStep"}}
WITH v, s ORDER BY s.on, s.key
WITH v, collect(s) AS recorded
RETURN CASE WHEN none(s IN recorded WHERE s.on > $p.asOf) THEN v.status END AS status,
  [s IN recorded WHERE s.on <= $p.asOf | {key: s.key, stage: s.stage, on: s.on, to: s.to, documentNo: s.documentNo,
  entitled: s.entitled, present: s.present, inFavour: s.inFavour, result: s.result, deviation: s.deviation}] AS steps
