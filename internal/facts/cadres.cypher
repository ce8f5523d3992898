MATCH (c:Cadre)
RETURN c.key, c.unit, c.status, c.statusFrom, c.managedBy, c.politicalStatus, c.partyJoinedOn, c.workStartedOn, c.gender, c.ethnicity, c.birthMonth
ORDER BY c.key
