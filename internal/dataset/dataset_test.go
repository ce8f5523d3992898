package dataset_test

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"bole/graph/law"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

func open(t *testing.T) *rooms.Rooms {
	t.Helper()
	return roomstest.Open(t, rooms.Options{})
}

// options of an import as of now.
func options() dataset.Options { return dataset.Options{Now: time.Now(), Caller: law.System} }

// folder writes files, given as name and text in turn.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, g *rooms.Rooms, dir string) map[string]dataset.Tally {
	t.Helper()
	return roomstest.Import(t, g, dir, time.Now())
}

const orgs = `{"key":"o1","name":"甲","kind":"GOVERNMENT"}` + "\n" + `{"key":"o2","name":"乙","kind":"DEPARTMENT","parent":"o1"}` + "\n"

// TestFindings breaks one rule at a time; each finding says where, what is wrong and what would be right.
func TestFindings(t *testing.T) {
	g := open(t)
	load(t, g, folder(t, "organizations.jsonl", orgs, "cadres.jsonl", `{"key":"c1","name":"张某"}`))
	long := strings.Repeat("长", 501)
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"unknown file", []string{"people.jsonl", ""}, "people.jsonl: is the file of no table; name it"},
		{"two files", []string{"cadres.jsonl", "", "cadres.csv", "key,name\n"}, "cadres.jsonl: holds the table that cadres.csv holds; keep one"},
		{"unknown column", []string{"cadres.jsonl", `{"key":"c2","name":"李","age":3}`}, "cadres.jsonl:1: age: is not a column of cadres; leave it out"},
		{"unknown header", []string{"cadres.csv", "key,name,age\n"}, "cadres.csv:1: age: is not a column of cadres"},
		{"header twice", []string{"cadres.csv", "key,name,姓名\n"}, "cadres.csv:1: 姓名: stands twice in the header"},
		{"no header", []string{"cadres.csv", ""}, "cadres.csv:1: has no header"},
		{"field count", []string{"cadres.csv", "key,name\nc2\n"}, "cadres.csv:2: has 1 fields, the header has 2; give as many"},
		{"stray quote", []string{"cadres.csv", "key,name\nc2,\"a\"b\n"}, "cadres.csv:2: breaks off"},
		{"line of a quoted field", []string{"cadres.csv", "key,name\n\"c2\",\"a\nb\"\nc3\n"}, "cadres.csv:4: has 1 fields"},
		{"no object", []string{"cadres.jsonl", `["c2"]`}, "cadres.jsonl:1: is not a JSON object; give one object a line"},
		{"broken JSON", []string{"cadres.jsonl", `{"key":"c2"`}, "cadres.jsonl:1: is not a JSON object"},
		{"where JSON breaks off", []string{"cadres.jsonl", `{"key":"c2","name":"张`}, "cadres.jsonl:1: is not a JSON object: it breaks off after character 21; give the whole object in one line"},
		{"NaN", []string{"cadres.jsonl", `{"key":"c2","name":NaN}`}, "cadres.jsonl:1: is not a JSON object: at character 20 stands NaN; give null, or leave the member out"},
		{"minus infinity", []string{"cadres.jsonl", `{"key":"张","name":-Infinity}`}, "cadres.jsonl:1: is not a JSON object: at character 19 stands -Infinity; give null"},
		{"a word of Python", []string{"cadres.jsonl", `{"key":"c2","name":True}`}, "at character 20 stands True; give texts in double quotes, and true and false in small letters"},
		{"single quotes", []string{"cadres.jsonl", `{'key':'c2'}`}, "at character 2 stands 'key'; give texts in double quotes"},
		{"a comma too many", []string{"cadres.jsonl", `{"key":"c2",}`}, "at character 13 stands }; give one object a line"},
		{"no comma", []string{"cadres.jsonl", `{"key":"c2" "name":"x"}`}, `at character 13 stands "name"; give one object a line`},
		{"semicolons", []string{"cadres.csv", "key;name\nc2;x\n"}, "cadres.csv:1: has its fields parted by semicolons; save the file with commas"},
		{"tabs", []string{"cadres.csv", "键\t姓名\nc2\tx\n"}, "cadres.csv:1: has its fields parted by tabs; save the file with commas"},
		{"UTF-16", []string{"cadres.csv", "\xff\xfek\x00e\x00y\x00"}, "cadres.csv:1: is UTF-16, which Excel calls Unicode text; save the file as CSV UTF-8"},
		{"not even GB18030", []string{"cadres.csv", "key,name\nc2,\xff\xff\n"}, "cadres.csv:2: name: is not UTF-8, or holds U+FFFD"},
		{"rows under a wrong header", []string{"cadres.csv", "key,name,age,birthMonth\nc2,x,3,75.3\n"}, "cadres.csv:2: birthMonth: \"75.3\" does not say clearly which part is the year"},
		{"a required column that is not there", []string{"cadres.csv", "key,姓名称\nc2,x\n"}, "cadres.csv:1: name: has no column; name it name or 姓名; it is required in every row of cadres"},
		{"two objects on a line", []string{"cadres.jsonl", `{"key":"c2","name":"x"} {"key":"c3","name":"x"}`}, "cadres.jsonl:1: is not a JSON object"},
		{"member twice", []string{"cadres.jsonl", `{"key":"c2","name":"x","name":"y"}`}, "cadres.jsonl:1: name: stands twice in one object"},
		{"not UTF-8", []string{"cadres.jsonl", "{\"key\":\"c2\",\"name\":\"\xff\"}"}, "cadres.jsonl:1: is not UTF-8; save"},
		{"missing", []string{"cadres.jsonl", `{"key":"c2"}`}, "cadres.jsonl:1: name: is missing; give it in every row of cadres"},
		{"null", []string{"cadres.jsonl", `{"key":"c2","name":null}`}, "cadres.jsonl:1: name: is empty; it is required"},
		{"key twice", []string{"cadres.jsonl", "{\"key\":\"c2\",\"name\":\"x\"}\n\n{\"key\":\"c2\",\"name\":\"y\"}"}, "cadres.jsonl:3: key: c2 stands in line 1 already; keep one"},
		{"identity twice", []string{"cases.jsonl", `{"key":"k","title":"x","occurredOn":"2024","kind":"OTHER","polarity":"POSITIVE","verification":"VERIFIED"}`,
			"caseSubjects.jsonl", "{\"case\":\"k\",\"cadre\":\"c1\"}\n{\"case\":\"k\",\"cadre\":\"c1\"}"}, "caseSubjects.jsonl:2: case: k, c1 stands in line 1 already"},
		{"long key", []string{"cadres.jsonl", `{"key":"` + strings.Repeat("k", 129) + `","name":"x"}`}, "key: is a key of 129 characters; give at most 128"},
		{"semicolon in key", []string{"cadres.jsonl", `{"key":"a;b","name":"x"}`}, `key: the key "a;b" holds a semicolon`},
		{"long name", []string{"cadres.jsonl", `{"key":"c2","name":"` + long + `"}`}, "name: has 501 characters; give at most 500"},
		{"control character", []string{"cadres.jsonl", `{"key":"c2","name":"a\u0007"}`}, "name: holds the control character U+0007; remove it"},
		{"date", []string{"cadres.jsonl", `{"key":"c2","name":"x","workStartedOn":"2023-02-29"}`}, `workStartedOn: "2023-02-29" is a day that does not exist`},
		{"year zero", []string{"cadres.jsonl", `{"key":"c2","name":"x","workStartedOn":"0000"}`}, `workStartedOn: "0000" is not a date`},
		{"enum", []string{"cadres.jsonl", `{"key":"c2","name":"x","status":"GONE"}`}, `status: "GONE" is not a value of CadreStatus; use one of: ACTIVE, RETIRED, LEFT`},
		{"number as text", []string{"tasks.jsonl", `{"key":"t","title":"x","category":"REFORM","difficulty":"4"}`}, "difficulty: is not a number; give a whole number without quotes"},
		{"number out of range", []string{"tasks.jsonl", `{"key":"t","title":"x","category":"REFORM","difficulty":6}`}, "difficulty: 6 is outside 1 to 5"},
		{"fraction", []string{"tasks.jsonl", `{"key":"t","title":"x","category":"REFORM","difficulty":1.5}`}, "difficulty: 1.5 is not a whole number"},
		{"score", []string{"tasks.jsonl", `{"key":"t","title":"x","category":"REFORM","outcomeScore":100.5}`}, "outcomeScore: 100.5 is outside 0 to 100"},
		{"beyond 32 bits", []string{"rankQuotas.jsonl", `{"key":"q","organization":"o1","ladder":"GENERAL","group":"x","quota":2147483648,"from":"2020"}`}, "quota: 2147483648 is outside 0 to 2147483647"},
		{"negative", []string{"rankQuotas.jsonl", `{"key":"q","organization":"o1","ladder":"GENERAL","group":"x","quota":-1,"from":"2020"}`}, "quota: -1 is outside"},
		{"boolean", []string{"organizations.jsonl", `{"key":"o3","name":"x","kind":"OTHER","area":"是"}`}, "area: is neither true nor false"},
		{"weight", []string{"dimensions.jsonl", `{"key":"d","scheme":"s","name":"x","weight":-1}`, "schemes.jsonl", `{"key":"s","version":"1","name":"x","effectiveFrom":"2020"}`}, "dimensions.jsonl:1: weight: -1 is not a finite number from 0 on"},
		{"not after", []string{"programs.jsonl", `{"key":"p","name":"x","from":"2024-05-01","to":"2024-05-01"}`}, "to: 2024-05-01 is not after from 2024-05-01"},
		{"before", []string{"tasks.jsonl", `{"key":"t","title":"x","category":"REFORM","startedOn":"2024-05-02","completedOn":"2024-05-01"}`}, "completedOn: 2024-05-01 is before startedOn 2024-05-02"},
		{"votes", []string{"rounds.jsonl", `{"key":"r","kind":"VACANCY","heldOn":"2024","organization":"o1"}`, "nominations.jsonl", `{"round":"r","cadre":"c1","votes":5,"electorate":4}`}, "nominations.jsonl:1: votes: 5 is more than electorate 4"},
		{"one of", []string{"evaluations.jsonl", `{"key":"v","kind":"ANNUAL","evaluatedOn":"2024"}`}, "evaluations.jsonl:1: cadre: is one of 0 given among cadre, organization; give exactly one"},
		{"one of two", []string{"evaluations.jsonl", `{"key":"v","kind":"ANNUAL","evaluatedOn":"2024","cadre":"c1","organization":"o1"}`}, "cadre: is one of 2 given"},
		{"no list", []string{"cases.jsonl", `{"key":"k","title":"x","occurredOn":"2024","kind":"OTHER","polarity":"POSITIVE","verification":"VERIFIED","collectedIn":"v"}`}, "collectedIn: is not a list"},
		{"empty item", []string{"vacancies.csv", "key,title,position,openedOn,wants\nv,x,p,2024,REFORM:1;;REFORM:2\n"}, "wants: has no text as item 2; leave out empty items"},
		{"weight of a category", []string{"vacancies.csv", "key,title,position,openedOn,wants\nv,x,p,2024,REFORM\n"}, `wants: "REFORM" is not a value of TaskCategory with a weight`},
		{"a category that is not one", []string{"vacancies.jsonl", `{"key":"v","title":"x","position":"p","openedOn":"2024","wants":["DEBT:1"]}`}, `wants: "DEBT" is not a value of TaskCategory; use one of: DEBT_RESOLUTION`},
		{"a category twice", []string{"vacancies.jsonl", `{"key":"v","title":"x","position":"p","openedOn":"2024","wants":["REFORM:1","REFORM:2"]}`}, `wants: names "REFORM" twice; name it once`},
		{"a rule that is not one", []string{"requirements.jsonl", `{"vacancy":"v","rule":"NO_SUCH","strength":"MUST"}`}, `requirements.jsonl:1: rule: the rule book has no rule "NO_SUCH"; it has IN_SERVICE`},
		{"a value that is not one", []string{"requirements.jsonl", `{"vacancy":"v","rule":"YEARS_OF_SERVICE","value":"many","strength":"MUST"}`}, `requirements.jsonl:1: value: of YEARS_OF_SERVICE: it has the value "many"; years of whole months are read`},
		{"an operator of another rule", []string{"requirements.jsonl", `{"vacancy":"v","rule":"YEARS_OF_SERVICE","operator":"LT","value":"3","strength":"MUST"}`}, `requirements.jsonl:1: operator: YEARS_OF_SERVICE is compared by "LT"; the rule compares by GTE`},
		{"no value", []string{"requirements.jsonl", `{"vacancy":"v","rule":"AGE","strength":"MUST"}`}, `requirements.jsonl:1: value: AGE has no value, and the rule none of its own; give one, such as 55`},
		{"a value of a rule without", []string{"requirements.jsonl", `{"vacancy":"v","rule":"HEADCOUNT","value":"3","strength":"MUST"}`}, `requirements.jsonl:1: value: of HEADCOUNT: it has the value "3"; the rule takes none`},
		{"unknown reference", []string{"educations.jsonl", `{"key":"e","cadre":"nobody","level":"x"}`}, `educations.jsonl:1: cadre: "nobody" is not a key of cadres, neither here nor in the graph; add that row`},
		{"unknown leader", []string{"rounds.jsonl", `{"key":"r","kind":"VACANCY","heldOn":"2024","organization":"o1"}`, "nominations.jsonl", `{"round":"r","cadre":"c1","leader":"nobody"}`}, `nominations.jsonl:1: leader: "nobody" is not a key of cadres`},
		{"locator alone", []string{"cadres.jsonl", `{"key":"c2","name":"x","locator":"p. 3"}`}, "locator: stands without a source"},
		{"cycle", []string{"organizations.jsonl", `{"key":"a","name":"x","kind":"OTHER","parent":"b"}` + "\n" + `{"key":"b","name":"x","kind":"OTHER","parent":"a"}`}, "organizations.jsonl:1: parent: is part of a cycle: a → b → a"},
		{"cycle through the graph", []string{"organizations.jsonl", `{"key":"o1","name":"甲","kind":"GOVERNMENT","parent":"o2"}`}, "organizations.jsonl:1: parent: is part of a cycle: o1 → o2 → o1"},
		{"no table", []string{"README.md", "x"}, "holds no table"},
	} {
		dir := folder(t, c.files...)
		_, err := dataset.Import(t.Context(), g.Dataset(), dir, options())
		var refused *dataset.Refused
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
	for label, keys := range map[string][]string{"Cadre": {"c2", "c3"}, "Organization": {"a", "b", "o3"}, "Task": {"t"}, "Case": {"k"}, "RecommendationRound": {"r"}} {
		if found := roomstest.Known(t, g, label, keys...); len(found) > 0 {
			t.Errorf("of refused datasets %v of %s were loaded", found, label)
		}
	}
}

// TestManyFindings lists the first 200 in order and counts the rest; a row that refers to a broken row is
// not reported for that.
func TestManyFindings(t *testing.T) {
	g := open(t)
	var cadres strings.Builder
	for range 300 {
		cadres.WriteString(`{"key":"x","nme":"y"}` + "\n")
	}
	dir := folder(t, "cadres.jsonl", cadres.String(), "educations.jsonl", `{"key":"e","cadre":"x","level":"y"}`)
	_, err := dataset.Import(t.Context(), g.Dataset(), dir, options())
	var refused *dataset.Refused
	if !errors.As(err, &refused) {
		t.Fatal(err)
	}
	if len(refused.Findings) != 200 || refused.More != 300+300+299-200 {
		t.Errorf("%d findings and %d more", len(refused.Findings), refused.More)
	}
	for i, f := range refused.Findings {
		if f.File != "cadres.jsonl" || i > 0 && f.Line < refused.Findings[i-1].Line {
			t.Fatalf("finding %d is %s", i, f)
		}
	}
}

// TestUpsert holds each change to its tally: absent leaves, null clears, lists replace, twice changes nothing.
func TestUpsert(t *testing.T) {
	g := open(t)
	const tasks = "tasks.jsonl"
	load(t, g, folder(t, "organizations.jsonl", orgs))
	base := `{"key":"u1","title":"甲","category":"REFORM","difficulty":4,"organizations":["o1"]}`
	for _, c := range []struct {
		name, row                   string
		created, updated, unchanged int
	}{
		{"new", base, 1, 0, 0},
		{"again", base, 0, 0, 1},
		{"fewer columns", `{"key":"u1","title":"甲","category":"REFORM"}`, 0, 0, 1},
		{"cleared", `{"key":"u1","title":"甲","category":"REFORM","difficulty":null}`, 0, 1, 0},
		{"cleared again", `{"key":"u1","title":"甲","category":"REFORM","difficulty":null}`, 0, 0, 1},
		{"list replaced", `{"key":"u1","title":"甲","category":"REFORM","organizations":["o2"]}`, 0, 1, 0},
		{"list the same", `{"key":"u1","title":"甲","category":"REFORM","organizations":["o2"]}`, 0, 0, 1},
		{"list emptied", `{"key":"u1","title":"甲","category":"REFORM","organizations":[]}`, 0, 1, 0},
		{"parent, a later pass", `{"key":"u1","title":"甲","category":"REFORM"}` + "\n" + `{"key":"u0","title":"乙","category":"REFORM","parent":"u1"}`, 1, 0, 1},
		{"parent changed", `{"key":"u0","title":"乙","category":"REFORM","parent":null}`, 0, 1, 0},
	} {
		got := load(t, g, folder(t, tasks, c.row))["tasks"]
		if got.Created != c.created || got.Updated != c.updated || got.Unchanged != c.unchanged {
			t.Errorf("%s: %+v, want %d created, %d updated, %d unchanged", c.name, got, c.created, c.updated, c.unchanged)
		}
	}
	dry, err := dataset.Import(t.Context(), g.Dataset(), folder(t, tasks, `{"key":"dry","title":"x","category":"OTHER"}`), dataset.Options{DryRun: true, Now: time.Now(), Caller: law.System})
	if err != nil || dry[0].Created != 0 {
		t.Errorf("a dry run gave %+v, %v", dry, err)
	}
	if roomstest.Known(t, g, "Task", "dry")["dry"] {
		t.Error("a dry run loaded a row")
	}
}

// TestForms reads the same rows as CSV with Chinese headers, labels and codes, in GB18030, and in a zip.
func TestForms(t *testing.T) {
	g := open(t)
	const text = "键,姓名,性别,民族,政治面貌,状态,参加工作时间\r\nf1,\"张,某\",男,01,01,在职,1999-08\r\n\r\nf2,李某,2,回族,群众,LEFT,\r\n"
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"key":"f1","name":"张,某","gender":"MALE","ethnicity":"汉族","politicalStatus":"中共党员","status":"ACTIVE","workStartedOn":"1999-08"}` + "\n" +
		`{"key":"f2","name":"李某","gender":"FEMALE","ethnicity":"回族","politicalStatus":"群众","status":"LEFT"}`
	if got := load(t, g, folder(t, "cadres.jsonl", want))["cadres"]; got.Created != 2 {
		t.Fatalf("%+v", got)
	}
	packed := filepath.Join(t.TempDir(), "data.zip")
	f, err := os.Create(packed)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	w, err := z.Create("inner/cadres.csv")
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err := errors.Join(err, z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{
		"utf-8": folder(t, "cadres.csv", text), "byte order mark": folder(t, "cadres.csv", "\uFEFF"+text),
		"gb18030": folder(t, "cadres.csv", encoded), "zip": packed,
	} {
		if got := load(t, g, path)["cadres"]; got.Rows != 2 || got.Unchanged != 2 {
			t.Errorf("%s: %+v, want both rows unchanged", name, got)
		}
	}
}

// TestDemo loads the demo dataset twice: it breaks no rule, fills every table, and changes nothing again.
func TestDemo(t *testing.T) {
	g := open(t)
	dir := t.TempDir()
	if err := demo.Write(dir, demo.Options{Seed: 7, Cadres: 700}); err != nil {
		t.Fatal(err)
	}
	first := load(t, g, dir)
	tables, err := dataset.Tables(g.Schema)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if first[table.Name].Rows == 0 {
			t.Errorf("the demo dataset has no %s", table.Name)
		}
	}
	for name, tally := range load(t, g, dir) {
		if tally.Unchanged != tally.Rows || first[name].Created+first[name].Updated+first[name].Unchanged != tally.Rows {
			t.Errorf("%s: first %+v, then %+v", name, first[name], tally)
		}
	}
	again := t.TempDir()
	if err := demo.Write(again, demo.Options{Seed: 7, Cadres: 700}); err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		a, err1 := os.ReadFile(filepath.Join(dir, table.Name+".jsonl"))
		b, err2 := os.ReadFile(filepath.Join(again, table.Name+".jsonl"))
		if err1 != nil || err2 != nil || string(a) != string(b) {
			t.Errorf("%s is not the same twice (%v, %v)", table.Name, err1, err2)
		}
	}
}
