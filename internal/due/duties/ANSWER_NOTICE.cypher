MATCH {{node "c:Cadre"}}<-[ab:ABOUT]-{{held "k:Case {polarity: 'NEGATIVE'}"}}
WHERE k.verification IN ['VERIFIED', 'PARTLY'] AND ab.notifiedOn <= $p.asOf AND NOT {{heard "k" "c.key"}} AND NOT {{exemption "k" "c.key"}}
  AND NOT EXISTS { MATCH (c)<-[:BY]-{{held "s:Statement"}}-[:ABOUT]->(k) }
RETURN {node: {{ref "k"}}, cadre: {{ref "c"}}, day: ab.respondBy, from: ab.notifiedOn} AS row
