package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// Computed is a field that a function computes, for all nodes of an answer at once.
type Computed struct {
	Name string // of the field: Cadre.coworkers
	Args map[string]any
	Of   *ValueShape
}

// ValueShape is how a computed value becomes JSON: for each type it may be of, what is selected of it. Everything
// below it was planned, so that nothing is refused when it is written.
type ValueShape struct {
	Type    *ast.Type
	Field   string                  // the field that has the value
	Args    map[string]any          // of that field
	Objects map[string][]ValueField // by type
	Nodes   map[string]*Later       // by type
	// Plain: no node is selected below it, and no argument, so that equal values give equal JSON in all requests that share
	// the plan.
	Plain bool
}

// ValueField is one response key of a computed object.
type ValueField struct {
	Key, Name string
	Of        *ValueShape
}

// computedField plans a computed field below a node.
func (p *planner) computedField(c *mapping.Computed, v varName, s *selected, row *rowColumns, path ast.Path) (FieldShape, error) {
	out := FieldShape{Key: s.key, Type: c.Def.Type, Write: KindComputed}
	if err := law.Roles(p.caller, c.Access, path); err != nil {
		return out, err
	}
	args, err := p.arguments(s.node, path)
	if err != nil {
		return out, err
	}
	up, err := p.descend(1, path)
	if err != nil {
		return out, err
	}
	defer up()
	// What it takes to compute a value is not what the value holds: the lists in it do not multiply by it.
	if p.rows += p.fan * int64(c.Cost-1); p.rows > p.bounds.Rows {
		return out, p.tooMany(path)
	}
	out.Col = row.prop(v, "key")
	at := computedAt{c.Name + canonical(args), s.node}
	if out.Compute = p.computes[at]; out.Compute != nil {
		return out, nil
	}
	if p.rows += int64(c.Once); p.rows > p.bounds.Rows {
		return out, p.tooMany(path)
	}
	out.Compute = &Computed{Name: c.Name, Args: args}
	p.computes[at] = out.Compute
	out.Compute.Of, err = p.value(s, args, path)
	return out, err
}

// value plans what is selected of a computed value, for each type it may be of.
func (p *planner) value(s *selected, args map[string]any, path ast.Path) (*ValueShape, error) {
	out := &ValueShape{Type: s.def.Type, Field: s.def.Name, Args: args, Plain: len(args) == 0}
	def := p.schema.SDL.Types[s.def.Type.Name()]
	if s.def.Directives.ForName("calls") != nil {
		out.Plain = false
		return out, p.valueCaptions(out, path)
	}
	if def.IsLeafType() {
		return out, nil
	}
	size, err := valueSize(s.def, args, path)
	if err != nil {
		return nil, err
	}
	up, err := p.spread(size, path)
	if err != nil {
		return nil, err
	}
	defer up()
	out.Objects, out.Nodes = map[string][]ValueField{}, map[string]*Later{}
	possible := []*ast.Definition{def}
	if def.IsAbstractType() {
		possible = p.schema.SDL.GetPossibleTypes(def)
	}
	before, most := p.rows, p.rows
	for _, d := range possible { // a value is of one of them
		p.rows = before
		if t := p.schema.Type(d.Name); t != nil && t.IsNode() {
			out.Plain = false
			err = p.valueNodes(out, t, s.sets, path)
		} else {
			out.Objects[d.Name], err = p.valueFields(d.Name, s.sets, path)
		}
		if err != nil {
			return nil, err
		}
		for _, f := range out.Objects[d.Name] {
			out.Plain = out.Plain && (f.Of == nil || f.Of.Plain)
		}
		most = max(most, p.rows)
	}
	p.rows = most
	return out, nil
}

// valueSize is how many rows a computed value may have: those of the page asked, or as many as are usual. A page that is not
// one is refused here, before anything is computed.
func valueSize(def *ast.FieldDefinition, args map[string]any, path ast.Path) (int, error) {
	if def.Arguments.ForName("first") != nil {
		if n, ok := args["first"].(int64); ok && def.Arguments.ForName("after") == nil {
			return int(min(max(n, 0), maxFirst)), nil // paths and the like have bounds of their own
		}
		w, err := WindowOf(args, path)
		if err == nil && def.Arguments.ForName("before") != nil { // those that go forward alone have cursors of their own
			_, err = w.place(fingerprint(def.Name, placeKeys), placeKeys, path)
		}
		return w.Size, err
	}
	if def.Type.Elem != nil && def.Name != "nodes" && def.Name != "edges" { // these were counted with their page
		return someItems, nil
	}
	return 1, nil
}

func (p *planner) valueNodes(out *ValueShape, t *mapping.Type, sets []ast.SelectionSet, path ast.Path) error {
	sub := p.further()
	sub.depth = 0
	l := p.newLater(sub, t)
	shape, err := sub.object(t, l.block.Var, sets, l.block.Row, path)
	l.Shape = shape
	out.Nodes[t.Name] = l
	return err
}

// valueCaptions plans a value that is a node, told by its caption alone.
func (p *planner) valueCaptions(out *ValueShape, path ast.Path) error {
	out.Nodes = map[string]*Later{}
	before, most := p.rows, p.rows
	for _, t := range p.schema.Nodes() { // a node is of one of them
		p.rows = before
		sub := p.further()
		sub.depth = 0
		l := p.newLater(sub, t)
		c, err := sub.caption(t, l.block.Var, l.block.Row, path)
		if err != nil {
			return err
		}
		l.Shape = &ObjectShape{About: c.About, Fields: []FieldShape{{NonNull: true, Type: out.Type, Write: KindCaption, Caption: c}}}
		out.Nodes[t.Name] = l
		most = max(most, p.rows)
	}
	p.rows = most
	return nil
}

func (p *planner) valueFields(typ string, sets []ast.SelectionSet, path ast.Path) ([]ValueField, error) {
	var out []ValueField
	for _, s := range p.collect(typ, sets) {
		f := ValueField{Key: s.key, Name: s.name}
		if s.name != "__typename" {
			at := refusal.Below(path, s.key)
			if err := law.Directives(p.caller, s.def.Directives, at); err != nil {
				return nil, err
			}
			args, err := p.arguments(s.node, at)
			if err != nil {
				return nil, err
			}
			if f.Of, err = p.value(s, args, at); err != nil {
				return nil, err
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// Page is the shape of the value as a page of a computed list, and the place to go on behind or before; nil is the
// end that the walk starts from.
func (s *ValueShape) Page(path ast.Path) (*ConnectionShape, *string, error) {
	w, err := WindowOf(s.Args, path)
	if err != nil {
		return nil, nil, err
	}
	c := &ConnectionShape{Type: s.Type.Name(), Window: w, print: fingerprint(s.Field, placeKeys), places: []int{0}}
	values, err := w.place(c.print, placeKeys, path)
	if err != nil || values == nil {
		return c, nil, err
	}
	place, _ := values[0].(string)
	return c, &place, nil
}

// placeKeys is the order of a computed list: by place, a text that is always there.
var placeKeys = []sortKey{{field: &mapping.Field{Name: "key", Property: "key", Def: &ast.FieldDefinition{Type: ast.NonNullNamedType("String", nil)}}}}
