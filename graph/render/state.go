package render

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"bole/graph/plan"
	"bole/graph/refusal"
)

// State is what came so far for the answer to one root field beyond its first statement, and what is wanted. An
// answer is written with it until nothing is wanted any more.
type State struct {
	binding plan.Binding
	lang    language.Tag
	most    int // bytes
	written int
	last    int // bytes written last: the next writing, of the same answer with more in it, is about as long
	over    bool
	shown   Shown
	nodes   map[*plan.Later]*nodes
	values  map[*plan.Computed]*values
}

// nodes are rows of a further statement by key; nil where nothing came.
type nodes struct {
	wanted map[string]bool
	rows   map[string][]any
}

// values are a computed field's by the key of its node, or why there are none.
type values struct {
	wanted map[string]bool
	by     map[string]any
	failed error
}

// NewState begins an answer in a language, of at most so many bytes; 0 is any number. The binding is that of the
// request's plan.
func NewState(b plan.Binding, lang language.Tag, most int) *State {
	return &State{binding: b, lang: lang, most: most, shown: newShown(), nodes: map[*plan.Later]*nodes{}, values: map[*plan.Computed]*values{}}
}

// Begin begins to write the answer, anew where something came since.
func (s *State) Begin() { s.written, s.shown = 0, newShown() }

// Written is how many bytes were written since Begin.
func (s *State) Written() int { return s.written }

// Shown is whom what was written since Begin is about.
func (s *State) Shown() Shown { return s.shown }

// Over reports whether the answer would be larger than it may be. What was written then is not whole.
func (s *State) Over() bool { return s.over }

// WantedNodes are the keys that each further statement is to be asked for.
func (s *State) WantedNodes() map[*plan.Later][]string {
	out := map[*plan.Later][]string{}
	for l, n := range s.nodes {
		if len(n.wanted) > 0 {
			out[l] = slices.Sorted(maps.Keys(n.wanted))
		}
	}
	return out
}

// WantedValues are the keys of nodes that each computed field is to be computed for.
func (s *State) WantedValues() map[*plan.Computed][]string {
	out := map[*plan.Computed][]string{}
	for c, v := range s.values {
		if len(v.wanted) > 0 {
			out[c] = slices.Sorted(maps.Keys(v.wanted))
		}
	}
	return out
}

// GiveNodes takes the rows of a further statement by key.
func (s *State) GiveNodes(l *plan.Later, keys []string, rows map[string][]any) {
	n := s.nodesOf(l)
	for _, k := range keys {
		n.rows[k] = rows[k]
	}
	clear(n.wanted)
}

// GiveValues takes a computed field's values by key; with an error the field is null wherever it stands.
func (s *State) GiveValues(c *plan.Computed, keys []string, by map[string]any, err error) {
	v := s.valuesOf(c)
	v.failed = err
	for _, k := range keys {
		v.by[k] = by[k]
	}
	clear(v.wanted)
}

func (s *State) nodesOf(l *plan.Later) *nodes {
	n := s.nodes[l]
	if n == nil {
		n = &nodes{wanted: map[string]bool{}, rows: map[string][]any{}}
		s.nodes[l] = n
	}
	return n
}

func (s *State) valuesOf(c *plan.Computed) *values {
	v := s.values[c]
	if v == nil {
		v = &values{wanted: map[string]bool{}, by: map[string]any{}}
		s.values[c] = v
	}
	return v
}

func (s *State) renderer(path ast.Path) *renderer {
	return &renderer{State: s, path: slices.Clone(path), b: make([]byte, 0, s.last+s.last/8)}
}

// Connection writes a page: its rows, how many there are in all, and the row of figures over them.
func (s *State) Connection(shape *plan.ConnectionShape, rows, count any, figures []any, path ast.Path) ([]byte, []*refusal.Error) {
	r := s.renderer(path)
	if !r.connection(shape, rows, count, figures) {
		return nil, r.errors
	}
	return r.done(), r.errors
}

// Node writes a node of a further statement, null where there is none the caller may see.
func (s *State) Node(l *plan.Later, key string, path ast.Path) ([]byte, []*refusal.Error) {
	r := s.renderer(path)
	n := s.nodesOf(l)
	row, asked := n.rows[key]
	if !asked {
		n.wanted[key] = true
		return nil, nil
	}
	if row == nil || !r.object(l.Shape, row, nil) {
		return nil, r.errors
	}
	return r.done(), r.errors
}

// Value writes a computed value, which for a field that is a list is one of its items.
func (s *State) Value(v any, shape *plan.ValueShape, item bool, path ast.Path) ([]byte, []*refusal.Error, error) {
	r := s.renderer(path)
	t := shape.Type
	if item {
		t = t.Elem
	}
	w := &valueWriter{renderer: r}
	if !w.value(t, v, shape) || w.err != nil {
		return nil, r.errors, w.err
	}
	return r.done(), r.errors, nil
}

func (r *renderer) done() []byte {
	r.full() // what came since the last object began counts as well
	r.written += len(r.b)
	r.last = len(r.b)
	return r.b
}

// full reports whether the answer is as large as it may be; it stays so.
func (r *renderer) full() bool {
	if r.most > 0 && r.written+len(r.b) > r.most {
		r.over = true
	}
	return r.over
}
