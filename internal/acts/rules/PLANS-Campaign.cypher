MATCH (g:Campaign {key: $p.key})-[:COVERS]->(:Organization)<-[:PART_OF*0..]-(o:Organization)<-[:SERVES_IN]-{{node "c:Cadre"}}
WHERE coalesce(c.status, 'ACTIVE') = 'ACTIVE' AND (g.managedBy IS NULL OR c.managedBy = g.managedBy)
WITH DISTINCT c, o ORDER BY c.key
RETURN c.key, {unit: o.key}
