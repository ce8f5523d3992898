package worldtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
)

// Request is a query with one root field, as a caller sends it.
type Request struct {
	Text      string
	Variables map[string]any
	Caller    law.Caller
}

// Ask answers a request with the JSON of its root field. An error of a single field is an error of the whole: the
// generated queries have none.
type Ask func(Request) ([]byte, error)

// Query is one generated query with its caller and variables.
type Query struct {
	Caller law.Caller
	*naive
	values
	vars   map[string]any
	params []string
	alias  int
	lists  int
	named  []namedPlace // that the filter being made stands in
	exists int
	most   int // lists it may have
}

// NewQuery begins a query on a world; rng decides all of it.
func NewQuery(w *World, rng *rand.Rand) *Query {
	q := &Query{naive: &naive{World: w, places: map[string][]any{}, around: map[string]around{}}, values: values{w.Schema, rng}, vars: map[string]any{}}
	q.most = Pick(q, []int{1, 2, 2, 3, 3, 9})
	return q
}

// Pick is a random item of a list.
func Pick[T any](q *Query, of []T) T { return of[q.rng.IntN(len(of))] }

// Chance holds once in so many times.
func (q *Query) Chance(oneIn int) bool { return q.rng.IntN(oneIn) == 0 }

// RandomCaller is someone whom the world may be shown to.
func (q *Query) RandomCaller() law.Caller {
	switch q.rng.IntN(4) {
	case 0:
		return law.Caller{Role: "ADMIN", Whole: true}
	case 1:
		return law.Caller{Role: "SUBJECT", Self: Pick(q, q.Nodes["Cadre"]).Props["key"].(string)}
	default:
		var units []string
		for _, o := range q.Nodes["Organization"] {
			if q.Chance(2) {
				units = append(units, o.Props["key"].(string))
			}
		}
		return law.Caller{Role: Pick(q, []string{"ANALYST", "ORGANIZER"}), Units: units}
	}
}

// Compare generates a query, asks both the product and the interpreter, and returns how they differ; rows reports
// whether there was anything in the answer.
func (q *Query) Compare(ask Ask) (rows bool, err error) {
	q.Caller = q.RandomCaller()
	var roots ast.FieldList
	for _, f := range q.Schema.Query.Fields {
		if q.may(f) && (f.Arguments.ForName("key") != nil || f.Arguments.ForName("filter") != nil) { // the others are computed, or by id
			roots = append(roots, f)
		}
	}
	root := Pick(q, roots)
	text := root.Name
	if root.Arguments.ForName("key") != nil {
		text += "(key: " + quote(fmt.Sprint(Pick(q, q.Nodes[root.Type.Name()]).Props["key"])) + ") "
	} else {
		args := q.filterAndOrder(root)
		window, err := q.cursor(ask, root, args)
		if err != nil {
			return false, err
		}
		text += arguments(append(args, window...)) + " "
	}
	text += q.selection(q.Schema.Types[root.Type.Name()], 3)
	r := q.request(text)
	got, want, err := q.ask(ask, r)
	if err != nil {
		return false, err
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		return false, fmt.Errorf("caller %+v\n%s\nvariables %v\ndiffers (-naive +product):\n%s", r.Caller, r.Text, r.Variables, diff)
	}
	return strings.Contains(fmt.Sprint(want), "key:") || !strings.Contains(fmt.Sprint(want), "[]"), nil
}

// List is a random query of a root list, of the query's caller.
func (q *Query) List(root string) Request {
	f := q.Schema.Query.Fields.ForName(root)
	args := append(q.filterAndOrder(f), q.window()...)
	return q.request(root + arguments(args) + " " + q.selection(q.Schema.Types[f.Type.Name()], 3))
}

func (q *Query) request(text string) Request {
	return Request{Text: "query" + arguments(q.params) + " { " + text + " }", Variables: q.vars, Caller: q.Caller}
}

// ask gives the product's and the interpreter's answer to the query's one root field.
func (q *Query) ask(ask Ask, r Request) (got, want any, err error) {
	failed := func(err error) error {
		return fmt.Errorf("caller %+v\n%s\nvariables %v: %w", r.Caller, r.Text, r.Variables, err)
	}
	doc, errs := gqlparser.LoadQuery(q.Schema, r.Text)
	if len(errs) > 0 {
		return nil, nil, failed(fmt.Errorf("the generator made an invalid query: %w", errs))
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		return nil, nil, failed(errors.New("the first selection is not a field"))
	}
	a, err := ask(r)
	if err != nil {
		return nil, nil, failed(err)
	}
	if err := json.Unmarshal(a, &got); err != nil {
		return nil, nil, failed(fmt.Errorf("the answer is not JSON: %w\n%s", err, a))
	}
	q.naive.caller, q.naive.vars, q.about = q.Caller, q.vars, map[string]bool{}
	b, err := json.Marshal(q.root(f))
	if err == nil {
		err = json.Unmarshal(b, &want)
	}
	return got, want, err
}

func quote(s string) string { return strconv.Quote(s) }

func arguments(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return "(" + strings.Join(args, ", ") + ")"
}

// filterAndOrder are random arguments of a connection field but for its window.
func (q *Query) filterAndOrder(f *ast.FieldDefinition) []string {
	var args []string
	if !q.Chance(3) {
		args = append(args, "filter: "+q.input(q.Schema.Types[f.Arguments.ForName("filter").Type.Name()], 3))
	}
	order := f.Arguments.ForName("orderBy").Type
	if q.Chance(2) {
		return args
	}
	if order.Elem == nil {
		return append(args, "orderBy: "+q.order(q.Schema.Types[order.Name()]))
	}
	var items []string
	for range q.rng.IntN(4) {
		items = append(items, q.order(q.Schema.Types[order.Name()]))
	}
	return append(args, "orderBy: ["+strings.Join(items, ", ")+"]")
}

func (q *Query) window() []string {
	name, n := "first", q.rng.IntN(5)
	if q.Chance(3) {
		name = "last"
	}
	if q.Chance(4) {
		return []string{name + ": " + q.variable("Int", n)}
	}
	return []string{fmt.Sprintf("%s: %d", name, n)}
}

// variable moves a value out of the text.
func (q *Query) variable(typ string, v any) string {
	name := fmt.Sprintf("v%d", len(q.params))
	q.params = append(q.params, "$"+name+": "+typ)
	if n, ok := v.(int); ok {
		v = json.Number(strconv.Itoa(n))
	}
	q.vars[name] = v
	return "$" + name
}

// cursor is a window at the root, half of the time behind or before a row of the list that args make.
func (q *Query) cursor(ask Ask, root *ast.FieldDefinition, args []string) ([]string, error) {
	if q.Chance(2) {
		return q.window(), nil
	}
	r := q.request(root.Name + arguments(append(slices.Clone(args), "first: 200")) + " { edges { cursor } }")
	got, want, err := q.ask(ask, r)
	if err != nil {
		return nil, err
	}
	rows, places := edges(got), edges(want)
	if len(rows) != len(places) {
		return nil, fmt.Errorf("caller %+v\n%s\nvariables %v\nhas %d rows, the interpreter finds %d", q.Caller, r.Text, q.vars, len(rows), len(places))
	}
	if len(rows) == 0 {
		return q.window(), nil
	}
	i := q.rng.IntN(len(rows))
	cursor, _ := rows[i]["cursor"].(string)
	q.places[cursor], _ = places[i]["cursor"].([]any)
	if q.Chance(2) {
		return []string{fmt.Sprintf("first: %d", q.rng.IntN(4)), "after: " + quote(cursor)}, nil
	}
	return []string{fmt.Sprintf("last: %d", q.rng.IntN(4)), "before: " + q.variable("String", cursor)}, nil
}

func edges(answer any) []map[string]any {
	m, _ := answer.(map[string]any)
	list, _ := m["edges"].([]any)
	out := make([]map[string]any, 0, len(list))
	for _, e := range list {
		row, _ := e.(map[string]any)
		out = append(out, row)
	}
	return out
}

// input is a random value of an input type.
func (q *Query) input(def *ast.Definition, depth int) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		composite := q.Schema.Types[f.Type.Name()].Kind == ast.InputObject && !leafInput(q.Schema.Types[f.Type.Name()])
		if f.Name == "avg" || f.Name == "as" || f.Type.Name() == "FieldReference" { // the two round it differently, so that ties part; these have a meaning only with others
			continue
		}
		if f.Name == "exists" && q.exists >= mostExisting {
			continue
		}
		if q.may(f) && (depth > 0 || !composite) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return "{}"
	}
	n := 1
	if q.Chance(3) {
		n = 2
	}
	var out []string
	if as, done := q.naming(def); as != "" {
		defer done()
		out = append(out, as)
	}
	seen := map[string]bool{}
	for range n {
		f := Pick(q, fields)
		if seen[f.Name] {
			continue
		}
		seen[f.Name] = true
		if text := q.special(def, f, depth); text != "" {
			out = append(out, text)
			continue
		}
		out = append(out, f.Name+": "+q.operand(f.Type, depth))
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// leafInput reports whether an input type holds operands and not conditions.
func leafInput(def *ast.Definition) bool { return def.Fields.ForName("isNull") != nil }

func (q *Query) operand(t *ast.Type, depth int) string {
	if t.Elem != nil {
		var items []string
		for range q.rng.IntN(3) {
			items = append(items, q.operand(t.Elem, depth))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	def := q.Schema.Types[t.NamedType]
	if def.Kind == ast.InputObject {
		if leafInput(def) {
			return q.input(def, 0)
		}
		return q.input(def, depth-1)
	}
	v := q.value(ast.NonNullNamedType(t.NamedType, nil))
	if q.Chance(5) {
		switch x := v.(type) {
		case int64:
			return q.variable(t.String(), int(x))
		case string, bool:
			return q.variable(t.String(), x)
		}
	}
	switch x := v.(type) {
	case string:
		if def.Kind == ast.Enum {
			return x
		}
		return quote(x)
	default:
		return fmt.Sprint(x)
	}
}

// may reports whether the caller may use a field: for the field's own sake, and for the type that it leads to.
func (q *Query) may(f *ast.FieldDefinition) bool {
	if f.Directives.ForName("whole") != nil && !q.Caller.Whole {
		return false
	}
	return law.Directives(q.Caller, f.Directives, nil) == nil && !slices.ContainsFunc(q.kept[q.Caller.Role], func(typ string) bool { return strings.Contains(f.Type.Name(), typ) })
}

func (q *Query) order(def *ast.Definition) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		if q.may(f) && f.Name != "avg" {
			fields = append(fields, f)
		}
	}
	f := Pick(q, fields)
	if f.Type.Name() != "Sort" {
		return "{" + f.Name + ": " + q.order(q.Schema.Types[f.Type.Name()]) + "}"
	}
	return "{" + f.Name + ": " + Pick(q, []string{"ASC", "DESC"}) + "}"
}

// selection is a random selection set of an output type.
func (q *Query) selection(def *ast.Definition, depth int) string {
	var out []string
	if def.Kind == ast.Union || def.Kind == ast.Interface {
		out = append(out, "__typename")
		for _, p := range q.Schema.GetPossibleTypes(def) {
			if q.Chance(2) && !slices.Contains(q.kept[q.Caller.Role], p.Name) {
				out = append(out, "... on "+p.Name+" "+q.aliased(p, depth))
			}
		}
		return "{ " + strings.Join(out, " ") + " }"
	}
	return q.aliased(def, depth)
}

func (q *Query) aliased(def *ast.Definition, depth int) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		composite := q.Schema.Types[f.Type.Name()].IsCompositeType()
		ok := !strings.HasPrefix(f.Name, "__") && f.Directives.ForName("computed") == nil && q.may(f) && f.Name != "cursor" && f.Name != "startCursor" && f.Name != "endCursor"
		if ok && (!composite || depth > 0 && q.lists < q.most) {
			fields = append(fields, f)
		}
		if ok && q.keyOf(def, f.Name) { // there are few, and they are seen or not
			fields = append(fields, f, f, f, f)
		}
		if ok && f.Name == "groups" { // among what is said of them all
			fields = append(fields, f, f, f)
		}
	}
	if len(fields) == 0 {
		return "{ __typename }"
	}
	var out []string
	for range 1 + q.rng.IntN(3) {
		out = append(out, q.field(def, Pick(q, fields), depth))
	}
	return "{ " + strings.Join(append(out, Pick(q, []string{"__typename", ""})), " ") + " }"
}

// keyOf reports whether a field holds the key of a node; of an edge its interface says so.
func (q *Query) keyOf(def *ast.Definition, name string) bool {
	return slices.ContainsFunc(append(slices.Clone(def.Interfaces), def.Name), func(typ string) bool {
		f := q.Schema.Types[typ].Fields.ForName(name)
		return f != nil && f.Directives.ForName("keyOf") != nil
	})
}

func (q *Query) field(def *ast.Definition, f *ast.FieldDefinition, depth int) string {
	q.alias++
	text := fmt.Sprintf("a%d: %s", q.alias, f.Name)
	selection := ""
	if t := q.Schema.Types[f.Type.Name()]; t.IsCompositeType() {
		down := depth
		if f.Directives.ForName("relation") != nil {
			down--
		}
		if f.Arguments.ForName("filter") != nil {
			q.lists++
			text += arguments(append(q.filterAndOrder(f), q.window()...))
		}
		if f.Name == "groupBy" {
			q.lists++
			text += arguments(q.grouping(f))
		}
		selection = " " + q.selection(t, down)
	}
	if q.Chance(8) {
		text += " @" + Pick(q, []string{"skip", "include"}) + "(if: " + q.variable("Boolean!", q.Chance(2)) + ")"
	}
	text += selection
	if q.Chance(10) {
		text = "... on " + def.Name + " { " + text + " }"
	}
	return text
}
