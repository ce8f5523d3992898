package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// CaptionField is the field that every node type has, whose value is the caption.
const CaptionField = "label"

// Caption is how people call the nodes of a type: texts and values in their order. Without parts it is the key.
type Caption struct{ parts []captionPart }

// captionPart is a text, or a value: of a stored property, or the caption of the node that a relation leads to.
type captionPart struct {
	text      string // as it stands; of a value what stands where there is none
	field     *Field // nil for texts
	enum      *ast.Definition
	optional  int  // parts with the same number are left out together where one of their values is missing; 0 is none
	qualifies bool // left out where the next value begins with it: 某镇 before 某镇镇长
}

// Fields are those whose values the caption has, in their order.
func (c Caption) Fields() []*Field {
	var out []*Field
	for _, p := range c.parts {
		if p.field != nil {
			out = append(out, p.field)
		}
	}
	return out
}

// Of is the caption of a node from its key, followed by the values of Fields; that of a relation is such a list itself.
// What is missing, or not for the caller, is nil.
func (c Caption) Of(values []any) string {
	texts, missing := make([]string, len(c.parts)), map[int]bool{}
	at := 1
	for i, p := range c.parts {
		if texts[i] = p.text; p.field == nil {
			continue
		}
		if text := p.of(values[at]); text != "" {
			texts[i] = text
		} else {
			missing[p.optional] = true
		}
		at++
	}
	var b strings.Builder
	for i, p := range c.parts {
		if p.optional > 0 && missing[p.optional] || p.qualifies && strings.HasPrefix(texts[i+1], texts[i]) {
			continue
		}
		b.WriteString(texts[i])
	}
	if text := strings.Join(strings.Fields(b.String()), " "); text != "" {
		return text
	}
	key, _ := values[0].(string)
	return key
}

// of is a value as people read it; "" where there is none.
func (p captionPart) of(v any) string {
	switch v := v.(type) {
	case string:
		if p.enum != nil {
			if e := p.enum.EnumValues.ForName(v); e != nil {
				term, _ := Described(e.Description)
				return term
			}
		}
		return v
	case []any:
		if r := p.field.Relation; r != nil {
			return r.Target.Caption.Of(v)
		}
		texts := make([]string, len(v))
		for i, item := range v {
			texts[i] = p.of(item)
		}
		return strings.Join(texts, "、")
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return ""
	}
}

// captions reads how people call the nodes of each type. A type that does not say it is called by its title or name.
func (r *reader) captions() {
	for _, t := range r.Nodes() {
		d := t.Def.Directives.ForName("called")
		if d != nil {
			t.Caption.parts = r.captionParts(t, d)
			continue
		}
		for _, name := range []string{"title", "name"} {
			if f := t.Field(name); f != nil && f.Relation == nil && len(t.Caption.parts) == 0 {
				t.Caption.parts = []captionPart{{field: f}}
			}
		}
	}
	for _, t := range r.Nodes() {
		r.endless(t, t, nil)
	}
}

// captionParts reads the text of a @called: {field}, {field:text for none}, and [what is left out with its fields].
func (r *reader) captionParts(t *Type, d *ast.Directive) []captionPart {
	var out []captionPart
	rest, optional, open := argString(d, "as"), 0, false
	add := func(p captionPart) {
		if open {
			p.optional = optional
		}
		if n := len(out); n > 0 && p.field != nil && out[n-1].field != nil && out[n-1].field.Relation != nil {
			out[n-1].qualifies = true
		}
		out = append(out, p)
	}
	for rest != "" {
		i := strings.IndexAny(rest, "{}[]")
		if i < 0 {
			i = len(rest)
		}
		if i > 0 {
			add(captionPart{text: rest[:i]})
			rest = rest[i:]
			continue
		}
		switch end := strings.IndexByte(rest, '}'); {
		case rest[0] == '[' && !open:
			open, rest = true, rest[1:]
			optional++
		case rest[0] == ']' && open:
			open, rest = false, rest[1:]
		case rest[0] == '{' && end > 0:
			if p, ok := r.captionValue(t, d, rest[1:end]); ok {
				add(p)
			}
			rest = rest[end+1:]
		default:
			r.wrong(d.Position, "%s: @called has %s where it opens or closes nothing; write {field}, {field:text} or [ … ], one inside the other at most once", t.Name, rest[:1])
			return out
		}
	}
	if open {
		r.wrong(d.Position, "%s: @called has [ without ]; close it", t.Name)
	}
	return out
}

func (r *reader) captionValue(t *Type, d *ast.Directive, text string) (captionPart, bool) {
	name, otherwise, _ := strings.Cut(text, ":")
	f := t.Field(name)
	switch {
	case f == nil:
		r.wrong(d.Position, "%s: @called names %s, which is not a stored field or relation of it", t.Name, name)
		return captionPart{}, false
	case f.Relation != nil && (!f.Relation.One || !f.Relation.Target.IsNode()):
		r.wrong(d.Position, "%s: @called names %s, which leads to many nodes or to nodes of several types; name a relation to one of one type", t.Name, name)
		return captionPart{}, false
	case f.Reference != nil:
		r.wrong(d.Position, "%s: @called names %s, which is a key; name the relation", t.Name, name)
		return captionPart{}, false
	}
	p := captionPart{field: f, text: otherwise}
	if e := r.SDL.Types[f.Def.Type.Name()]; e != nil && e.Kind == ast.Enum {
		p.enum = e
	}
	return p, true
}

// endless refuses captions that lead back to their own type.
func (r *reader) endless(from, t *Type, seen []*Type) {
	if slices.Contains(seen, t) {
		if t == from {
			r.wrong(t.Def.Directives.ForName("called").Position, "%s: @called leads back to %s itself; leave that relation out", t.Name, t.Name)
		}
		return
	}
	for _, f := range t.Caption.Fields() {
		if f.Relation != nil {
			r.endless(from, f.Relation.Target, append(seen, t))
		}
	}
}
