package dataset_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/language"

	"bole/graph/mapping"
	"bole/graph/message"
	"bole/internal/dataset"
	"bole/schema"
)

// The pages for someone who imports for the first time. documents_test.go at the module's root holds the Chinese page to
// the English in all that is not said by the product.
var firstPages = map[language.Tag][2]string{message.English: {"dataset.md", "A first import"}, message.Chinese: {"zh-CN/dataset.md", "第一次导入"}}

// firstImport is their section of one of the pages.
func firstImport(t *testing.T, lang language.Tag) string {
	t.Helper()
	page := firstPages[lang]
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", filepath.FromSlash(page[0])))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(b), "\n## "+page[1]+"\n")
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
	section := firstImport(t, message.English)
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

// TestFirstImport does what the pages tell someone to do who imports for the first time: the template with the tables
// they name, filled in with the mistakes they show, says what they show; mended once, it is loaded.
func TestFirstImport(t *testing.T) {
	all, names := firstTables(t, firstImport(t, message.English))
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
	var notices []dataset.Notice
	o := options()
	o.DryRun, o.Notice = true, func(n dataset.Notice) { notices = append(notices, n) }
	g := open(t)
	_, err := dataset.Import(t.Context(), g.Dataset(), path, o)
	var refused *dataset.Refused
	if !errors.As(err, &refused) {
		t.Fatalf("a workbook with mistakes is not refused: %v", err)
	}
	for lang := range firstPages {
		shownAsSaid(t, lang, notices, refused)
	}
	fillIn(t, path, map[string][]any{"单位 4": {"dw02", "某市财政局", "部门"}, "干部 4": {"gb02", "李某某"}, "任职 4": {"rz02", "gb02", "zw01"}})
	for name, tally := range load(t, g, path) {
		if tally.Created == 0 {
			t.Errorf("%s: %+v, want new rows", name, tally)
		}
	}
}

// shownAsSaid holds what a page shows of a check to what the check says in its language: all findings, some notices.
func shownAsSaid(t *testing.T, lang language.Tag, notices []dataset.Notice, refused *dataset.Refused) {
	t.Helper()
	findings := strings.Split(refused.In(lang), "\n")
	said := slices.Clone(findings)
	for _, n := range notices {
		said = append(said, message.New("notice: %s", n).In(lang))
	}
	_, shown, _ := strings.Cut(firstImport(t, lang), "    $ bole import first.xlsx --dry-run\n")
	shown, _, _ = strings.Cut(shown, "\n\n")
	left := len(findings)
	for line := range strings.SplitSeq(shown, "\n") {
		line = strings.TrimSuffix(strings.TrimSpace(line), "…")
		begins := func(s string) bool { return strings.HasPrefix(s, line) }
		if !slices.ContainsFunc(said, begins) {
			t.Errorf("docs/%s shows %q; the check says:\n%s", firstPages[lang][0], line, strings.Join(said, "\n"))
		}
		if line != "" && slices.ContainsFunc(findings, begins) {
			left--
		}
	}
	if left != 0 {
		t.Errorf("docs/%s leaves out %d of\n%s", firstPages[lang][0], left, strings.Join(findings, "\n"))
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

// TestFindingsOfTheFirstImport holds the tables of findings on the pages to what is written in the code and, in Chinese,
// in the catalogue.
func TestFindingsOfTheFirstImport(t *testing.T) {
	listedAsWritten(t, message.English, "finding", "*.go", filepath.Join("..", "table", "*.go"))
	listedAsWritten(t, message.Chinese, "问题", filepath.Join("..", "..", "graph", "message", "zh", "*.json"))
}

// listedAsWritten looks for each message that the page lists under a head in files.
func listedAsWritten(t *testing.T, lang language.Tag, head string, patterns ...string) {
	t.Helper()
	var code strings.Builder
	for _, pattern := range patterns {
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
	_, rows, _ := strings.Cut(firstImport(t, lang), "| "+head+" |")
	n := 0
	for _, m := range regexp.MustCompile("(?m)^\\| (`.*`) \\| .* \\| .* \\|$").FindAllStringSubmatch(rows, -1) {
		for _, phrase := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(m[1], -1) {
			n++
			for _, part := range regexp.MustCompile(` ?… ?|; |；| [02] `).Split(phrase[1], -1) {
				if !strings.Contains(code.String(), part) {
					t.Errorf("docs/%s lists %q; no message says %q", firstPages[lang][0], phrase[1], part)
				}
			}
		}
	}
	if n < 10 {
		t.Errorf("%d findings in the table of docs/%s; has it another form?", n, firstPages[lang][0])
	}
}
