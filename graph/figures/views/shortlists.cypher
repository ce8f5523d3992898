MATCH {{node "s:Shortlist"}}
WHERE s.createdOn <= $p.asOf
RETURN count(CASE WHEN s.createdOn >= $p.since THEN 1 END), min(s.createdOn)
