package generate

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bole/graph/mapping"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

var (
	links    = regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	headings = regexp.MustCompile(`(?m)^#+ (.*)$`)
	examples = regexp.MustCompile("(?s)An example of ([0-9]+) estimated rows:\n\n```graphql\n(.*?)```")
)

// TestGuideHasEverything holds the guide to the hand-written schema: each type, field, value and root field with
// its term is on the page of its file, no derived type but the families is described, and no link leads nowhere.
func TestGuideHasEverything(t *testing.T) {
	sources, err := handWritten(filepath.Join("..", "..", "schema"))
	if err != nil {
		t.Fatal(err)
	}
	derived, err := Derive(sources)
	if err != nil {
		t.Fatal(err)
	}
	recording, err := Recording(sources)
	if err != nil {
		t.Fatal(err)
	}
	sources = append(sources, &ast.Source{Name: RecordingFile, Input: recording})
	pages, err := Guide(sources, derived)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Guide(sources, derived); err != nil || !maps.Equal(pages, again) {
		t.Fatalf("the guide written twice is two guides (%v)", err)
	}
	s, err := gqlparser.LoadSchema(append(sources, &ast.Source{Name: DerivedFile, Input: derived})...)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range s.Types {
		if d.BuiltIn || strings.HasPrefix(d.Name, "__") {
			continue
		}
		if d == s.Query || d == s.Mutation || d == s.Subscription {
			for _, f := range d.Fields {
				if !strings.HasPrefix(f.Name, "__") {
					onPage(t, pages[subjectOf(f.Position.Src.Name)+".md"], f.Name, f.Description)
				}
			}
			continue
		}
		page, own := pages[subjectOf(d.Position.Src.Name)+".md"]
		if own != (d.Position.Src.Name != DerivedFile) || own != strings.Contains(page, "\n## "+d.Name+"\n") {
			t.Errorf("%s of %s is described: %t", d.Name, d.Position.Src.Name, own)
			continue
		}
		_, section, _ := strings.Cut(page, "\n## "+d.Name+"\n")
		section, _, _ = strings.Cut(section, "\n## ")
		for _, f := range d.Fields {
			if own && !strings.HasPrefix(f.Name, "__") {
				onPage(t, section, f.Name, f.Description)
			}
		}
		for _, v := range d.EnumValues {
			if own {
				onPage(t, section, v.Name, v.Description)
			}
		}
	}
	for name, page := range pages {
		for _, m := range links.FindAllStringSubmatch(page, -1) {
			linked(t, pages, name, m[1], m[2])
		}
	}
}

func onPage(t *testing.T, page, name, description string) {
	t.Helper()
	term, sentence := mapping.Described(description)
	for line := range strings.SplitSeq(page, "\n") {
		if strings.HasPrefix(line, "| `"+name+"`") && strings.Contains(line, "| "+term+" | "+sentence) {
			return
		}
	}
	t.Errorf("%s is not on its page with %q", name, description)
}

func linked(t *testing.T, pages map[string]string, from, file, anchor string) {
	t.Helper()
	page, ok := pages[file]
	if !ok {
		if _, err := os.Stat(filepath.Join("..", "..", GuideFolder, file)); err != nil {
			t.Errorf("%s leads to %s: %v", from, file, err)
		}
		return
	}
	for _, h := range headings.FindAllStringSubmatch(page, -1) {
		if anchor == "" || strings.ToLower(h[1]) == anchor {
			return
		}
	}
	t.Errorf("%s leads to %s#%s, which has no such heading", from, file, anchor)
}

const guideSDL = `
directive @node(label: String!, scope: Scope!, fulltext: [String!]) on OBJECT
directive @relationship(type: String!, identity: [String!]) on INTERFACE
directive @relation(type: String!, direction: Direction!, edge: String, one: Boolean! = false) on FIELD_DEFINITION
directive @property(name: String, filter: Boolean! = true, order: Boolean! = false, group: Boolean! = false) on FIELD_DEFINITION
directive @computed(needs: [String!]! = ["key"], cost: Int! = 10) on FIELD_DEFINITION
directive @access(roles: [Role!]!) on FIELD_DEFINITION | OBJECT | INPUT_FIELD_DEFINITION
"范围 Who." enum Scope { "公开 Every role." OPEN }
"方向 Way." enum Direction { "出 Out." OUT "入 In." IN }
"角色 Who." enum Role { "管理 Admin." ADMIN "监督 Audit." AUDITOR }
"分页 A page." type PageInfo { "有 More." hasNextPage: Boolean! "末 End." endCursor: String }
"参与 Work." interface WorkedOn @relationship(type: "WORKED_ON", identity: ["role"]) { "角色 A | B." role: String! }
"干部 A person." type Cadre @node(label: "Cadre", scope: OPEN, fulltext: ["name"]) {
  "标识 Id." id: ID!
  "键 Key." key: String! @property(order: true)
  "名 Name." name: String! @property(order: true, group: true)
  "密 Secret." secret: String @property(filter: false) @access(roles: [ADMIN, AUDITOR])
  "记录 Record." record(asOf: String!): Float @computed(cost: 50)
  "同事 Others." others(filter: WorkedOnCadreFilter, first: Int): WorkedOnCadreConnection! @relation(type: "WORKED_ON", direction: IN, edge: "WorkedOn")
}
"入 Input." input Change { "键 Key." key: String! }
type Query {
  "干部 One." cadre(key: String!): Cadre
  "干部 All." cadres(filter: CadreFilter, orderBy: CadreOrder, first: Int, after: String): CadreConnection!
}
type Mutation { "改 Change." change(input: Change!): Cadre @access(roles: [ADMIN]) }
`

// TestGuidePage holds what a page says of each kind of field to its directives.
func TestGuidePage(t *testing.T) {
	sources := []*ast.Source{{Name: "cadre.graphqls", Input: guideSDL}, figuresSDL(t)}
	derived, err := Derive(sources)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := Guide(sources, derived)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# cadre 干部\n",
		"| `change` | `input:` [`Change!`](cadre.md#change) | [`Cadre`](cadre.md#cadre) | 改 | Change. For ADMIN. |\n",
		"干部: A person. A node labelled `Cadre`; it is seen by every role.\n",
		"| `name` | `String!` | 名 | Name. | filter, order, group, full text |\n",
		"| `secret` | `String` | 密 | Secret. | For ADMIN, AUDITOR |\n",
		"| `record` (`asOf:` `String!`) | `Float` | 记录 | Record. | computed, 50 rows |\n",
		"| `others` | [`WorkedOnCadreConnection!`](README.md#connection) | 同事 | Others. | filter, `←WORKED_ON` [`Cadre`](cadre.md#cadre), edges carry [`WorkedOn`](cadre.md#workedon) |\n",
		"| `role` | `String!` | 角色 | A \\| B. | filter |\n",
		"An example of 60 estimated rows:\n\n```graphql\n{\n  cadres(first: 10, orderBy: {name: ASC}) {\n    nodes {\n      key name\n      others(first: 5) { edges { role node { name } } }\n    }\n    pageInfo { hasNextPage endCursor }\n  }\n}\n```\n",
		"## Change\n\n入: Input.\n",
		"| `@computed` | `needs: [String!]! = [\"key\"]`, `cost: Int! = 10` |",
	} {
		if !strings.Contains(pages["cadre.md"], want) {
			t.Errorf("the page lacks %q:\n%s", want, pages["cadre.md"])
		}
	}
	if !strings.Contains(pages["README.md"], "### Relation\n") || !strings.Contains(pages["README.md"], "| [cadre](cadre.md) | [PageInfo](cadre.md#pageinfo) 分页, [WorkedOn](cadre.md#workedon) 参与, ") {
		t.Errorf("the index is\n%s", pages["README.md"])
	}
}

// TestGuideExamples holds that each node type has an example, valid by the schema as it stands.
func TestGuideExamples(t *testing.T) {
	sources, err := handWritten(filepath.Join("..", "..", "schema"))
	if err != nil {
		t.Fatal(err)
	}
	derived, err := Derive(sources)
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(append(sources, &ast.Source{Name: DerivedFile, Input: derived})...)
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, d := range s.Types {
		if d.Directives.ForName("node") != nil {
			missing[d.Name+"Connection"] = true
		}
	}
	files, err := filepath.Glob(filepath.Join("..", "..", GuideFolder, "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range examples.FindAllStringSubmatch(string(b), -1) {
			doc, errs := gqlparser.LoadQuery(s, m[2])
			if len(errs) > 0 {
				t.Errorf("%s: %v in\n%s", f, errs, m[2])
				continue
			}
			delete(missing, doc.Operations[0].SelectionSet[0].(*ast.Field).Definition.Type.Name())
		}
	}
	for name := range missing {
		t.Errorf("no page has an example of a %s", name)
	}
}
