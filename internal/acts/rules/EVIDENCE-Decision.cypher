MATCH {{node "d:Decision {key: $p.key}"}}
WHERE any(m IN d.modes WHERE m IN ['INCENTIVE', 'PRIORITY'])
  AND NOT (EXISTS { MATCH (d)-[:BASED_ON]->(x) WHERE {{seesAny "x"}} } AND {{groundsCount "d"}})
RETURN [m IN d.modes WHERE m IN ['INCENTIVE', 'PRIORITY']] AS modes
