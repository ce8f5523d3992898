UNWIND $p.keys AS k
MATCH (:Organization {key: k})<-[:IN]-(post:Position)<-[:TO]-{{held "a:Appointment {main: true}"}}-[:OF]->{{node "c:Cadre"}}
WHERE {{mayLast "a.from" "a.to" "$p.asOf"}}
WITH k, c, post, a, coalesce(post.chief, false) AS chief
RETURN k, c.key, post.key, a.key, chief, {{unsure "a.from" "a.to" "$p.asOf"}} AS unsure ORDER BY k, NOT chief, a.teamOrder IS NULL, a.teamOrder, post.key, c.key
