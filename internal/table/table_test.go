package table_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/internal/table"
	"bole/schema"
)

var nodes = regexp.MustCompile(`type (\w+) implements Node`)

// tables reads the schema's tables after edits: old and new text in turn, each old text standing once in the files.
// A new text for "" is a file of its own.
func tables(t *testing.T, edits ...string) ([]*table.Table, error) {
	t.Helper()
	sources, err := schema.Sources()
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(edits); i += 2 {
		if edits[i] == "" {
			sources = append(sources, &ast.Source{Name: "new.graphqls", Input: edits[i+1]})
			for _, m := range nodes.FindAllStringSubmatch(edits[i+1], -1) { // what `make generate` derives of it
				sources = append(sources, &ast.Source{Name: mapping.DerivedFile, Input: "extend type " + m[1] + ` { "称谓 A." label: String! }`})
			}
			continue
		}
		n := 0
		for _, s := range sources {
			if s.Name == "recording.graphqls" { // follows from the others
				continue
			}
			n += strings.Count(s.Input, edits[i])
			s.Input = strings.ReplaceAll(s.Input, edits[i], edits[i+1])
		}
		if n != 1 {
			t.Fatalf("%q stands %d times in the schema", edits[i], n)
		}
	}
	s, err := gqlparser.LoadSchema(sources...)
	if err != nil {
		return nil, err
	}
	m, err := mapping.Read(s)
	if err != nil {
		return nil, err
	}
	return table.Tables(m)
}

func named(t *testing.T, all []*table.Table, name string) *table.Table {
	t.Helper()
	i := slices.IndexFunc(all, func(x *table.Table) bool { return x.Name == name })
	if i < 0 {
		t.Fatalf("no table %s", name)
	}
	return all[i]
}

// node is a node type with what every one has, and more.
func node(head, fields string) string {
	return `"查 A." type X implements Node ` + head + ` {
"标 A." id: ID! "键 A." key: String! "记 A." recordedAt: DateTime! "版 A." version: Int!
"来 A." sources: SourcedFromSourceConnection! @relation(type: "SOURCED_FROM", direction: OUT, edge: "SourcedFrom")
` + fields + `
}`
}

// TestWrongDirectives puts one directive at a time where it cannot hold; each is refused with file and line.
func TestWrongDirectives(t *testing.T) {
	const label, rows = `@node(label: "X", scope: OPEN)`, ` @table(name: "xs", columns: ["key", "a", "b"])`
	const task, completed = `@table(name: "tasks", order: 90,`, `completedOn: Date @after(field: "startedOn", orSame: true)`
	for _, c := range []struct {
		name  string
		edits []string
		want  string
	}{
		{"column of no field", []string{`"evaluatedOn", "period", `, `"evaluatedOn", "epoch", `}, "@table on Evaluation: columns name epoch, and Evaluation has no field of that name"},
		{"column twice", []string{`"evaluatedOn", "period", `, `"evaluatedOn", "year", `}, `@table on Evaluation: "year" stands twice in columns; name it once`},
		{"column of the system", []string{`"evaluatedOn", "period", `, `"evaluatedOn", "recordedAt", `}, "columns name recordedAt, which the system writes or computes itself"},
		{"computed column", []string{"", node(label+rows, `"甲 A." a: String @computed "乙 A." b: String`)}, "new.graphqls:1: @table on X: columns name a, which the system writes or computes itself"},
		{"source among the columns", []string{`"evaluatedOn", "period", `, `"evaluatedOn", "source", `}, "columns name source, which each row has in any case"},
		{"column by the field's name", []string{`columns: ["key", "version", "name", "effectiveFrom"`, `columns: ["key", "edition", "name", "effectiveFrom"`}, "columns name edition, but @column calls it version"},
		{"name of a column", []string{`@column(name: "version")`, `@column(name: "1st")`}, `@column on Scheme.edition: "1st" cannot be the name of this column`},
		{"no key", []string{"", node(label+` @table(name: "xs", columns: ["a", "b"])`, `"甲 A." a: String "乙 A." b: String`)}, "new.graphqls:1: @table on X: columns have no key"},
		{"key and identity", []string{task, `@table(name: "tasks", identity: ["title"], order: 90,`}, "@table on Task: rows with a key are told apart by it"},
		{"identity of no column", []string{`identity: ["vacancy", "rule"]`, `identity: ["vacancy", "law"]`}, "identity names law, which is not a column of the table"},
		{"identity of a number", []string{"", node(label+` @table(name: "xs", identity: ["a"], columns: ["a", "b"])`, `"甲 A." a: Int! "乙 A." b: String`)}, "new.graphqls:1: @table on X: identity names a, which is not a text, date, enum or reference"},
		{"identity of a relationship", []string{`identity: ["task", "cadre", "role", "from"]`, `identity: ["task", "cadre"]`}, "@table on WorkedOn: identity is not cadre, task, role, from, by which @relationship tells rows apart"},
		{"one of one", []string{`oneOf: ["cadre", "organization"]`, `oneOf: ["cadre"]`}, "oneOf takes two or more columns"},
		{"one of no column", []string{`oneOf: ["cadre", "organization"]`, `oneOf: ["cadre", "unit"]`}, "oneOf names unit, which is not a column of the table"},
		{"two tables of one name", []string{`name: "dimensions"`, `name: "Indicators"`}, `"Indicators" cannot be the name of a table`},
		{"two tables of one name but for case", []string{`name: "rankQuotas"`, `name: "rankgrants"`}, "@table on RankQuota: the table rankgrants is that of RankGrant already; give each type its own"},
		{"one label on two types", []string{"", node(`@node(label: "Task", scope: OPEN)`, "")}, "X has the label Task, which Task has too; give each type a label of its own"},
		{"order below one", []string{task, `@table(name: "tasks", order: 0,`}, "@table on Task: order is 0; give a whole number from 1 on"},
		{"order of text", []string{task, `@table(name: "tasks", order: "9",`}, `@table on Task: order is "9"; give a number`},
		{"columns of numbers", []string{"", node(label+` @table(name: "xs", columns: [1])`, "")}, "@table on X: columns holds 1; give names in quotes"},
		{"ends of a node", []string{task, `@table(name: "tasks", from: "a", order: 90,`}, "from and to name the ends of a relationship, and Task is a node"},
		{"no ends", []string{`from: "cadre", to: "task", `, ``}, "@table on WorkedOn: from and to name the columns with the keys of both ends"},
		{"one column for both ends", []string{`from: "cadre", to: "task", `, `from: "cadre", to: "cadre", `}, "both ends have the column cadre"},
		{"an end that is a column", []string{`from: "cadre", to: "task", `, `from: "cadre", to: "role", `}, "columns name role, which is the key of an end of the relationship"},
		{"a relationship of many types", []string{`interface SourcedFrom @relationship(type: "SOURCED_FROM")`, `interface SourcedFrom @relationship(type: "SOURCED_FROM") @table(name: "origins", from: "a", to: "b", columns: ["locator"])`}, "@table on SourcedFrom: relationships of SourcedFrom have more than one type of node at an end"},
		{"neither node nor relationship", []string{"type PageInfo", `type PageInfo @table(name: "pages", columns: ["key"])`}, "@table on PageInfo: PageInfo is neither a node nor a relationship"},
		{"range of a text", []string{"  difficultyBasis: String", "  difficultyBasis: String @range(min: 1)"}, "@range on Task.difficultyBasis: it is for numbers, and this field is a String"},
		{"range of nothing", []string{"difficulty: Int @range(min: 1, max: 5)", "difficulty: Int @range"}, "@range on Task.difficulty: it has neither min nor max"},
		{"range upside down", []string{"difficulty: Int @range(min: 1, max: 5)", "difficulty: Int @range(min: 5, max: 1)"}, "@range on Task.difficulty: 5 to 1 holds no number"},
		{"range of fractions", []string{"difficulty: Int @range(min: 1, max: 5)", "difficulty: Int @range(min: 1, max: 4.5)"}, "@range on Task.difficulty: 1 to 4.5 is not a range of Int"},
		{"range beyond Int", []string{"difficulty: Int @range(min: 1, max: 5)", "difficulty: Int @range(max: 3000000000)"}, "is not a range of Int"},
		{"range of no column", []string{"type Shortlist implements Node", "type Shortlist implements Node", "createdBy: String!", `createdBy: String! @range(min: 1)`}, "@range on Shortlist.createdBy: the field is not a column of a table"},
		{"range on a reference", []string{`parent: Task @relation`, `parent: Task @range(min: 1) @relation`}, "@range on Task.parent: it is for values, and this column refers to other rows"},
		{"order of no date", []string{completed, `completedOn: Date @after(field: "title")`}, "@after on Task.completedOn: it is for two dates; completedOn and title are not both dates"},
		{"order of no field", []string{completed, `completedOn: Date @after(field: "begunOn")`}, "@after on Task.completedOn: field names begunOn, and Task has no field of that name"},
		{"order of no column", []string{completed, `completedOn: Date @after(field: "recordedAt")`}, "field names recordedAt, which is not a column of tasks"},
		{"order of itself", []string{completed, `completedOn: Date @after(field: "completedOn")`}, "@after on Task.completedOn: it names the field itself"},
		{"order of a text", []string{completed, `completedOn: Date @after(field: "startedOn", orSame: "yes")`}, `orSame is "yes"; give true or false`},
		{"most of another type", []string{`@atMost(field: "electorate")`, `@atMost(field: "leader")`}, "@atMost on Nominated.votes: it is for two numbers of one type; votes and leader are not"},
		{"key of a type without a table", []string{`@keyOf(type: "Cadre")`, `@keyOf(type: "Shortlist")`}, "@keyOf on Nominated.leader: it takes a text, and a type with a table"},
		{"weights of a text", []string{"wants: [String!] @weights", "wants: String @weights"}, "@weights on Vacancy.wants: it is for lists of String; String does not fit"},
		{"a table of codes of a date", []string{`partyJoinedOn: Date @personal @property`, `partyJoinedOn: Date @coded(standard: "X", values: ["1 a"]) @property`}, "@coded on Cadre.partyJoinedOn: it is for texts; Date does not fit"},
		{"a code without a text", []string{`"13 群众 普通公民"`, `"13"`}, `@coded on Cadre.politicalStatus: "13" is not a code and its text`},
		{"a code twice", []string{`"13 群众 普通公民"`, `"12 群众"`}, `@coded on Cadre.politicalStatus: "12" stands for 无党派人士 already`},
		{"a short form twice", []string{`FEMALE @written(as: ["2", "女性"])`, `FEMALE @written(as: ["1"])`}, `Gender.FEMALE: "1" stands for MALE already`},
		{"a table of codes of no column", []string{"type Shortlist implements Node", "type Shortlist implements Node", "createdBy: String!", `createdBy: String! @coded(standard: "X", values: ["1 a"])`}, "@coded on Shortlist.createdBy: the field is not a column of a table"},
		{"a reference to a type without a table", []string{"", node(label+rows, `"甲 A." a: Shortlist @relation(type: "A", direction: OUT, one: true) "乙 A." b: String`)}, "X.a leads to Shortlist, which has no table"},
		{"a reference with properties", []string{"", node(label+rows, `"甲 A." a: WorkedOnTaskConnection! @relation(type: "WORKED_ON", direction: OUT, edge: "WorkedOn") "乙 A." b: String`)}, "X.a has edges with properties of their own"},
		{"a type no column holds", []string{"", node(label+rows, `"甲 A." a: DateTime "乙 A." b: String`)}, "X.a is a DateTime, which a column cannot hold"},
		{"a list no column holds", []string{"", node(label+rows, `"甲 A." a: [Int!] "乙 A." b: String`)}, "X.a is a list of Int"},
		{"no sources", []string{"", `"查 A." type X implements Node ` + label + ` @table(name: "xs", columns: ["key"]) { "标 A." id: ID! "键 A." key: String! }`}, "new.graphqls:1: @table on X: X has no field sources"},
		{"rows that require one another", []string{"", node(label+` @table(name: "xs", columns: ["key", "y"])`, `"甲 A." y: Y! @relation(type: "A", direction: OUT, one: true)`) + "\n" +
			strings.NewReplacer("X", "Y", `"xs"`, `"ys"`, "y: Y!", "x: X!", `"y"`, `"x"`).Replace(node(label+` @table(name: "xs", columns: ["key", "y"])`, `"甲 A." y: Y! @relation(type: "B", direction: OUT, one: true)`))},
			"new.graphqls:1: the tables xs, ys require rows of one another"},
	} {
		_, err := tables(t, c.edits...)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
}

// TestAllProblemsAtOnce holds that one run says all that is wrong, in the order of the files.
func TestAllProblemsAtOnce(t *testing.T) {
	_, err := tables(t, "wants: [String!] @weights", "wants: String @weights", "difficulty: Int @range(min: 1, max: 5)", "difficulty: Int @range")
	if err == nil {
		t.Fatal("two wrong directives are accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	sources, err := schema.Sources()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{at(t, sources, "task.graphqls", "  difficulty: Int"), at(t, sources, "vacancy.graphqls", "  wants:")}
	if len(lines) != 2 || !strings.HasPrefix(lines[0], want[0]) || !strings.HasPrefix(lines[1], want[1]) {
		t.Errorf("got\n%s\nwant lines that begin with %q", strings.Join(lines, "\n"), want)
	}
}

// at is where a text stands first: file:line.
func at(t *testing.T, sources []*ast.Source, file, text string) string {
	t.Helper()
	for _, s := range sources {
		if before, _, found := strings.Cut(s.Input, text); found && s.Name == file {
			return fmt.Sprintf("%s:%d: ", file, strings.Count(before, "\n")+1)
		}
	}
	t.Fatalf("%s has no %q", file, text)
	return ""
}

// TestOrder holds the order in which tables are loaded and written, which exports show, and which references are
// written when all rows are there.
func TestOrder(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	var names, deferred []string
	for _, x := range all {
		names = append(names, x.Name)
		for _, c := range x.Columns {
			if c.Deferred {
				deferred = append(deferred, x.Name+"."+c.Name)
			}
		}
	}
	const want = "sources organizations positions cadres educations appointments rankGrants rankQuotas tasks difficultyRevisions evaluators schemes dimensions indicators " +
		"cases evaluations vacancies requirements rounds talks programs campaigns batches decisions recognitions sanctions toleranceRulings statements clearances " +
		"selectionSteps participations caseSubjects scores nominations talkRecommendations campaignPlans"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("the tables come as\n%s\nwant\n%s", got, want)
	}
	const later = "sources.source organizations.parent tasks.parent cases.collectedIn evaluations.causedBy talks.sanction programs.parent"
	if got := strings.Join(deferred, " "); got != later {
		t.Errorf("written later are\n%s\nwant\n%s", got, later)
	}
}

// TestOrderFollowsReferences puts a table first by its order that requires rows of the last.
func TestOrderFollowsReferences(t *testing.T) {
	all, err := tables(t, "", node(`@node(label: "X", scope: OPEN) @table(name: "xs", order: 1, columns: ["key", "step", "task"])`,
		`"甲 A." step: SelectionStep! @relation(type: "A", direction: OUT, one: true) "乙 A." task: Task @relation(type: "B", direction: OUT, one: true)`))
	if err != nil {
		t.Fatal(err)
	}
	x := slices.Index(all, named(t, all, "xs"))
	if all[x-1].Name != "selectionSteps" {
		t.Errorf("xs comes after %s", all[x-1].Name)
	}
	if all[x].Column("task").Deferred {
		t.Error("a reference to an earlier table is deferred")
	}
}

// TestColumns reads what single columns may hold.
func TestColumns(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	tasks, nominations := named(t, all, "tasks"), named(t, all, "nominations")
	if c := tasks.Column("难度"); c == nil || c.Name != "difficulty" || c.Min != 1 || c.Max != 5 || c.Required {
		t.Errorf("difficulty by its label: %+v", c)
	}
	if c := named(t, all, "schemes").Column("version"); c == nil || c.Property != "edition" || !c.Required {
		t.Errorf("an edition: %+v", c)
	}
	if c := nominations.Column("leader"); c.Refers != "cadres" || c.Relation != nil {
		t.Errorf("a leader: %+v", c)
	}
	if nominations.Columns[0].Name != "round" || nominations.Columns[1].Name != "cadre" || !nominations.IsEdge() {
		t.Errorf("nominations begin with %s, %s", nominations.Columns[0].Name, nominations.Columns[1].Name)
	}
	if tasks.Parent() != tasks.Column("parent") || named(t, all, "cadres").Parent() != nil {
		t.Error("parents")
	}
	for name, want := range map[string]string{"evaluations": "cadre", "cadres": "key", "educations": "cadre", "tasks": ""} {
		owner := ""
		if c := named(t, all, name).Owner; c != nil {
			owner = c.Name
		}
		if owner != want {
			t.Errorf("rows of %s belong to the key in %q, want %q", name, owner, want)
		}
	}
	for name, long := range map[string]bool{"title": false, "summary": true} {
		if tasks.Column(name).Long != long {
			t.Errorf("long %s: %t", name, !long)
		}
	}
	if named(t, all, "cadres").Column("sortName").Long {
		t.Error("a text that an index orders by may be longer than an entry of the index")
	}
}

// TestTogether holds the columns of a row against one another.
func TestTogether(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		table  string
		values map[string]any
		want   string
	}{
		{"tasks", map[string]any{"startedOn": "2024-05-02", "completedOn": "2024-05-02"}, ""},
		{"tasks", map[string]any{"startedOn": "2024-05-02", "completedOn": "2024-05-01"}, "completedOn 2024-05-01 is before startedOn 2024-05-02; give the same date or a later one"},
		{"tasks", map[string]any{"startedOn": "2024-05-02", "completedOn": "2024-05"}, "completedOn 2024-05 is before startedOn 2024-05-02; give the same date or a later one"},
		{"programs", map[string]any{"from": "2024-05-01", "to": "2024-05-01"}, "to 2024-05-01 is not after from 2024-05-01; give a later date, or none while it lasts"},
		{"sanctions", map[string]any{"decidedOn": "2024", "startsOn": "2025", "effectEndsOn": "2024"}, "effectEndsOn 2024 is before startsOn 2025; give the same date or a later one"},
		{"nominations", map[string]any{"votes": int64(4), "electorate": int64(4)}, ""},
		{"nominations", map[string]any{"votes": int64(5), "electorate": int64(4)}, "votes 5 is more than electorate 4; give at most as many votes as valid ballots"},
		{"nominations", map[string]any{"votes": int64(5)}, ""},
		{"evaluations", map[string]any{"cadre": "c", "organization": "o"}, "cadre is one of 2 given among cadre, organization; give exactly one of them"},
		{"cadres", map[string]any{"locator": "p. 3"}, "locator stands without a source; name the source it is a place in"},
	} {
		var got []string
		named(t, all, c.table).Together(c.values, nil, table.Header{}, func(column string, m *table.Misfit) {
			got = append(got, fmt.Sprintf("%s %s; %s", column, m.Problem, m.Remedy))
		})
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s %v: got %q, want %q", c.table, c.values, got, c.want)
		}
	}
}

// TestDatasetPage holds the tables of docs/dataset.md to the schema, columns in order, required ones and lists, and those
// of the Chinese page, which has the terms as well.
func TestDatasetPage(t *testing.T) {
	all, err := tables(t)
	if err != nil {
		t.Fatal(err)
	}
	en := documented(t, "dataset.md", `(?m)^\| (\w+) \| (.*) \|$`, ", and one of ", " ", ", one of ", " ", "→ and ", "→ ", ", ", " ", " (CATEGORY:weight)", "")
	zh := documented(t, filepath.Join("zh-CN", "dataset.md"), `(?m)^\| (\p{Han}+ \w+) \| (.*) \|$`, " 二者填其一，", " ", " 三者填其一", "", " 四者填其一", "", " 与", " ", "、", " ", "，", " ",
		"（写作 CATEGORY:weight，即“类别:权重”）", "")
	for _, x := range all {
		var names, terms []string
		for _, c := range x.Columns[:len(x.Columns)-2] { // but for source and locator
			text := c.Name
			if c.Refers != "" {
				text += "→"
			}
			text += map[bool]string{true: "[]"}[c.List] + map[bool]string{true: "*"}[c.Required]
			names = append(names, text)
			terms = append(terms, c.Term+" "+text)
		}
		if want := strings.Join(names, " "); en[x.Name] != want {
			t.Errorf("%s in docs/dataset.md:\n%s\nin the schema:\n%s", x.Name, en[x.Name], want)
		}
		if want := strings.Join(terms, " "); zh[x.Term+" "+x.Name] != want {
			t.Errorf("%s %s in docs/zh-CN/dataset.md:\n%s\nin the schema:\n%s", x.Term, x.Name, zh[x.Term+" "+x.Name], want)
		}
	}
}

// documented gives the columns of each table on a page of docs as the schema has them: words of the page's language are
// replaced, and of references the table is left out, which a page names where the column's name does not say it.
func documented(t *testing.T, page, row string, words ...string) map[string]string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range regexp.MustCompile(row).FindAllStringSubmatch(string(b), -1) {
		columns := regexp.MustCompile(`→\w+`).ReplaceAllString(strings.NewReplacer(words...).Replace(m[2]), "→")
		out[m[1]] = strings.NewReplacer("*→", "→*", "*[]", "[]*").Replace(columns)
	}
	return out
}
