package dataset

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bole/internal/dataset/demo"
)

// opened counts how often each file is opened.
type opened struct {
	fs.FS
	times map[string]int
}

func (o opened) Open(name string) (fs.File, error) {
	o.times[name]++
	return o.FS.Open(name)
}

// TestReadOnce checks a dataset whose rows name rows of their own and of later tables, before these come and after: it
// finds all of them, and reads each file once.
func TestReadOnce(t *testing.T) {
	dir := t.TempDir()
	if err := (demo.Data{
		"organizations": {{"key": "o2", "name": "乙局", "kind": "DEPARTMENT", "parent": "o1"}, {"key": "o1", "name": "甲", "kind": "GOVERNMENT", "parent": nil}, {"key": "o3", "name": "丙局", "kind": "DEPARTMENT", "parent": "o1"}},
		"cadres":        {{"key": "c1", "name": "张某"}},
		"tasks":         {{"key": "t1", "title": "化债", "category": "DEBT_RESOLUTION", "difficulty": 4, "difficultySetOn": "2024-01-01", "difficultySource": "s1", "organizations": []string{"o3", "o2"}}},
		"sanctions":     {{"key": "n1", "cadre": "c1", "regime": "OTHER", "name": "通报", "decidedOn": "2024-01-02", "cases": []string{"k1"}, "source": "s2"}},
		"cases":         {{"key": "k1", "title": "失误", "occurredOn": "2023", "kind": "INACTION", "polarity": "NEGATIVE", "verification": "VERIFIED", "task": "t1"}},
		"sources":       {{"key": "s2", "title": "通报", "kind": "DOCUMENT"}, {"key": "s1", "title": "登记", "kind": "DOCUMENT"}},
	}).Write(dir); err != nil {
		t.Fatal(err)
	}
	tables := theTables(t)
	f, begin, err := openLocation(dir, tables)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	times := map[string]int{}
	f.fsys = opened{f.fsys, times}
	var taken []string
	rows, err := check(t.Context(), Graph{}, f, tables, begin, func(t *Table, r row) error {
		taken = append(taken, t.Name+" "+r.text("key"))
		return nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) < 6 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if n := times[filepath.Base(file)]; n != 1 {
			t.Errorf("%s was opened %d times", filepath.Base(file), n)
		}
	}
	n := 0
	for _, of := range rows {
		n += of
	}
	if n != 9 || len(taken) != n {
		t.Errorf("%d rows were counted, %v were handed on", n, taken)
	}
}

// TestKeysOfNothing names keys that neither the dataset nor the graph holds, which is still to be made, among those that
// come later in it: each place is told once, in the order of files and lines.
func TestKeysOfNothing(t *testing.T) {
	dir := t.TempDir()
	if err := (demo.Data{
		"organizations": {{"key": "p", "name": "甲", "kind": "OTHER", "parent": "q"}, {"key": "r", "name": "乙", "kind": "OTHER", "parent": "none"}, {"key": "q", "name": "丙", "kind": "OTHER"}},
		"tasks": {{"key": "t", "title": "甲", "category": "REFORM", "parent": "t2", "organizations": []string{"q", "none", "r"}, "source": "none"},
			{"key": "t2", "title": "乙", "category": "REFORM", "parent": "none", "source": "here"}, {"key": "t2", "title": "丙", "category": "REFORM", "parent": "none"}},
		"sources": {{"key": "here", "title": "通报", "kind": "DOCUMENT"}},
		"talks":   {{"key": "k", "cadre": "none", "purpose": "INQUIRY", "heldOn": "2024"}},
	}).Write(dir); err != nil {
		t.Fatal(err)
	}
	_, findings, _ := checked(t, dir)
	nothing := func(place, table string) string {
		return place + `: "none" is not a key of ` + table + `, neither here nor in the graph; add that row, or correct the key`
	}
	want := []string{nothing("organizations.jsonl:2: parent", "organizations"),
		nothing("tasks.jsonl:1: organizations", "organizations"), nothing("tasks.jsonl:1: source", "sources"), nothing("tasks.jsonl:2: parent", "tasks"),
		nothing("tasks.jsonl:3: parent", "tasks"), "tasks.jsonl:3: key: t2 stands in line 2 already; keep one of the two rows", nothing("talks.jsonl:1: cadre", "cadres")}
	lines := cmpopts.SortSlices(func(a, b string) bool { return a < b }) // those of one line are in any order
	if d := cmp.Diff(want, findings, lines); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestPlainLines reads lines by the quick way and by the one that says what is wrong: it is the quick one for those with
// which nothing is, and both read the same.
func TestPlainLines(t *testing.T) {
	dir := t.TempDir()
	j := &jsonl{file: file{table: tableOf(t, "cadres"), name: "cadres.jsonl"}, line: 1}
	for _, line := range []string{
		`{"key":"c1","name":"张某"}`, ` { "key" : "c1" , "name" : null } `, "{\"key\":\"c1\",\"name\":\"a\\\":\\\"{[\\\\\"}\t", `{}`,
		`{"key":"c1","name":{"name":"x","key":["a:b",{"c":1}]},"gender":[{"a":1},2],"birthMonth":12345678901234567890.5,"status":true}`,
		`{"k\u0065y":"c1","name":"\ud83d"}`, `{"":1}`, `{"键":"c1"}`, `{"key":"c1","name":"x","name":"y"}`, `{"key":"c1","k\u0065y":"x"}`, `{"key":"c1","age":3}`,
		`{"key":"c1"} x`, `{"key":"c1"}{}`, `{"key":"c1"}}`, `{"key":"c1",}`, `{"key":"c1"`, `{"key":"c1","name":"\q"}`, `{"key":NaN}`, `{"key":1e}`, `["c1"]`, `null`, `"x"`, `:`, `{:}`, "",
	} {
		cells, findings, whole := j.object([]byte(line))
		plain := j.plain([]byte(line))
		if (plain != nil) != (whole && len(findings) == 0) {
			t.Errorf("%s is read as %v the quick way; found is %v", line, plain, findings)
		}
		if plain != nil {
			if d := cmp.Diff(cells, plain, cmp.AllowUnexported(cell{})); d != "" {
				t.Errorf("%s (-slow +quick):\n%s", line, d)
			}
		}
	}
	if err := demo.Write(dir, demo.Options{Cadres: 50}); err != nil {
		t.Fatal(err)
	}
	for _, table := range theTables(t) {
		b, err := os.ReadFile(filepath.Join(dir, table.Name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		j := &jsonl{file: file{table: table, name: table.Name}}
		for line := range bytes.Lines(b) {
			if j.plain(line) == nil {
				t.Fatalf("a line of the demo is not read the quick way: %s", line)
			}
		}
	}
}
