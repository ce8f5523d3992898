package render

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/plan"
)

// figures writes an aggregate, or the groups.
func (r *renderer) figures(s *plan.FiguresShape, row []any) bool {
	rows, _ := cell(row, s.Col).([]any)
	if s.Page == nil {
		if len(rows) != 1 {
			return r.missing() // figures over nothing are a row as well; only a node that is gone has none
		}
		first, _ := rows[0].([]any)
		return r.object(s.Object, first, nil)
	}
	p := placedGroups(s.Page, rows)
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
			r.b = strconv.AppendBool(r.b, p.more)
		case "totalCount":
			r.b = strconv.AppendInt(r.b, p.all, 10)
		case "pageInfo":
			r.pageOf(f.Info, s.Page.Window, p.more, func(last bool) { r.groupEnd(s.Page, p, last) })
		case "groups":
			if !r.in(ast.PathName(f.Key), func() bool {
				return r.each(p.rows, func(row []any) bool { return r.object(f.Group, row, nil) })
			}) {
				return false
			}
		}
	}
	r.b = append(r.b, '}')
	return true
}

// groupsPlace is where the groups of an answer stand.
type groupsPlace struct {
	rows       []any
	start, all int64 // passed over, and in all; known where they are asked for
	more       bool
}

func placedGroups(p *plan.GroupsPage, cell []any) groupsPlace {
	out := groupsPlace{rows: cell}
	if p.Placed() && len(cell) == 3 {
		out.start, _ = cell[0].(int64)
		out.all, _ = cell[1].(int64)
		out.rows, _ = cell[2].([]any)
	}
	if out.more = len(out.rows) > p.Window.Size; out.more {
		out.rows = out.rows[:p.Window.Size]
	}
	if p.Window.Backward {
		out.rows = reversed(out.rows)
		out.start = out.all - out.start - int64(len(out.rows))
	}
	return out
}

// groupEnd writes the cursor of the first or last group.
func (r *renderer) groupEnd(page *plan.GroupsPage, p groupsPlace, last bool) {
	if len(p.rows) == 0 {
		r.b = append(r.b, "null"...)
		return
	}
	i := 0
	if last {
		i = len(p.rows) - 1
	}
	row, _ := p.rows[i].([]any)
	r.shown.note(page.About, row)
	r.b = quote(r.b, page.Cursor(p.start+int64(i)+1, row))
}
