package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
)

// CaptionShape is where in a row the parts of a node's caption stand.
type CaptionShape struct {
	caption mapping.Caption
	key     int
	parts   []captionCell
	About   *About // whom the node is about
}

// captionCell is the place of a value; of a relation also how the row there is read.
type captionCell struct {
	col int // -1: not for the caller
	of  *CaptionShape
}

// caption plans how people call a node, from what the caller may use of it.
func (p *planner) caption(t *mapping.Type, v varName, row *rowColumns, path ast.Path) (*CaptionShape, error) {
	out := &CaptionShape{caption: t.Caption, key: row.prop(v, "key")}
	for _, f := range t.Caption.Fields() {
		c := captionCell{col: -1}
		switch {
		case law.Field(p.caller, f, nil) != nil:
		case f.Relation == nil:
			c.col = p.stored(row, v, f)
		default:
			up, err := p.spread(1, path)
			if err != nil {
				return nil, err
			}
			col, b := p.oneOf(t, f, v, row)
			c.col = col
			c.of, err = p.caption(f.Relation.Target, b.Hop.To, b.Row, path)
			up()
			if err != nil {
				return nil, err
			}
		}
		out.parts = append(out.parts, c)
	}
	out.About = p.about(t, v, row)
	return out, nil
}

// Text is the caption of the node that a row is about; false where the node has no key.
func (s *CaptionShape) Text(row []any) (string, bool) {
	values := s.values(row)
	_, ok := values[0].(string)
	return s.caption.Of(values), ok
}

// Each calls do for the node and each that its caption names, with their rows.
func (s *CaptionShape) Each(row []any, do func(*About, []any)) {
	do(s.About, row)
	for _, c := range s.parts {
		if c.of == nil || c.col < 0 {
			continue
		}
		if inner, ok := row[c.col].([]any); ok {
			c.of.Each(inner, do)
		}
	}
}

func (s *CaptionShape) values(row []any) []any {
	out := make([]any, 1, 1+len(s.parts))
	out[0] = row[s.key]
	for _, c := range s.parts {
		var v any
		if c.col >= 0 {
			v = row[c.col]
		}
		if inner, ok := v.([]any); ok && c.of != nil {
			v = c.of.values(inner)
		}
		out = append(out, v)
	}
	return out
}
