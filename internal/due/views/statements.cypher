UNWIND $p.keys AS key
MATCH {{node "s:Statement {key: key}"}}
RETURN {statement: s.key, day: s.dueOn, from: s.filedOn, when: s.kind, open: s.status = 'OPEN'} AS row
