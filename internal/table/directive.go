package table

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// place is a line of a schema file.
type place struct {
	file string
	line int
}

func placeOf(p *ast.Position) place {
	if p == nil || p.Src == nil {
		return place{}
	}
	return place{p.Src.Name, p.Line}
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.line, q.line))
}

// wrong is a directive that cannot hold.
type wrong struct {
	at   place
	text string
}

func (w wrong) Error() string { return fmt.Sprintf("%s:%d: %s", w.at.file, w.at.line, w.text) }

// problems gathers what is wrong with the schema's tables, so that one run tells all of it.
type problems []wrong

func (p *problems) add(at *ast.Position, text string, a ...any) {
	*p = append(*p, wrong{placeOf(at), fmt.Sprintf(text, a...)})
}

// err is one line for each problem in the order of the files, nil where there is none.
func (p problems) err() error {
	slices.SortStableFunc(p, func(a, b wrong) int { return a.at.compare(b.at) })
	all := make([]error, 0, len(p))
	for _, w := range p {
		all = append(all, w)
	}
	return errors.Join(all...)
}

// arguments reads the arguments of one directive. GraphQL's loader checks their names and that none is missing,
// not what kind of value they have.
type arguments struct {
	*ast.Directive
	what string // what the directive stands on, for messages
	bad  *problems
}

// value is an argument that is given and not null.
func (a arguments) value(name string) *ast.Value {
	if g := a.Arguments.ForName(name); g != nil && g.Value != nil && g.Value.Kind != ast.NullValue {
		return g.Value
	}
	return nil
}

func (a arguments) wrong(text string, args ...any) {
	a.bad.add(a.Position, "@%s on %s: "+text, append([]any{a.Name, a.what}, args...)...)
}

func (a arguments) text(name string) string {
	v := a.value(name)
	switch {
	case v == nil:
		return ""
	case v.Kind != ast.StringValue || v.Raw == "":
		a.wrong("%s is %s; give a text in quotes", name, v)
		return ""
	}
	return v.Raw
}

// texts is a list without repetitions.
func (a arguments) texts(name string) []string {
	v := a.value(name)
	if v == nil {
		return nil
	}
	if v.Kind != ast.ListValue || len(v.Children) == 0 {
		a.wrong("%s is %s; give a list of names in quotes", name, v)
		return nil
	}
	var out []string
	for _, c := range v.Children {
		switch {
		case c.Value.Kind != ast.StringValue || c.Value.Raw == "":
			a.wrong("%s holds %s; give names in quotes", name, c.Value)
		case slices.Contains(out, c.Value.Raw):
			a.wrong("%q stands twice in %s; name it once", c.Value.Raw, name)
		default:
			out = append(out, c.Value.Raw)
		}
	}
	return out
}

func (a arguments) flag(name string) bool {
	v := a.value(name)
	if v == nil {
		return false
	}
	if v.Kind != ast.BooleanValue {
		a.wrong("%s is %s; give true or false", name, v)
	}
	return v.Raw == "true"
}

func (a arguments) number(name string, otherwise float64) float64 {
	v := a.value(name)
	if v == nil {
		return otherwise
	}
	x, err := strconv.ParseFloat(v.Raw, 64)
	if v.Kind != ast.IntValue && v.Kind != ast.FloatValue || err != nil {
		a.wrong("%s is %s; give a number", name, v)
		return otherwise
	}
	return x
}
