MATCH {{node "s:Shortlist"}}-[:PROPOSES]->{{node "c:Cadre"}}
WHERE s.createdOn <= $p.asOf
RETURN c.key, max(s.createdOn)
ORDER BY c.key
