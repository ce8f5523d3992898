// Organizations that belong to none.
MATCH (o:Organization) WHERE NOT EXISTS { (o)-[:PART_OF]->(:Organization) }
RETURN o.key ORDER BY o.key
