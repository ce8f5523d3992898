package table

import "bole/graph/mapping"

// What this room asks of the schema, under names of its own.
type (
	nodeType = mapping.Type
	field    = mapping.Field
	relation = mapping.Relation
)
