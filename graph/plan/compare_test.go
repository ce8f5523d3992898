package plan

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/refusal"
	"bole/internal/worldtest"
	"bole/schema"
)

// TestWrongComparisons holds that what cannot be compared is refused before anything is asked, at its place and with
// what would be right, as a literal and as a variable alike.
func TestWrongComparisons(t *testing.T) {
	l := worldtest.Law(t)
	for _, c := range []struct {
		name, list, filter, path, want string
		code                           refusal.Code
	}{
		{"a name that none has", "CadreFilter", `{"as":"c","key":{"eqField":"d.key"}}`, "key.eqField", "refers to d, which is not the name of a filter around it; those are c", refusal.BadInput},
		{"no name at all", "CadreFilter", `{"key":{"eqField":"c.key"}}`, "key.eqField", `no filter around it has a name; give one as: "c"`, refusal.BadInput},
		{"the name of a filter beside", "CadreFilter", `{"and":[{"as":"c"},{"key":{"eqField":"c.key"}}]}`, "and[1].key.eqField", "no filter around it has a name", refusal.BadInput},
		{"a field that is not there", "CadreFilter", `{"as":"c","key":{"eqField":"c.kee"}}`, "key.eqField", "refers to kee, which is not a stored field of Cadre", refusal.BadInput},
		{"a relation", "CadreFilter", `{"as":"c","key":{"eqField":"c.organization"}}`, "key.eqField", "is a relation; refer to a field of the node there, such as organization.key", refusal.BadInput},
		{"over a relation to many", "CadreFilter", `{"as":"c","key":{"eqField":"c.tasks.key"}}`, "key.eqField", "goes over tasks of Cadre, which is not a relation to one node", refusal.BadInput},
		{"over what is no relation", "CadreFilter", `{"as":"c","key":{"eqField":"c.nobody.key"}}`, "key.eqField", "goes over nobody, which is not a field of Cadre", refusal.BadInput},
		{"too far", "TaskFilter", `{"as":"t","key":{"eqField":"t.parent.parent.parent.parent.key"}}`, "key.eqField", "leads over 4 relations, the limit is 3", refusal.BadInput},
		{"another type", "TaskFilter", `{"as":"t","difficulty":{"eqField":"t.title"}}`, "difficulty.eqField", "compares a value of type Int with title of Task, which is of type String!", refusal.BadInput},
		{"a day and a moment", "TaskFilter", `{"as":"t","startedOn":{"eqField":"t.recordedAt"}}`, "startedOn.eqField", "compare fields of one type", refusal.BadInput},
		{"another enum", "TaskFilter", `{"as":"t","outcome":{"neField":"t.category"}}`, "outcome.neField", "compare fields of one type", refusal.BadInput},
		{"a list", "DecisionFilter", `{"as":"d","kind":{"eqField":"d.modes"}}`, "kind.eqField", "which is of type [DecisionMode!]", refusal.BadInput},
		{"texts without an order", "TaskFilter", `{"as":"t","title":{"ltField":"t.summary"}}`, "title.ltField", "have none in common; use eqField or neField", refusal.BadInput},
		{"a key and a title", "TaskFilter", `{"as":"t","title":{"ltField":"t.key"}}`, "title.ltField", "have none in common", refusal.BadInput},
		{"what nothing is filtered by", "CadreFilter", `{"tasks":{"some":{"as":"w","node":{"title":{"eqField":"w.locator"}}}}}`, "tasks.some.node.title.eqField", "which nothing is filtered by", refusal.BadInput},
		{"one name twice", "CadreFilter", `{"as":"c","tasks":{"some":{"node":{"as":"c"}}}}`, "tasks.some.node.as", "is the name of another node already", refusal.BadInput},
		{"no name", "CadreFilter", `{"as":"1st"}`, "as", "is not a name for a node", refusal.BadInput},
		{"no reference", "CadreFilter", `{"key":{"eqField":"key"}}`, "key.eqField", "is not a reference to a field; write name.field", refusal.BadInput},
		{"another's field", "CadreFilter", `{"as":"c","statusFrom":{"ltField":"c.birthMonth"}}`, "statusFrom.ltField", "is not for the role ANALYST", refusal.Forbidden},
		{"anything anywhere", "TaskFilter", `{"exists":{"cases":{}}}`, "exists.cases", "is without a bound: every one of cases would be looked at for each node; of the conditions that all have to hold let one be eq, in, startsWith or eqField on key, title, occurredOn, verifiedOn", refusal.BadInput},
		{"bounds that many meet", "TaskFilter", `{"as":"t","and":[{"exists":{"tasks":{"category":{"eqField":"t.category"}}}},{"exists":{"tasks":{"category":{"eqField":"t.category"}}}},{"exists":{"tasks":{"category":{"eqField":"t.category"}}}},{"exists":{"tasks":{"category":{"eqField":"t.category"}}}},{"exists":{"tasks":{"category":{"eqField":"t.category"}}}}]}`, "and[4].exists.tasks", "brings the estimated rows to", refusal.Limit},
		{"a moment of recording", "TaskFilter", `{"as":"t","exists":{"tasks":{"recordedAt":{"eqField":"t.recordedAt"}}}}`, "exists.tasks", "is without a bound", refusal.BadInput},
		{"a bound in one of several", "TaskFilter", `{"exists":{"tasks":{"or":[{"key":{"eq":"t"}},{"outcome":{"eq":"FAILED"}}]}}}`, "exists.tasks", "is without a bound", refusal.BadInput},
		{"a bound by itself", "TaskFilter", `{"exists":{"tasks":{"as":"t","title":{"eqField":"t.title"}}}}`, "exists.tasks", "is without a bound", refusal.BadInput},
		{"a bound by what it leads to", "TaskFilter", `{"exists":{"tasks":{"as":"t","parent":{"title":{"eqField":"t.title"}}}}}`, "exists.tasks", "is without a bound", refusal.BadInput},
		{"two lists", "TaskFilter", `{"exists":{"tasks":{"key":{"eq":"t"}},"cases":{"key":{"eq":"k"}}}}`, "exists", "has 2 members; give exactly one of ExistsFilter", refusal.BadInput},
		{"one within another, again and again", "TaskFilter", `{"exists":{"tasks":{"key":{"eq":"t"},"exists":{"tasks":{"key":{"eq":"t"},"exists":{"tasks":{"key":{"eq":"t"}}}}}}}}`, "exists.tasks.exists.tasks.exists.tasks", "brings the estimated rows to 8040200", refusal.Limit},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := map[string]string{"CadreFilter": "cadres", "TaskFilter": "tasks", "DecisionFilter": "decisions"}[c.list]
			var value map[string]any
			decode(t, c.filter, &value)
			caller := law.Caller{Role: "ANALYST", Whole: true}
			for how, r := range map[string]struct {
				text string
				vars map[string]any
			}{
				"literal":  {"{ " + list + "(filter: " + literal(c.filter) + ") { totalCount } }", nil},
				"variable": {"query($f: " + c.list + ") { " + list + "(filter: $f) { totalCount } }", map[string]any{"f": value}},
			} {
				doc, errs := gqlparser.LoadQuery(l.Schema().SDL, r.text)
				if len(errs) > 0 {
					if c.name == "two lists" && how == "literal" { // the document says it
						continue
					}
					t.Fatal(errs)
				}
				_, err := Requests(l.Schema().SDL, l.Schema().SDL.Query, doc.Operations[0], r.vars, caller, nil)[0].Plan(l, l.Schema().SDL.Query, Limits{})
				var e *refusal.Error
				if !errors.As(err, &e) || e.Code != c.code || !strings.Contains(e.Error(), c.want) || refusal.PathText(e.Path) != list+".filter."+c.path {
					t.Errorf("%s: got %v; want %s with %q at %s", how, err, c.code, c.want, c.path)
				}
			}
		})
	}
}

// TestTreesAskTheLaw holds that a tree is walked, in filters and for groups, by those alone who may use the relation that it
// is made of.
func TestTreesAskTheLaw(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	own, err := gqlparser.LoadSchema(&ast.Source{Name: "own.graphqls", Input: `directive @access(roles: [Role!]!) on FIELD_DEFINITION enum Role { ADMIN } type Query { parent: Int @access(roles: [ADMIN]) }`})
	if err != nil {
		t.Fatal(err)
	}
	parent := sdl.Types["Organization"].Fields.ForName("parent")
	parent.Directives = append(parent.Directives, own.Query.Fields.ForName("parent").Directives...)
	m, err := mapping.Read(sdl)
	if err != nil {
		t.Fatal(err)
	}
	l := law.New(m)
	for request, path := range map[string]string{
		`{ organizations(filter: {within: ["a"]}) { totalCount } }`:                                                                                               "organizations.filter.within",
		`{ cadres(filter: {not: {organization: {under: ["a"]}}}) { totalCount } }`:                                                                                "cadres.filter.not.organization.under",
		`{ cadres { groupBy(by: [{organization: {top: VALUE}}]) { groups { key { organization { top { key } } } } } } }`:                                          "cadres.groupBy.by[0].organization.top",
		`{ cadres { groupBy(by: [{organization: {within: COUNTY}}]) { groups { key { organization { within { key } } } } } } }`:                                   "cadres.groupBy.by[0].organization.within",
		`{ tasks(filter: {exists: {cadres: {key: {eq: "c"}, organization: {within: ["a"]}}}}) { totalCount } }`:                                                   "tasks.filter.exists.cadres.organization.within",
		`{ evaluators { groupBy(by: [{organization: {level: VALUE}}], first: 1) { groups { aggregate { count } } } nodes { organization { parent { key } } } } }`: "evaluators.nodes.organization.parent",
	} {
		_, err := rootOf(t, l, request, nil, law.Caller{Role: "ANALYST", Whole: true})
		var e *refusal.Error
		if !errors.As(err, &e) || e.Code != refusal.Forbidden || refusal.PathText(e.Path) != path {
			t.Errorf("%s\ngot %v; want FORBIDDEN at %s", request, err, path)
		}
		if _, err := rootOf(t, l, request, nil, law.Caller{Role: "ADMIN", Whole: true}); err != nil {
			t.Errorf("%s\nfor ADMIN: %v", request, err)
		}
	}
}

// literal is JSON as GraphQL has it: names without quotes, values of enums too.
func literal(text string) string {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return literalOf(v)
}

func literalOf(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var out []string
		for _, k := range sortedKeys(v) {
			out = append(out, k+": "+literalOf(v[k]))
		}
		return "{" + strings.Join(out, ", ") + "}"
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, literalOf(x))
		}
		return "[" + strings.Join(out, ", ") + "]"
	case string:
		if v == strings.ToUpper(v) && len(v) > 3 {
			return v
		}
		return `"` + v + `"`
	default:
		panic("no literal")
	}
}

// TestReferencesAreOfThePlan: two requests whose variables name other nodes or fields share no plan, and those with
// other values do.
func TestReferencesAreOfThePlan(t *testing.T) {
	l := worldtest.Law(t)
	doc, errs := gqlparser.LoadQuery(l.Schema().SDL, `query($f: TaskFilter) { tasks(filter: $f) { totalCount } }`)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	shape := func(filter string) string {
		var f map[string]any
		decode(t, filter, &f)
		key, _, ok := ShapeOf(l, doc.Operations[0], map[string]any{"f": f}, law.Caller{Role: "ANALYST", Whole: true}, map[string]bool{})
		if !ok {
			t.Fatalf("%s has no shape", filter)
		}
		return key
	}
	one := shape(`{"as":"t","title":{"eqField":"t.key"},"within":["a"]}`)
	for filter, same := range map[string]bool{
		`{"as":"t","title":{"eqField":"t.key"},"within":["b"]}`:   true,
		`{"as":"u","title":{"eqField":"t.key"},"within":["a"]}`:   false,
		`{"as":"t","title":{"eqField":"t.title"},"within":["a"]}`: false,
	} {
		if got := shape(filter) == one; got != same {
			t.Errorf("%s shares a plan: %t, want %t", filter, got, same)
		}
	}
}
