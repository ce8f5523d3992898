package dataset_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bole/graph/law"
	"bole/graph/nameorder"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// empty is the graph without a node.
func empty(t *testing.T) *rooms.Rooms {
	t.Helper()
	g := open(t)
	roomstest.Empty(t)
	return g
}

// export writes to a new path of that name and returns it.
func export(t *testing.T, g *rooms.Rooms, name string, o dataset.ExportOptions) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	o.Caller = law.System
	_, err := dataset.Export(t.Context(), g.Dataset(), path, o)
	must(t, err)
	return path
}

// scope is a caller who sees the subtree of an organization.
func scope(t *testing.T, g *rooms.Rooms, organization string) law.Caller {
	t.Helper()
	c, err := g.Scope(t.Context(), "ADMIN", []string{organization})
	must(t, err)
	return c
}

// written is the bytes of each file of an export.
func written(t *testing.T, path string) map[string]string {
	t.Helper()
	f := os.DirFS(path)
	if filepath.Ext(path) == ".zip" {
		z, err := zip.OpenReader(path)
		must(t, err)
		defer z.Close()
		f = z
	}
	out := map[string]string{}
	must(t, fs.WalkDir(f, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(f, name)
		out[name] = string(b)
		return err
	}))
	return out
}

// forms are all forms of an export.
var forms = []struct {
	name string
	o    dataset.ExportOptions
}{
	{"folder", dataset.ExportOptions{}}, {"folder", dataset.ExportOptions{Format: "csv"}},
	{"x.zip", dataset.ExportOptions{Format: "jsonl"}}, {"x.zip", dataset.ExportOptions{Format: "csv", Labels: true}},
	{"x.xlsx", dataset.ExportOptions{}}, {"x.xlsx", dataset.ExportOptions{Labels: true}},
}

// TestRoundTrip exports generated datasets over all tables as they were imported, and what an emptied graph
// imports from that export byte by byte again.
func TestRoundTrip(t *testing.T) {
	f := flag.Lookup("rapid.checks")
	some := f.Value.String() == f.DefValue
	if some { // each check loads a graph twice
		must(t, f.Value.Set("6"))
		t.Cleanup(func() { must(t, f.Value.Set(f.DefValue)) })
	}
	tables, err := dataset.Tables(open(t).Schema)
	must(t, err)
	seen := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		g := empty(t)
		form := rapid.SampledFrom(forms).Draw(rt, "form")
		form.o.Caller = law.System
		form.o.Page = rapid.IntRange(1, 5).Draw(rt, "page")
		text := form.o.Format == "csv" || form.name == "x.xlsx"
		dir := (&generator{T: rt, mapping: g.Schema, tables: tables, wild: !text && rapid.Bool().Draw(rt, "wild")}).dataset(t)
		want := read(t, g, dir)
		if len(want) == 0 {
			return
		}
		for table, rows := range want {
			seen[table] += len(rows)
		}
		if _, err := dataset.Import(t.Context(), g.Dataset(), dir, options()); err != nil {
			rt.Fatal(err)
		}
		first := filepath.Join(t.TempDir(), form.name)
		if _, err := dataset.Export(t.Context(), g.Dataset(), first, form.o); err != nil {
			rt.Fatal(err)
		}
		same(rt, want, read(t, g, first))
		g = empty(t)
		if _, err := dataset.Import(t.Context(), g.Dataset(), first, options()); err != nil {
			rt.Fatal(err)
		}
		second := filepath.Join(t.TempDir(), form.name)
		if _, err := dataset.Export(t.Context(), g.Dataset(), second, form.o); err != nil {
			rt.Fatal(err)
		}
		same(rt, want, read(t, g, second))
		if form.name == "x.xlsx" {
			return // its bytes name the time it was made
		}
		if a, b := written(t, first), written(t, second); !maps.Equal(a, b) {
			rt.Fatalf("the second export differs:\n%v\n%v", a, b)
		}
	})
	for _, table := range tables {
		if seen[table.Name] == 0 && !some {
			t.Errorf("no row of %s was generated", table.Name)
		}
	}
}

// demoGraph is the demo dataset in an empty graph, and as it was written.
func demoGraph(t *testing.T, cadres int) (*rooms.Rooms, rows) {
	t.Helper()
	g, dir := empty(t), t.TempDir()
	must(t, demo.Write(dir, demo.Options{Seed: 3, Cadres: cadres}))
	load(t, g, dir)
	return g, read(t, g, dir)
}

// TestExportDemo exports the demo dataset in every form as it was written.
func TestExportDemo(t *testing.T) {
	g, want := demoGraph(t, 200)
	for _, f := range forms {
		same(t, want, read(t, g, export(t, g, f.name, f.o)))
	}
	part := read(t, g, export(t, g, "part", dataset.ExportOptions{Tables: []string{"tasks", "schemes"}}))
	same(t, rows{"tasks": want["tasks"], "schemes": want["schemes"]}, part)
}

// TestExportScope exports what one unit sees: a part of the whole that an empty graph takes without a
// finding, and gives back the same.
func TestExportScope(t *testing.T) {
	g, want := demoGraph(t, 200)
	unit := ""
	for _, o := range want["organizations"] {
		if o["parent"] != "" && (unit == "" || o["parent"] < unit) {
			unit = o["parent"]
		}
	}
	path := filepath.Join(t.TempDir(), "part")
	if _, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: scope(t, g, unit), Page: 7}); err != nil {
		t.Fatal(err)
	}
	part := read(t, g, path)
	for _, table := range slices.Sorted(maps.Keys(want)) {
		for id, row := range part[table] {
			for column, v := range row {
				if full := want[table][id][column]; full != v && !listed(full, v) {
					t.Errorf("%s %s: %s is %q, of the whole %q", table, id, column, v, full)
				}
			}
		}
		if own := table == "cadres" || table == "cases" || table == "participations"; own && (len(part[table]) == 0 || len(part[table]) >= len(want[table])) {
			t.Errorf("%d of %d rows of %s are in scope", len(part[table]), len(want[table]), table)
		}
	}
	for _, v := range part["nominations"] {
		if l := v["leader"]; l != "" && part["cadres"][l] == nil {
			t.Errorf("the leader %s is out of scope", l)
		}
	}
	same(t, rows{"organizations": want["organizations"], "tasks": want["tasks"]}, rows{"organizations": part["organizations"], "tasks": part["tasks"]})
	again := empty(t)
	load(t, again, path)
	same(t, part, read(t, again, export(t, again, "all", dataset.ExportOptions{})))
}

// listed reports whether all of the part's items are in the whole list.
func listed(whole, part string) bool {
	items := strings.Split(whole, "\x1f")
	return !slices.ContainsFunc(strings.Split(part, "\x1f"), func(s string) bool { return !slices.Contains(items, s) })
}

// TestExportLeavesOut leaves out what stands on something out of scope: keys in lists and in properties,
// relationships, and rows whose one subject it is.
func TestExportLeavesOut(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t,
		"organizations.jsonl", `{"key":"a","name":"a","kind":"OTHER"}`+"\n"+`{"key":"b","name":"b","kind":"OTHER","parent":"a"}`+"\n"+`{"key":"c","name":"c","kind":"OTHER"}`,
		"positions.jsonl", `{"key":"pb","title":"b","organization":"b"}`+"\n"+`{"key":"pc","title":"c","organization":"c"}`,
		"cadres.jsonl", `{"key":"in","name":"x"}`+"\n"+`{"key":"out","name":"x"}`+"\n"+`{"key":"nowhere","name":"x"}`,
		"appointments.jsonl", `{"key":"1","cadre":"in","position":"pb","from":"2020","main":true}`+"\n"+`{"key":"2","cadre":"out","position":"pc","from":"2020","main":true}`,
		"cases.jsonl", `{"key":"ours","title":"x","occurredOn":"2024","kind":"OTHER","polarity":"POSITIVE","verification":"VERIFIED"}`+"\n"+
			`{"key":"theirs","title":"x","occurredOn":"2024","kind":"OTHER","polarity":"POSITIVE","verification":"VERIFIED"}`,
		"caseSubjects.jsonl", `{"case":"ours","cadre":"in"}`+"\n"+`{"case":"ours","cadre":"out"}`+"\n"+`{"case":"theirs","cadre":"out"}`,
		"evaluations.jsonl", `{"key":"of the unit","kind":"ANNUAL","evaluatedOn":"2024","organization":"c","cases":["theirs","ours"]}`,
		"rounds.jsonl", `{"key":"r","kind":"VACANCY","heldOn":"2024","organization":"a"}`,
		"nominations.jsonl", `{"round":"r","cadre":"in","leader":"out"}`+"\n"+`{"round":"r","cadre":"out","leader":"in"}`,
		"toleranceRulings.jsonl", `{"key":"t","cadre":"in","effect":"EXEMPT","ruledOn":"2024","case":"theirs"}`,
	))
	path := filepath.Join(t.TempDir(), "part")
	done, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: scope(t, g, "a")})
	must(t, err)
	got := read(t, g, path)
	same(t, rows{
		"cadres":       {"in": {"key": "in", "name": "x"}},
		"appointments": {"1": {"key": "1", "cadre": "in", "position": "pb", "from": "2020", "main": "true"}},
		"cases":        {"ours": {"key": "ours", "title": "x", "occurredOn": "2024", "kind": "OTHER", "polarity": "POSITIVE", "verification": "VERIFIED"}},
		"caseSubjects": {"ours;in": {"case": "ours", "cadre": "in"}},
		"evaluations":  {"of the unit": {"key": "of the unit", "kind": "ANNUAL", "evaluatedOn": "2024", "organization": "c", "cases": "ours"}},
		"nominations":  {"r;in": {"round": "r", "cadre": "in"}},
	}, rows{"cadres": got["cadres"], "appointments": got["appointments"], "cases": got["cases"], "caseSubjects": got["caseSubjects"],
		"evaluations": got["evaluations"], "nominations": got["nominations"]})
	if len(got["organizations"]) != 3 || len(got["positions"]) != 2 || got["toleranceRulings"] != nil {
		t.Errorf("open rows, and the ruling on another's case: %v", got)
	}
	if !slices.Contains(done, dataset.Exported{Table: "toleranceRulings", Left: 1}) {
		t.Errorf("the ruling left out is not counted: %+v", done)
	}
}

// TestExportRefuses says what is wrong, and leaves nothing behind.
func TestExportRefuses(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t, "cadres.jsonl", `{"key":"c1","name":"=1+1","nativePlace":"a\r\nb"}`+"\n"+`{"key":"c2","name":"x"}`,
		"sources.jsonl", `{"key":"s","title":"`+strings.Repeat("𠮷", 400)+`","kind":"NEWS","url":"`+strings.Repeat("𠮷", 17000)+`"}`,
		"schemes.jsonl", `{"key":"示例","version":"1","name":"x","effectiveFrom":"2020"}`, "organizations.jsonl", orgs, "programs.jsonl", `{"key":"p","name":"`+"\uFFFE"+`x"}`,
		"vacancies.jsonl", `{"key":"v","title":"x","position":"q","openedOn":"2024","wants":["REFORM:1"]}`, "positions.jsonl", `{"key":"q","title":"x","organization":"o1"}`))
	for _, c := range []struct {
		name, file, want string
		o                dataset.ExportOptions
	}{
		{"CR LF in CSV", "x", `export cadres: the row "c1": nativePlace would not read back as it is stored; export as jsonl`, dataset.ExportOptions{Format: "csv", Tables: []string{"cadres"}}},
		{"CR LF in a workbook", "x.xlsx", `no cell of a workbook can hold its nativePlace`, dataset.ExportOptions{Tables: []string{"cadres"}}},
		{"long text in a workbook", "x.xlsx", `the row "s": no cell of a workbook can hold its url`, dataset.ExportOptions{Tables: []string{"sources"}}},
		{"noncharacter in a workbook", "x.xlsx", `no cell of a workbook can hold its name`, dataset.ExportOptions{Tables: []string{"programs"}}},
		{"a key that marks an example", "x", `the row "示例": key would not read back`, dataset.ExportOptions{Format: "csv", Tables: []string{"schemes"}}},
		{"no rows", "x", "there is nothing to export", dataset.ExportOptions{Tables: []string{"tasks"}}},
		{"no table", "x", `"people" is not a table; use some of: sources, `, dataset.ExportOptions{Tables: []string{"people"}}},
		{"no format", "x", `"xml" is not a format`, dataset.ExportOptions{Format: "xml"}},
		{"labels of JSON", "x", "have no Chinese headers", dataset.ExportOptions{Labels: true}},
		{"one file", "x.csv", "an export is a folder, a .zip or an .xlsx file", dataset.ExportOptions{}},
	} {
		dir := t.TempDir()
		for _, into := range []bool{false, true} { // a new folder, and an empty one that is there
			if into && filepath.Ext(c.file) == "" {
				must(t, os.Mkdir(filepath.Join(dir, c.file), 0o700))
			}
			c.o.Caller = law.System
			if _, err := dataset.Export(t.Context(), g.Dataset(), filepath.Join(dir, c.file), c.o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
			}
			if left := leftovers(t, dir); len(left) > 0 {
				t.Errorf("%s leaves %v", c.name, left)
			}
		}
	}
}

// leftovers are all files below a folder, and what begins with a dot.
func leftovers(t *testing.T, dir string) (out []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && (!e.IsDir() || strings.HasPrefix(e.Name(), ".")) {
			out = append(out, path)
		}
		return err
	}))
	return out
}

// TestExportPlace writes where nothing is, into an empty folder, and over nothing that is there; an
// interrupted export leaves nothing.
func TestExportPlace(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t, "organizations.jsonl", orgs, "cadres.jsonl", `{"key":"c","name":"x"}`))
	want := map[string]string{"organizations.jsonl": orgs, "cadres.jsonl": `{"key":"c","name":"x"}` + "\n"}
	dir := t.TempDir()
	for _, name := range []string{"new", "old", "x.zip"} {
		path := filepath.Join(dir, name)
		if name == "old" {
			must(t, os.Mkdir(path, 0o750))
		}
		if _, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: law.System}); err != nil {
			t.Fatal(err)
		}
		if got := written(t, path); !maps.Equal(got, want) {
			t.Errorf("%s holds %q", name, got)
		}
		if _, err := dataset.Export(t.Context(), g.Dataset(), path, dataset.ExportOptions{Caller: law.System}); err == nil || !strings.Contains(err.Error(), "give ") {
			t.Errorf("%s is written over: %v", name, err)
		}
		if got := written(t, path); !maps.Equal(got, want) {
			t.Errorf("%s holds %q after a refusal", name, got)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dataset.Export(t.Context(), g.Dataset(), filepath.Join(dir, "file"), dataset.ExportOptions{Caller: law.System}); err == nil {
		t.Error("a file is written over")
	}
	for _, name := range []string{"folder", "x.zip", "x.xlsx"} {
		ctx, cancel := context.WithCancel(t.Context())
		dir := t.TempDir()
		_, err := dataset.Export(ctx, g.Dataset(), filepath.Join(dir, name), dataset.ExportOptions{Caller: law.System, Progress: func(string, int) { cancel() }})
		if err == nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: an interrupted export gave %v", name, err)
		}
		if left := leftovers(t, dir); len(left) > 0 {
			t.Errorf("an interrupted export leaves %v", left)
		}
		cancel()
	}
}

// TestExportHeaders takes only those Chinese labels that say which column is meant.
func TestExportHeaders(t *testing.T) {
	g, _ := demoGraph(t, 60)
	tables, err := dataset.Tables(g.Schema)
	must(t, err)
	files := written(t, export(t, g, "labels", dataset.ExportOptions{Format: "csv", Labels: true}))
	plain := written(t, export(t, g, "names", dataset.ExportOptions{Format: "csv"}))
	for _, table := range tables {
		if plain[table.Name+".csv"] == "" {
			continue // a demo as small as this has no row of it
		}
		terms := map[string]int{}
		names := []string{}
		for _, c := range table.Columns {
			terms[c.Term]++
			names = append(names, c.Name)
		}
		header := func(text string) []string {
			line, _, _ := bytes.Cut([]byte(strings.TrimPrefix(text, "\uFEFF")), []byte("\n"))
			return strings.Split(string(line), ",")
		}
		if got := header(plain[table.Name+".csv"]); !slices.Equal(got, names) {
			t.Errorf("%s has the headers %v, want %v", table.Name, got, names)
		}
		for i, h := range header(files[table.Name+".csv"]) {
			c := table.Columns[i]
			if want := c.Term; terms[want] > 1 && h != c.Name || terms[want] == 1 && h != want {
				t.Errorf("%s: the header of %s is %s", table.Name, c.Name, h)
			}
		}
	}
}

// TestExportByName exports people in the orders of their names, page by page, and holds that a graph whose keys are
// missing or of another version is given them.
func TestExportByName(t *testing.T) {
	g := empty(t)
	names := map[string]string{"a": "王一一", "b": "单甲", "c": "丁乙", "d": "王甲", "e": "欧阳一", "f": "欧甲", "g": "欧 阳一", "h": "A", "i": "𠮷甲"}
	var cadres strings.Builder
	for _, k := range slices.Sorted(maps.Keys(names)) {
		cadres.WriteString(`{"key":"` + k + `","name":"` + names[k] + `"}` + "\n")
	}
	load(t, g, folder(t, "cadres.jsonl", cadres.String()))
	listed := func(order string) string {
		b, err := os.ReadFile(filepath.Join(export(t, g, "out", dataset.ExportOptions{Order: order, Page: 2}), "cadres.jsonl"))
		must(t, err)
		var keys strings.Builder
		for line := range strings.Lines(string(b)) {
			keys.WriteString(line[len(`{"key":"`):][:1])
		}
		return keys.String()
	}
	check := func(when string) {
		t.Helper()
		for order, want := range map[string]string{"": "abcdefghi", nameorder.Strokes: "cdaifegbh", nameorder.Pinyin: "cfegbdaih"} {
			if got := listed(order); got != want {
				t.Errorf("%s, by %q: %s, want %s", when, order, got, want)
			}
		}
	}
	check("as imported")
	roomstest.Exec(t, "MATCH (m:Migration) DETACH DELETE m", nil)
	roomstest.Exec(t, "MATCH (c:Cadre) SET c.nameStrokes = CASE WHEN c.key < 'c' THEN null ELSE 'of another version' END, c.namePinyin = null", nil)
	must(t, g.Migrate(t.Context()))
	check("after the migration")
}
