MATCH (o:Organization {key: $p.unit})
RETURN o.key
