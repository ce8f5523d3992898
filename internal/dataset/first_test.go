package dataset_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bole/graph/mapping"
	"bole/internal/dataset"
	"bole/schema"
)

// firstImport is the section of docs/dataset.md for someone who imports for the first time. documents_test.go at the
// module's root holds the Chinese page to it.
func firstImport(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "dataset.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(b), "\n## A first import\n")
	section, _, _ = strings.Cut(section, "\n## ")
	return section
}

// firstTables are all tables, and the names of those that the template of a first import has.
func firstTables(t *testing.T, section string) (all []*dataset.Table, names []string) {
	t.Helper()
	m := regexp.MustCompile(`bole template first\.xlsx --tables (\S+)`).FindStringSubmatch(section)
	if m == nil {
		t.Fatal("docs/dataset.md writes no template for a first import")
	}
	sdl, err := schema.Load()
	must(t, err)
	read, err := mapping.Read(sdl)
	must(t, err)
	all, err = dataset.Tables(read)
	must(t, err)
	return all, strings.Split(m[1], ",")
}

// TestFirstTables holds what docs/dataset.md says is always to be given in a first import to the schema, and the tables
// of which it says what a row is: all of them, each once.
func TestFirstTables(t *testing.T) {
	section := firstImport(t)
	all, names := firstTables(t, section)
	var required, listed []string
	for _, name := range names {
		i := slices.IndexFunc(all, func(x *dataset.Table) bool { return x.Term == name })
		var terms []string
		for _, c := range all[i].Columns {
			if c.Required {
				terms = append(terms, c.Term)
			}
		}
		required = append(required, name+": "+strings.Join(terms, ", "))
	}
	for _, m := range regexp.MustCompile(`(?m)^\| (\p{Han}+) \| .* \| (\p{Han}+(?:, \p{Han}+)*) \| .* \|$`).FindAllStringSubmatch(section, -1) {
		listed = append(listed, m[1]+": "+m[2])
	}
	if d := cmp.Diff(required, listed); d != "" {
		t.Errorf("what is always to be given (-schema +docs/dataset.md):\n%s", d)
	}
	var terms, told []string
	for _, x := range all {
		terms = append(terms, x.Term)
	}
	for _, m := range regexp.MustCompile(`(?m)^\| (\p{Han}+) \| `).FindAllStringSubmatch(section, -1) {
		told = append(told, m[1])
	}
	slices.Sort(terms)
	slices.Sort(told)
	if d := cmp.Diff(terms, told); d != "" {
		t.Errorf("tables (-schema +docs/dataset.md):\n%s", d)
	}
}

// TestFirstImport does what docs/dataset.md tells someone to do who imports for the first time: the template with the
// tables it names, filled in with the mistakes it shows, says what it shows; mended once, it is loaded.
func TestFirstImport(t *testing.T) {
	section := firstImport(t)
	all, names := firstTables(t, section)
	path := filepath.Join(t.TempDir(), "first.xlsx")
	must(t, dataset.WriteTemplate(path, all, names))
	fillIn(t, path, map[string][]any{
		"单位 3": {"dw01", "某市人民政府", "政府", "市"}, "单位 4": {"dw02", "某市财政局", "局", "市", "dw01"},
		"职位 3": {"zw01", "局长", "dw02", "县处级正职", "是", 1},
		"干部 3": {"gb01", "张某某", nil, "男", "1975.03", "汉族"}, "干部 4": {"gb02", nil, nil, "女", "1980-11", "回族"},
		"任职 3": {"rz01", "gb01", "zw01", "2021-03-15", nil, "是"}, "任职 4": {"rz02", "gb02", "zw99", "2018-05", "2021-03-15", "是"},
		"事项 3": {"sx01", "某平台公司债务化解", nil, "债务化解"},
		"参与 3": {"gb01", "sx01", "牵头"},
	})
	var said []string
	o := options()
	o.DryRun, o.Notice = true, func(n dataset.Notice) { said = append(said, fmt.Sprint("notice: ", n)) }
	g := open(t)
	_, err := dataset.Import(t.Context(), g.Dataset(), path, o)
	if err == nil {
		t.Fatal("a workbook with mistakes is not refused")
	}
	said = append(said, strings.Split(err.Error(), "\n")...)
	_, shown, _ := strings.Cut(section, "    $ bole import first.xlsx --dry-run\n")
	shown, _, _ = strings.Cut(shown, "\n\n")
	findings := 0
	for line := range strings.SplitSeq(shown, "\n") {
		line = strings.TrimSuffix(strings.TrimSpace(line), "…")
		if !slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, line) }) {
			t.Errorf("docs/dataset.md shows %q; the check says:\n%s", line, strings.Join(said, "\n"))
		}
		if line != "" && !strings.HasPrefix(line, "notice: ") {
			findings++
		}
	}
	if n := len(refusal(t, err)) + 1; n != findings { // the last line counts them
		t.Errorf("docs/dataset.md shows %d lines of findings of %d:\n%s", findings, n, err)
	}
	fillIn(t, path, map[string][]any{"单位 4": {"dw02", "某市财政局", "部门"}, "干部 4": {"gb02", "李某某"}, "任职 4": {"rz02", "gb02", "zw01"}})
	for name, tally := range load(t, g, path) {
		if tally.Created == 0 {
			t.Errorf("%s: %+v, want new rows", name, tally)
		}
	}
}

// fillIn writes cells from the first column on, by sheet and row.
func fillIn(t *testing.T, path string, rows map[string][]any) {
	t.Helper()
	f, err := excelize.OpenFile(path)
	must(t, err)
	for at, cells := range rows {
		sheet, row, _ := strings.Cut(at, " ")
		must(t, f.SetSheetRow(sheet, "A"+row, &cells))
	}
	must(t, f.Save())
	must(t, f.Close())
}

// TestFindingsOfTheFirstImport holds the table of findings in docs/dataset.md to what is written in the code.
func TestFindingsOfTheFirstImport(t *testing.T) {
	var code strings.Builder
	for _, pattern := range []string{"*.go", filepath.Join("..", "table", "*.go")} {
		files, err := filepath.Glob(pattern)
		must(t, err)
		for _, f := range files {
			if !strings.HasSuffix(f, "_test.go") {
				b, err := os.ReadFile(f)
				must(t, err)
				code.Write(b)
			}
		}
	}
	_, rows, _ := strings.Cut(firstImport(t), "| finding |")
	n := 0
	for _, m := range regexp.MustCompile("(?m)^\\| (`.*`) \\| .* \\| .* \\|$").FindAllStringSubmatch(rows, -1) {
		for _, phrase := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(m[1], -1) {
			n++
			for _, part := range regexp.MustCompile(` … |; `).Split(phrase[1], -1) {
				if part = regexp.MustCompile(`\b\d\b`).ReplaceAllString(part, "%d"); !strings.Contains(code.String(), part) {
					t.Errorf("docs/dataset.md lists %q; no message says %q", phrase[1], part)
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("%d findings in the table; has it another form?", n)
	}
}
