MATCH {{node "k:Case"}}
WHERE k.verification IN ['REJECTED', 'MALICIOUS'] AND k.clarifiedOn IS NULL
RETURN {node: {{ref "k"}}} AS row
