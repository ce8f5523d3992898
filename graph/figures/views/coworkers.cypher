UNWIND $p.keys AS k
MATCH {{node "me:Cadre {key: k}"}}-[a:WORKED_ON]->(t:Task)<-[b:WORKED_ON]-(o:Cadre)
WHERE o.key <> k AND {{sees "o" "Cadre"}}
  AND ($p.own IS NULL OR a.role IN $p.own) AND ($p.roles IS NULL OR b.role IN $p.roles)
  AND NOT coalesce(a.to <= b.from, false) AND NOT coalesce(b.to <= a.from, false)
WITH DISTINCT k, o, t, a.role AS own, b.role AS role ORDER BY t.key, own, role
WITH k, o, collect([t.key, own, role]) AS shared, count(DISTINCT t) AS n
WHERE n >= $p.min
RETURN k, o.key, n, shared ORDER BY k, n DESC, o.key
