MATCH {{node "k:Case {polarity: 'NEGATIVE'}"}}-[ab:ABOUT]->{{node "c:Cadre"}}
WHERE k.verification IN ['VERIFIED', 'PARTLY'] AND (k.verification = 'VERIFIED' OR ab.finding IS NOT NULL)
  AND k.occurredOn <= $p.asOf AND ab.notifiedOn IS NULL AND NOT {{exemption "k" "c.key"}}
RETURN {node: {{ref "k"}}, cadre: {{ref "c"}}} AS row
