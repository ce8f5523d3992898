UNWIND $p.keys AS k
MATCH (:Organization {key: k})<-[:IN]-(post:Position)<-[:TO]-{{held "a:Appointment {main: true}"}}-[:OF]->(c:Cadre)
WHERE a.from <= $p.asOf AND (a.to IS NULL OR a.to > $p.asOf) AND {{sees "c" "Cadre"}}
WITH k, c, post, a, coalesce(post.chief, false) AS chief
RETURN k, c.key, post.key, a.key, chief ORDER BY k, NOT chief, a.teamOrder IS NULL, a.teamOrder, post.key, c.key
