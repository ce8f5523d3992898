package plan

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
)

// Request is one root field of an operation.
type Request struct {
	Field      *ast.Field
	Selections []ast.SelectionSet // of all fields with the same response key
	Variables  map[string]any
	Caller     law.Caller
	// Pinned, where it is not nil, makes a plan that requests share: values of variables become holes, and it takes the
	// names of the variables that the plan depends on all the same.
	Pinned map[string]bool
}

// Root is a root field as it was planned; one of Page, Nodes and Value is set.
type Root struct {
	Path  ast.Path
	Rows  int64 // estimated
	Days  []Day // that are answered for
	Page  *pageRoot
	Nodes *nodesRoot
	Value *valueRoot
}

// Day is a day that an argument names, for which something is answered.
type Day struct {
	Path ast.Path
	day  any // a text, or the hole of one
}

// Text is the day in a request.
func (d Day) Text(b Binding) string {
	text, _ := b.Value(d.day).(string)
	return text
}

// pageRoot is a connection of nodes.
type pageRoot struct {
	Plan  *Plan
	Shape *ConnectionShape
}

// nodesRoot is nodes by key or id, in the order asked.
type nodesRoot struct {
	Places []nodePlace
	Types  map[string]*Later
	List   bool // false: one node
}

// nodePlace is a node that was asked for.
type nodePlace struct {
	Type string
	key  any // a text, or the hole of one
}

// groupKey is the node's key in a request.
func (p nodePlace) Key(b Binding) string {
	key, _ := b.Value(p.key).(string)
	return key
}

// valueRoot is a root field that a function computes from its arguments.
type valueRoot struct {
	Args     map[string]any
	Matching map[string]*Matching // by the arguments that are filters
	Of       *ValueShape
}

// Plan plans a root field. parent is the operation's type.
func (r Request) Plan(l *law.Law, parent *ast.Definition, bounds Limits) (*Root, error) {
	path := ast.Path{ast.PathName(r.Field.Alias)}
	if err := law.Directives(r.Caller, r.Field.Definition.Directives, path); err != nil {
		return nil, err
	}
	p := newPlanner(l, r, bounds.OrDefaults())
	out := &Root{Path: path}
	p.days = &out.Days
	err := p.root(out, r, parent)
	if err != nil {
		return nil, err
	}
	for _, l := range p.laters {
		l.plan = l.planner.statement(l.block)
	}
	out.Rows = p.rows
	return out, nil
}

func (p *planner) root(out *Root, r Request, parent *ast.Definition) error {
	f, typ := r.Field, r.Field.Definition.Type
	if parent == p.schema.SDL.Query {
		if t := p.schema.Connected(typ.Name()); t != nil {
			if err := law.Roles(r.Caller, t.Access, out.Path); err != nil {
				return err
			}
			page, shape, err := p.page(t, f, r.Selections, out.Path)
			if err != nil {
				return err
			}
			out.Page = &pageRoot{Plan: p.statement(page), Shape: shape}
			return nil
		}
		if t := p.schema.Type(typ.Name()); t != nil {
			return p.byKey(out, r, t)
		}
	}
	args, err := p.arguments(f, out.Path)
	if err != nil {
		return err
	}
	if _, err = p.spread(costOf(f.Definition), out.Path); err != nil {
		return err
	}
	p.fan = 1
	out.Value = &valueRoot{Args: args}
	if out.Value.Matching, err = p.matching(f, args, out.Path); err != nil {
		return err
	}
	s := &selected{key: f.Alias, name: f.Name, def: f.Definition, node: f, sets: r.Selections}
	out.Value.Of, err = p.value(s, args, out.Path)
	return err
}

// byKey plans nodes by the key or the ids in a field's arguments.
func (p *planner) byKey(out *Root, r Request, t *mapping.Type) error {
	args, err := p.arguments(r.Field, out.Path)
	if err != nil {
		return err
	}
	n := &nodesRoot{Types: map[string]*Later{}}
	out.Nodes = n
	switch ids, list := args["ids"].([]any); {
	case list:
		n.List = true
		at := refusal.Below(out.Path, "ids")
		if len(ids) > maxFirst {
			return refusal.Of(refusal.BadInput, at, "has %d entries; ask for at most %d at a time", len(ids), maxFirst)
		}
		for i, id := range ids {
			place, err := p.placeOf(id, refusal.Below(at, i))
			if err != nil {
				return err
			}
			n.Places = append(n.Places, place)
		}
	case args["id"] != nil:
		place, err := p.placeOf(args["id"], refusal.Below(out.Path, "id"))
		if err != nil {
			return err
		}
		n.Places = []nodePlace{place}
	default:
		n.Places = []nodePlace{{t.Name, args["key"]}}
	}
	p.fan = int64(len(n.Places))
	for _, place := range n.Places {
		if n.Types[place.Type] != nil {
			continue
		}
		t := p.schema.Type(place.Type)
		if err := law.Roles(r.Caller, t.Access, out.Path); err != nil {
			return err
		}
		l := p.newLater(p.further(), t)
		if l.Shape, err = l.planner.object(t, l.block.Var, r.Selections, l.block.Row, out.Path); err != nil {
			return err
		}
		n.Types[place.Type] = l
	}
	return nil
}

func (p *planner) placeOf(id any, path ast.Path) (nodePlace, error) {
	text, _ := id.(string)
	typ, key, ok := SplitID(text)
	if t := p.schema.Type(typ); !ok || t == nil || !t.IsNode() {
		return nodePlace{}, refusal.Of(refusal.BadID, path, "is not a valid id; give one from an id field, unchanged")
	}
	return nodePlace{typ, key}, nil
}

// Matching is the nodes that meet the filter in an argument of a root field that is computed.
type Matching struct {
	plan *Plan
	most limitParam
}

// Statement asks for the keys of the nodes, among those the caller may see, with one more than most.
func (m *Matching) Statement(most int, b Binding) cypher.Statement {
	other := *m.plan
	other.Limits = slices.Clone(m.plan.Limits)
	other.Limits[m.most-1] = int64(most) + 1
	return other.Statement(b)
}

// matching plans the filters among a field's arguments, so that they are refused, and counted, before anything is computed.
func (p *planner) matching(f *ast.Field, args map[string]any, path ast.Path) (map[string]*Matching, error) {
	out := map[string]*Matching{}
	for _, def := range f.Definition.Arguments {
		of, isFilter := strings.CutSuffix(def.Type.Name(), "Filter")
		t := p.schema.Type(of)
		if !isFilter || t == nil || !t.IsNode() {
			continue
		}
		at := refusal.Below(path, def.Name)
		if err := law.Roles(p.caller, t.Access, at); err != nil {
			return nil, err
		}
		sub := p.further()
		v := sub.fresh()
		filter, _ := args[def.Name].(map[string]any)
		cond, err := sub.filterOf(t, v, filter, at)
		if err != nil {
			return nil, err
		}
		m := &Matching{most: sub.limit(0)}
		m.plan = sub.statement(&keysBlock{Var: v, Label: t.Label, Where: allOf{sub.visible(v, t, nil), cond}, Limit: m.most})
		out[def.Name] = m
	}
	return out, nil
}

// Requests are an operation's root fields, merged by response key, in the order of the response; introspection is
// left out.
func Requests(sdl *ast.Schema, parent *ast.Definition, op *ast.OperationDefinition, vars map[string]any, c law.Caller, pinned map[string]bool) []Request {
	var out []Request
	fields := collector{schema: sdl, vars: vars}
	for _, s := range fields.collect(parent.Name, []ast.SelectionSet{op.SelectionSet}) {
		if s.def != nil && !strings.HasPrefix(s.name, "__") {
			out = append(out, Request{Field: s.node, Selections: s.sets, Variables: vars, Caller: c, Pinned: pinned})
		}
	}
	return out
}
