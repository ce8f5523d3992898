package plan

import (
	"fmt"

	"bole/graph/mapping"
)

// About is where a row tells whom its node is about, for the audit.
type About struct {
	Officials []int      // columns with the key of one, or the keys of several
	Alone     []int      // columns with the least and the greatest of the officials that figures are over: one where they are equal
	End       *NodeShape // the node of several types that the row leads to
	Type      string     // of nodes that are followed, whose key stands in Key; "" of others
	Key       int
}

// about plans whom a node is about; nil where it is about nobody and nobody follows it.
func (p *planner) about(t *mapping.Type, v varName, row *rowColumns) *About {
	if !t.Owned() && !t.Followed() {
		return nil
	}
	out := &About{}
	if t.Followed() {
		out.Type, out.Key = t.Name, row.prop(v, "key")
	}
	switch {
	case !t.Owned():
	case t == p.schema.Owner():
		out.Officials = []int{row.prop(v, "key")}
	case t.Scope == mapping.Own:
		out.Officials = []int{row.prop(v, "cadreKey")}
	default:
		col := row.column(fmt.Sprintf("%d owners", v), func() column {
			return ownersColumn{Of: v, Hop: relHop{Type: t.Via.Name, Out: t.Via.Out, To: p.fresh(), Label: p.schema.Owner().Label}}
		})
		out.Officials = []int{col}
	}
	return out
}

// aboutEnd plans whom the node at the end of an edge is about, where the edge alone may be selected.
func (p *planner) aboutEnd(e entry) *About {
	if e.target.IsNode() {
		return p.about(e.target, e.node, e.row)
	}
	end, err := p.node(e.target, e.node, nil, e.row, nil)
	if err != nil {
		panic("plan: nothing was selected of a node and refused: " + err.Error())
	}
	return &About{End: end}
}
