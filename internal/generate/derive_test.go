package generate

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const handWrittenSDL = `
directive @node(label: String!) on OBJECT
directive @relationship(type: String!) on INTERFACE
directive @relation(type: String!, direction: String!, edge: String, one: Boolean! = false) on FIELD_DEFINITION
directive @property(order: Boolean! = false, filter: Boolean! = true) on FIELD_DEFINITION
type PageInfo { hasNextPage: Boolean! }
enum Role { LEAD MEMBER }
interface WorkedOn @relationship(type: "WORKED_ON") { role: Role! from: Int @property(order: true) }
"干部 A person." type Cadre @node(label: "Cadre") { id: ID! name: String! @property(order: true) tags: [String!]
  tasks(filter: WorkedOnTaskFilter, orderBy: [WorkedOnTaskOrder!], first: Int): WorkedOnTaskConnection! @relation(type: "WORKED_ON", direction: "OUT", edge: "WorkedOn") }
extend type Cadre { reviews(filter: TaskFilter): TaskConnection! @relation(type: "REVIEWED", direction: "OUT") }
"事项 A task." type Task @node(label: "Task") { id: ID! key: String! @property(order: true) title: String! summary: String note: String @property(filter: false) }
type Query { cadres(filter: CadreFilter, orderBy: CadreOrder): CadreConnection! }
`

// figuresSDL is the hand-written part of what is derived for figures and groups.
func figuresSDL(t *testing.T) *ast.Source {
	t.Helper()
	b, err := os.ReadFile("../../schema/group.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return &ast.Source{Name: "group.graphqls", Input: "scalar Date\n" + string(b)}
}

func TestDeriveLoadsAndIsStable(t *testing.T) {
	sources := []*ast.Source{{Name: "a.graphqls", Input: handWrittenSDL}, figuresSDL(t)}
	text, err := Derive(sources)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := Derive(sources); again != text {
		t.Fatal("deriving twice gave two texts")
	}
	s, err := gqlparser.LoadSchema(sources[0], sources[1], &ast.Source{Name: DerivedFile, Input: text})
	if err != nil {
		t.Fatalf("the derived schema does not load: %v", err)
	}
	for path, want := range map[string]string{
		"CadreFilter.tasks": "WorkedOnTaskRelation", "CadreFilter.reviews": "TaskRelation", "CadreFilter.tags": "StringListFilter", "CadreFilter.name": "StringFilter", "TaskFilter.summary": "TextFilter", "StringFilter.lt": "String", "TextFilter.startsWith": "String", "WorkedOnTaskFilter.role": "RoleFilter",
		"WorkedOnTaskFilter.node": "TaskFilter", "WorkedOnTaskOrder.from": "Sort", "WorkedOnTaskEdge.role": "Role!",
		"WorkedOnTaskConnection.nodes": "[Task!]!", "IntFilter.gte": "Int", "WorkedOnTaskConnection.aggregate": "WorkedOnTaskAggregate!", "WorkedOnTaskGroupKey.node": "TaskGroupKey", "CadreGroupBy.self": "Grouping", "WorkedOnTaskCount.where": "WorkedOnTaskFilter",
		"WorkedOnTaskAggregateFilter.count": "IntFigureFilter", "NumberAggregateFilter.avg": "FloatFigureFilter", "FloatFigureFilter.notIn": "[Float!]", "IntFigureFilter.isNull": "Boolean", "IntFilter.gteField": "FieldReference",
	} {
		typ, field, _ := strings.Cut(path, ".")
		def := s.Types[typ]
		if def == nil || def.Fields.ForName(field) == nil {
			t.Errorf("%s is not derived", path)
			continue
		}
		if got := def.Fields.ForName(field).Type.String(); got != want {
			t.Errorf("%s is a %s, want %s", path, got, want)
		}
	}
	for _, op := range []string{"lt", "lte", "gt", "gte"} {
		if s.Types["TextFilter"].Fields.ForName(op) != nil {
			t.Errorf("texts without an order are compared by %s", op)
		}
	}
	for name, def := range s.Types { // a figure is over many entries, none of which a filter has named
		if strings.HasSuffix(name, "FigureFilter") && slices.ContainsFunc(def.Fields, func(f *ast.FieldDefinition) bool { return strings.HasSuffix(f.Name, "Field") }) {
			t.Errorf("%s compares figures with fields", name)
		}
	}
	if s.Types["TaskFilter"].Fields.ForName("note") != nil {
		t.Error("a field with filter: false can be filtered")
	}
}

func TestDeriveRefusesUnknownNames(t *testing.T) {
	_, err := Derive([]*ast.Source{{Name: "a.graphqls", Input: "type Query { x: NoSuchThing }"}})
	if err == nil || !strings.Contains(err.Error(), "NoSuchThing") {
		t.Fatalf("got %v, want an error that names NoSuchThing", err)
	}
}
