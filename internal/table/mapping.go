package table

import "bole/graph"

// What this room asks of the schema's mapping to the graph, under names of its own.
type (
	mapping  = graph.Mapping
	nodeType = graph.Type
	field    = graph.Field
	relation = graph.Relation
)

// official is the label of those to whom nodes of scope OWN belong.
const official = "Cadre"

// owner is the relationship that leads from a node of scope OWN to the official it belongs to, "" where there is
// none: officials belong to themselves.
func owner(t *nodeType, fields []*field) string {
	if t.Scope != graph.ScopeOwn || t.Label == official {
		return ""
	}
	for _, f := range fields {
		if f.Relation == nil || !f.Relation.One || !f.Relation.Out {
			continue
		}
		for _, c := range f.Relation.Target.Concrete {
			if c.Label == official {
				return f.Relation.Name
			}
		}
	}
	return ""
}
