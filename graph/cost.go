package graph

import "context"

// Cost is the work of an operation as it was estimated before anything was asked, in rows: the product of the page
// sizes along each path, and for computed fields what @cost says.
type Cost struct {
	Estimate int64            `json:"estimate"`
	Limit    int64            `json:"limit"`            // an operation beyond it is refused
	Fields   map[string]int64 `json:"fields,omitempty"` // the estimate by response key of root fields that are answered
}

// CostOf is the cost of the context's operation; false where it has none, as an introspection.
func (g *Graph) CostOf(ctx context.Context) (Cost, bool) {
	o, _ := ctx.Value(operationKey{}).(*Operation)
	if o == nil || !o.Goes() {
		return Cost{}, false
	}
	out := Cost{Estimate: o.rows, Limit: g.options.Limits.OrDefaults().Rows, Fields: map[string]int64{}}
	for name, r := range o.roots {
		if r.refused == nil {
			out.Fields[name] = r.Rows
		}
	}
	return out, true
}
