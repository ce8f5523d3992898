UNWIND $p.keys AS key
MATCH {{node "k:Case {key: key}"}}-[ab:ABOUT]->{{node "c:Cadre"}}
WITH k, ab, c, COLLECT { MATCH (c)<-[:BY]-{{held "s:Statement"}}-[:ABOUT]->(k) WHERE s.filedOn <= $p.asOf RETURN s ORDER BY s.filedOn, s.key } AS said
RETURN {case: k.key, cadre: {{ref "c"}}, told: ab.notifiedOn, day: ab.respondBy, said: [s IN said | {{ref "s"}}], heard: {{heard "k" "c.key"}}} AS row
ORDER BY k.key, c.key
