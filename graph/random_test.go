package graph

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

var (
	seed    = flag.Uint64("seed", 20240831, "seed of generated data and queries; 0 takes one from the clock, to look for more")
	queries = flag.Int("queries", 400, "how many queries are generated; `make test-seeds` takes 1,200")
)

// TestPlannerAgainstNaive compares the planner with the naive interpreter on generated data and queries.
func TestPlannerAgainstNaive(t *testing.T) {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d", s)
	g := open(t)
	w := newWorld(t, g, rand.New(rand.NewPCG(s, 0)))
	t.Logf("%d nodes, %d relationships", len(w.nodes)*10, len(w.links))
	begun := time.Now()
	var group sync.WaitGroup
	var hits sync.Map
	for worker := range 2 {
		group.Go(func() {
			for i := worker; i < *queries && !t.Failed(); i += 2 {
				q := newQuery(w, rand.New(rand.NewPCG(s, uint64(i+1))))
				if q.compare(t, g) {
					hits.Store(i, true)
				}
			}
		})
	}
	group.Wait()
	found := 0
	hits.Range(func(any, any) bool { found++; return true })
	t.Logf("%d of %d queries had rows, in %v", found, *queries, time.Since(begun).Round(time.Second))
	if !t.Failed() && found < *queries/4 {
		t.Errorf("only %d of %d queries had rows: the generator asks beside the data", found, *queries)
	}
}

// query is one generated query with its caller and variables.
type query struct {
	*world
	rng    *rand.Rand
	role   string
	vars   map[string]any
	params []string
	alias  int
	lists  int
	most   int // lists it may have
}

func newQuery(w *world, rng *rand.Rand) *query {
	return &query{world: &world{naive: &naive{schema: w.schema, nodes: w.nodes, places: map[string][]any{}}, rng: rng}, rng: rng, vars: map[string]any{},
		most: []int{1, 2, 2, 3, 3, 9}[rng.IntN(6)]}
}

func pick[T any](q *query, of []T) T { return of[q.rng.IntN(len(of))] }

func (q *query) chance(oneIn int) bool { return q.rng.IntN(oneIn) == 0 }

func (q *query) randomCaller() Caller {
	switch q.rng.IntN(4) {
	case 0:
		return Caller{Role: "ADMIN", Whole: true}
	case 1:
		return Caller{Role: "SUBJECT", Self: pick(q, q.nodes["Cadre"]).props["key"].(string)}
	default:
		var units []string
		for _, o := range q.nodes["Organization"] {
			if q.chance(2) {
				units = append(units, o.props["key"].(string))
			}
		}
		return Caller{Role: pick(q, []string{"ANALYST", "ORGANIZER"}), Units: units}
	}
}

// compare generates a query, asks both, and reports a difference; true when there were rows.
func (q *query) compare(t *testing.T, g *Graph) bool {
	q.caller = q.randomCaller()
	q.role = q.caller.Role
	var roots ast.FieldList
	for _, f := range q.schema.Query.Fields {
		if f.Arguments.ForName("key") != nil || f.Arguments.ForName("filter") != nil { // the others are computed, or by id
			roots = append(roots, f)
		}
	}
	root := pick(q, roots)
	var text string
	if root.Arguments.ForName("key") != nil {
		key := fmt.Sprint(pick(q, q.nodes[root.Type.Name()]).props["key"])
		text = root.Name + "(key: " + quote1(key) + ") " + q.selection(q.schema.Types[root.Type.Name()], 3)
	} else {
		args := q.filterAndOrder(root)
		text = root.Name + arguments(append(args, q.cursor(t, g, root, args)...)) + " " + q.selection(q.schema.Types[root.Type.Name()], 3)
	}
	text = "query" + arguments(q.params) + " { " + text + " }"
	got, want := q.ask(t, g, text)
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Errorf("caller %+v\n%s\nvariables %v\ndiffers (-naive +planner):\n%s", q.caller, text, q.vars, diff)
	}
	return strings.Contains(fmt.Sprint(want), "key:") || !strings.Contains(fmt.Sprint(want), "[]")
}

// ask gives the planner's and the interpreter's answer to the query's one root field.
func (q *query) ask(t *testing.T, g *Graph, text string) (got, want any) {
	doc, errs := gqlparser.LoadQuery(q.schema, text)
	if len(errs) > 0 {
		t.Errorf("the generator made an invalid query: %v\n%s", errs, text)
		return nil, nil
	}
	f, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Errorf("no root field in %s", text)
		return nil, nil
	}
	a, more, err := g.Answer(t.Context(), Request{Field: f, Selections: f.SelectionSet, Variables: q.vars, Caller: q.caller})
	if err != nil || len(more) > 0 {
		t.Errorf("caller %+v\n%s\nvariables %v\nerrors %v %v", q.caller, text, q.vars, err, more)
		return nil, nil
	}
	if a == nil {
		a = Answer("null")
	}
	if err := json.Unmarshal(a, &got); err != nil {
		t.Errorf("%s: the answer is no JSON: %v\n%s", text, err, a)
	}
	q.naive.caller, q.naive.vars = q.caller, q.vars
	b, err := json.Marshal(q.root(f))
	if err != nil {
		t.Error(err)
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Error(err)
	}
	return got, want
}

func quote1(s string) string { return strconv.Quote(s) }

func arguments(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return "(" + strings.Join(args, ", ") + ")"
}

// filterAndOrder are random arguments of a connection field but for its window.
func (q *query) filterAndOrder(f *ast.FieldDefinition) []string {
	var args []string
	if !q.chance(3) {
		args = append(args, "filter: "+q.input(q.schema.Types[f.Arguments.ForName("filter").Type.Name()], 3))
	}
	order := f.Arguments.ForName("orderBy").Type
	if q.chance(2) {
		return args
	}
	if order.Elem == nil {
		return append(args, "orderBy: "+q.order(q.schema.Types[order.Name()]))
	}
	var items []string
	for range q.rng.IntN(4) {
		items = append(items, q.order(q.schema.Types[order.Name()]))
	}
	return append(args, "orderBy: ["+strings.Join(items, ", ")+"]")
}

func (q *query) window() []string {
	name, n := "first", q.rng.IntN(5)
	if q.chance(3) {
		name = "last"
	}
	if q.chance(4) {
		return []string{name + ": " + q.variable("Int", n)}
	}
	return []string{fmt.Sprintf("%s: %d", name, n)}
}

// variable moves a value out of the text.
func (q *query) variable(typ string, v any) string {
	name := fmt.Sprintf("v%d", len(q.params))
	q.params = append(q.params, "$"+name+": "+typ)
	if n, ok := v.(int); ok {
		v = json.Number(strconv.Itoa(n))
	}
	q.vars[name] = v
	return "$" + name
}

// cursor is a window at the root, half of the time behind or before a row of the list that args make.
func (q *query) cursor(t *testing.T, g *Graph, root *ast.FieldDefinition, args []string) []string {
	if q.chance(2) {
		return q.window()
	}
	text := "query" + arguments(q.params) + " { " + root.Name + arguments(append(slices.Clone(args), "first: 200")) + " { edges { cursor } } }"
	got, want := q.ask(t, g, text)
	rows, places := edges(got), edges(want)
	if len(rows) != len(places) {
		t.Errorf("caller %+v\n%s\nvariables %v\nhas %d rows, the interpreter finds %d", q.caller, text, q.vars, len(rows), len(places))
	}
	if len(rows) == 0 || len(rows) != len(places) {
		return q.window()
	}
	i := q.rng.IntN(len(rows))
	cursor, _ := rows[i]["cursor"].(string)
	q.places[cursor], _ = places[i]["cursor"].([]any)
	if q.chance(2) {
		return []string{fmt.Sprintf("first: %d", q.rng.IntN(4)), "after: " + quote1(cursor)}
	}
	return []string{fmt.Sprintf("last: %d", q.rng.IntN(4)), "before: " + q.variable("String", cursor)}
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
func (q *query) input(def *ast.Definition, depth int) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		composite := q.schema.Types[f.Type.Name()].Kind == ast.InputObject && !leafInput(q.schema.Types[f.Type.Name()])
		if f.Name == "avg" { // the two round it differently, so that ties part
			continue
		}
		if q.may(f.Directives) && (depth > 0 || !composite) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return "{}"
	}
	n := 1
	if q.chance(3) {
		n = 2
	}
	var out []string
	seen := map[string]bool{}
	for range n {
		f := pick(q, fields)
		if seen[f.Name] {
			continue
		}
		seen[f.Name] = true
		out = append(out, f.Name+": "+q.operand(f.Type, depth))
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// leafInput tells whether an input type holds operands and not conditions.
func leafInput(def *ast.Definition) bool { return def.Fields.ForName("isNull") != nil }

func (q *query) operand(t *ast.Type, depth int) string {
	if t.Elem != nil {
		var items []string
		for range q.rng.IntN(3) {
			items = append(items, q.operand(t.Elem, depth))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	def := q.schema.Types[t.NamedType]
	if def.Kind == ast.InputObject {
		if leafInput(def) {
			return q.input(def, 0)
		}
		return q.input(def, depth-1)
	}
	v := q.value(ast.NonNullNamedType(t.NamedType, nil))
	if q.chance(5) {
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
		return quote1(x)
	default:
		return fmt.Sprint(x)
	}
}

func (q *query) may(ds ast.DirectiveList) bool {
	d := ds.ForName("access")
	return d == nil || slices.ContainsFunc(d.Arguments.ForName("roles").Value.Children, func(c *ast.ChildValue) bool { return c.Value.Raw == q.role })
}

func (q *query) order(def *ast.Definition) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		if q.may(f.Directives) && f.Name != "avg" {
			fields = append(fields, f)
		}
	}
	f := pick(q, fields)
	if f.Type.Name() != "Sort" {
		return "{" + f.Name + ": " + q.order(q.schema.Types[f.Type.Name()]) + "}"
	}
	return "{" + f.Name + ": " + pick(q, []string{"ASC", "DESC"}) + "}"
}

// selection is a random selection set of an output type.
func (q *query) selection(def *ast.Definition, depth int) string {
	var out []string
	if def.Kind == ast.Union || def.Kind == ast.Interface {
		out = append(out, "__typename")
		for _, p := range q.schema.GetPossibleTypes(def) {
			if q.chance(2) {
				out = append(out, "... on "+p.Name+" "+q.aliased(p, depth))
			}
		}
		return "{ " + strings.Join(out, " ") + " }"
	}
	return q.aliased(def, depth)
}

func (q *query) aliased(def *ast.Definition, depth int) string {
	var fields ast.FieldList
	for _, f := range def.Fields {
		composite := q.schema.Types[f.Type.Name()].IsCompositeType()
		ok := !strings.HasPrefix(f.Name, "__") && f.Directives.ForName("computed") == nil && q.may(f.Directives) && f.Name != "cursor" && f.Name != "startCursor" && f.Name != "endCursor"
		if ok && (!composite || depth > 0 && q.lists < q.most) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return "{ __typename }"
	}
	var out []string
	for range 1 + q.rng.IntN(3) {
		out = append(out, q.field(def, pick(q, fields), depth))
	}
	return "{ " + strings.Join(append(out, pick(q, []string{"__typename", ""})), " ") + " }"
}

func (q *query) field(def *ast.Definition, f *ast.FieldDefinition, depth int) string {
	q.alias++
	text := fmt.Sprintf("a%d: %s", q.alias, f.Name)
	selection := ""
	if t := q.schema.Types[f.Type.Name()]; t.IsCompositeType() {
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
	if q.chance(8) {
		text += " @" + pick(q, []string{"skip", "include"}) + "(if: " + q.variable("Boolean!", q.chance(2)) + ")"
	}
	text += selection
	if q.chance(10) {
		text = "... on " + def.Name + " { " + text + " }"
	}
	return text
}
