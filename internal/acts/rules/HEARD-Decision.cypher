MATCH {{node "d:Decision {key: $p.key}"}}-[:CONCERNS]->{{held "c:Cadre"}}
WHERE d.kind IN ['REMOVAL', 'REASSIGNMENT', 'DEMOTION']
MATCH (d)-[:BASED_ON]->{{node "k:Case {polarity: 'NEGATIVE'}"}}
WHERE NOT {{caseCounts "k" "c.key"}} AND NOT {{exemption "k" "c.key"}}
OPTIONAL MATCH (k)-[a:ABOUT]->(c)
RETURN k.key, k.verification, a.finding, a.notifiedOn, coalesce(a.respondBy, toString(date(a.notifiedOn) + duration({days: $p.hearing}))), a IS NOT NULL ORDER BY k.key
