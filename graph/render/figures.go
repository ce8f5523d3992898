package render

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/plan"
)

// figures writes an aggregate, or the groups.
func (r *renderer) figures(s *plan.FiguresShape, row []any) bool {
	rows, _ := cell(row, s.Col).([]any)
	if s.Size == 0 {
		if len(rows) != 1 {
			return r.missing() // figures over nothing are a row as well; only a node that is gone has none
		}
		first, _ := rows[0].([]any)
		return r.object(s.Object, first, nil)
	}
	more := len(rows) > s.Size
	if more {
		rows = rows[:s.Size]
	}
	r.b = append(r.b, '{')
	for i, f := range s.Fields {
		if i > 0 {
			r.b = append(r.b, ',')
		}
		r.key(f.Key)
		switch f.Name {
		case "__typename":
			r.b = quote(r.b, s.Type)
		case "truncated":
			r.b = strconv.AppendBool(r.b, more)
		case "groups":
			if !r.in(ast.PathName(f.Key), func() bool {
				return r.each(rows, func(row []any) bool { return r.object(f.Group, row, nil) })
			}) {
				return false
			}
		}
	}
	r.b = append(r.b, '}')
	return true
}
