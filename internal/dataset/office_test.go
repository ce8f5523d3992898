package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bole/internal/table"
	"bole/internal/worldtest"
)

// theTables are the schema's tables.
func theTables(t *testing.T) []*Table {
	t.Helper()
	tables, err := Tables(worldtest.Law(t).Schema())
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func tableOf(t *testing.T, name string) *Table {
	t.Helper()
	found := tableNamed(theTables(t), name)
	if found == nil {
		t.Fatalf("no table %s", name)
	}
	return found
}

// checked checks a dataset all of whose references lead to its own rows, so that no graph is asked.
func checked(t *testing.T, location string) (rows map[string]int, findings, notices []string) {
	t.Helper()
	tables := theTables(t)
	f, begin, err := openLocation(location, tables)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err = check(t.Context(), Graph{}, f, tables, begin, nil, func(n Notice) { notices = append(notices, n.String()) })
	var refused *Refused
	if errors.As(err, &refused) {
		for _, f := range refused.Findings {
			findings = append(findings, f.String())
		}
	} else if err != nil {
		t.Fatal(err)
	}
	return rows, findings, notices
}

// inFolder writes one file of a dataset.
func inFolder(t *testing.T, name, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// book writes a workbook: the rows of 干部 and what else is done to it.
func book(t *testing.T, rows [][]any, change func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	if err := f.SetSheetName("Sheet1", "干部"); err != nil {
		t.Fatal(err)
	}
	for n, row := range rows {
		if err := f.SetSheetRow("干部", fmt.Sprintf("A%d", n+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// numbers gives a cell a number and a format.
func number(f *excelize.File, cell string, x any, format string) error {
	if err := f.SetCellValue("干部", cell, x); err != nil {
		return err
	}
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		return err
	}
	return f.SetCellStyle("干部", cell, cell, style)
}

func TestOfficeWorkbooks(t *testing.T) {
	head := []any{"键", "姓名", "性别", "出生年月", "籍贯"}
	list := [][]any{head, {"c1", "张某", "男", "1980-01", "甲市"}, {"c2", "李某", "女", "1981-02", nil}, {"c3", "王某", "男", nil, "乙市"}}
	const asText = "format the cell as text and write into it what is meant"
	for _, c := range []struct {
		name              string
		rows              [][]any
		change            func(f *excelize.File) error
		loaded            int
		findings, notices []string
	}{
		{name: "as it should be", rows: list, loaded: 3},
		{name: "cells merged over rows", rows: list, loaded: 3, change: func(f *excelize.File) error { return f.MergeCell("干部", "E2", "E3") },
			notices: []string{`干部:3: 籍贯: takes "甲市" from the merged cell above`}},
		{name: "cells merged over columns", rows: list, loaded: 3, change: func(f *excelize.File) error { return f.MergeCell("干部", "D2", "E2") },
			findings: []string{"干部:2: 出生年月: is merged over the columns D to E; unmerge the cells and give each column its value"}},
		{name: "rows merged as a whole", rows: [][]any{head, {"c1", "张某"}, {}, {"c2", "李某"}}, loaded: 2, change: func(f *excelize.File) error {
			return errors.Join(f.MergeCell("干部", "A2", "A3"), f.MergeCell("干部", "B2", "B3"), f.SetRowHeight("干部", 3, 30))
		}, notices: []string{"干部:3: holds nothing but merged cells and is left out"}},
		{name: "a merged key", rows: [][]any{head, {"c1", "张某"}, {nil, "李某"}}, loaded: 2, change: func(f *excelize.File) error { return f.MergeCell("干部", "A2", "A3") },
			findings: []string{"干部:3: 键: c1 stands in line 2 already; keep one of the two rows"}, notices: []string{`干部:3: 键: takes "c1" from the merged cell above`}},
		{name: "a merged header", rows: [][]any{head, {}, {"c1", "张某"}}, loaded: 1, change: func(f *excelize.File) error { return f.MergeCell("干部", "A1", "A2") },
			findings: []string{"干部:1: has a header that is merged over several rows; give one row of column names"}},
		{name: "hidden rows and columns", rows: list, loaded: 3, change: func(f *excelize.File) error {
			return errors.Join(f.SetRowVisible("干部", 2, false), f.SetRowVisible("干部", 4, false), f.SetColVisible("干部", "C:D", false))
		}, notices: []string{"干部:1: 性别: is a hidden column, and read as the columns that are shown", "干部:1: 出生年月: is a hidden column, and read as the columns that are shown",
			"干部:2: is hidden, and read as the rows that are shown; 1 more like it"}},
		{name: "a hidden sheet", rows: list, loaded: 3, change: func(f *excelize.File) error {
			i, err := f.NewSheet("说明")
			f.SetActiveSheet(i)
			return errors.Join(err, f.SetSheetVisible("干部", false))
		}, notices: []string{"干部: is a hidden sheet, and read as the sheets that are shown"}},
		{name: "a spaced header", rows: [][]any{{"键", "姓　名", " 出生年月"}, {"c1", "张某", "1980-01"}}, loaded: 1,
			notices: []string{`干部:1: 姓名: the header "姓\u3000名" is read as 姓名`, `干部:1: 出生年月: the header " 出生年月" is read as 出生年月`}},
		{name: "numbers of dates", rows: [][]any{head, {"c1", "张某", nil, 1975.03}, {"c2", "李某", nil, 197803}, {"c3", "王某", nil, 1975.1}, {"c4", "赵某", nil, 45000}}, loaded: 4,
			change:   func(f *excelize.File) error { return number(f, "D4", 1975.1, "0.00") },
			findings: []string{`干部:5: 出生年月: "45000" is not a date; as a number of days in Excel it would be 2023-03-15; format the cell as a date, or give YYYY-MM-DD, or YYYY-MM or YYYY where no more is known`},
			notices:  []string{`干部:2: 出生年月: "1975.03" is read as 1975-03; 2 more like it`}},
		{name: "a number that may be January or October", rows: [][]any{head, {"c1", "张某", nil, 1975.1}}, loaded: 1,
			findings: []string{`干部:2: 出生年月: "1975.1" may be January or October, since a number loses its last zero; give 1975-01 or 1975-10`}},
		{name: "numbers of keys", rows: [][]any{head, {110, "张某"}, {7, "李某"}, {123456789012345678, "王某"}, {5, "赵某"}, {6, "钱某"}}, loaded: 5,
			change: func(f *excelize.File) error {
				return errors.Join(number(f, "A2", 110, "0_ "), number(f, "A3", 7, "000000"), number(f, "A5", 5, `"GB"0`), number(f, "A6", 1234, "#,##0"))
			},
			findings: []string{"干部:3: 键: holds the number 7 and shows 000007; " + asText,
				"干部:4: 键: is a number of 18 digits, of which Excel keeps the first 15; format the cell as text and write the whole number again",
				`干部:5: 键: holds the number 5, which its format "GB"0 shows as something else; ` + asText}},
		{name: "an example", rows: [][]any{head, {"示例：c0", "张某"}, {"c1", "张某"}}, loaded: 1, notices: []string{"干部:2: is the example of the template and is left out"}},
		{name: "an example at the end", rows: [][]any{head, {"示例", "张某", "错"}}, notices: []string{"干部:2: is the example of the template and is left out"}},
		{name: "totals", rows: [][]any{head, {"c1", "张某"}, {"合计", 1}, {nil, "小计"}}, loaded: 3,
			findings: []string{`干部:3: 键: "合计" is the line of a total; remove the line: a total is not a row of the table`,
				`干部:3: 姓名: "1" is a number; give the name; perhaps the columns are shifted`,
				"干部:4: 键: is empty; it is required in every row of 干部", `干部:4: 姓名: "小计" is the line of a total; remove the line: a total is not a row of the table`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := book(t, c.rows, func(f *excelize.File) {
				if c.change == nil {
					return
				}
				if err := c.change(f); err != nil {
					t.Fatal(err)
				}
			})
			rows, findings, notices := checked(t, path)
			if c.findings == nil && rows["cadres"] != c.loaded {
				t.Errorf("%d rows, want %d", rows["cadres"], c.loaded)
			}
			if d := cmp.Diff(c.findings, findings); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.notices, notices); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestNoticesAreCounted holds that what is said of thousands of cells is said once.
func TestNoticesAreCounted(t *testing.T) {
	var b strings.Builder
	b.WriteString("键,姓名,出生年月,政治面貌\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "c%d, 张某,1975.03,党员\n", i)
	}
	_, findings, notices := checked(t, inFolder(t, "干部.csv", b.String()))
	want := []string{`干部.csv:2: 姓名: " 张某" is read without the blanks around it; 2999 more like it`,
		`干部.csv:2: 出生年月: "1975.03" is read as 1975-03; 2999 more like it`, `干部.csv:2: 政治面貌: "党员" is read as 中共党员; 2999 more like it`}
	if d := cmp.Diff(want, notices); d != "" || findings != nil {
		t.Error(d, findings)
	}
}

// TestBrokenRowsAreThere holds that rows with findings of their own are there for those that refer to them: the
// checks ask no graph for any key.
func TestBrokenRowsAreThere(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a finding in the row":   {"cadres.csv": "key,name,birthMonth\nc1,张某,75.3\n"},
		"a wrong header":         {"cadres.csv": "key,name,岁数\nc1,张某,50\n"},
		"a field too many":       {"cadres.csv": "key,name\nc1,张某,1975\n"},
		"a line that breaks off": {"cadres.jsonl": `{"key":"c1","name":"张`},
		"a key that is lost":     {"cadres.csv": "name\n张某\n"},
		"a file without a name":  {"people.csv": "key,name\nc1,张某\n"},
	} {
		dir := inFolder(t, "educations.csv", "key,cadre,level,completedOn\ne1,c1,大学,2002.13\n")
		for file, content := range files {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		_, findings, _ := checked(t, dir)
		if len(findings) != 2 || !strings.Contains(strings.Join(findings, "\n"), "there is no month 13") {
			t.Errorf("%s: findings are\n%s\nwant one of it, and one of the row that refers to it", name, strings.Join(findings, "\n"))
		}
	}
}

// TestTemplate writes the template of all tables, reads it back, and fills in what a sheet asks for.
func TestTemplate(t *testing.T) {
	tables := theTables(t)
	path := filepath.Join(t.TempDir(), "template.xlsx")
	if err := WriteTemplate(path, tables, nil); err != nil {
		t.Fatal(err)
	}
	rows, findings, notices := checked(t, path)
	if len(findings) > 0 || len(rows) > 0 || len(notices) != len(tables) {
		t.Errorf("%v rows, findings %q, %d notices, want one on the example of each of %d tables", rows, findings, len(notices), len(tables))
	}
	if err := WriteTemplate(path, tables, nil); err == nil {
		t.Error("a file that is there is written over")
	}
	if err := WriteTemplate(path+"x", tables, []string{"people"}); err == nil || !strings.Contains(err.Error(), `"people" is not a table`) {
		t.Errorf("a table that does not exist: %v", err)
	}
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, table := range tables {
		notes, err := f.GetComments(table.sheetName())
		if err != nil || len(notes) != len(table.Columns) {
			t.Errorf("%s: %d notes on %d columns, %v", table.Name, len(notes), len(table.Columns), err)
		}
		lists, err := f.GetDataValidations(table.sheetName())
		want := 0
		for _, c := range table.Columns {
			if len(c.Values()) > 0 {
				want++
			}
		}
		if err != nil || len(lists) != want {
			t.Errorf("%s: %d lists to choose from, want %d, %v", table.Name, len(lists), want, err)
		}
	}
	// The example says what is right: without its mark it is a row, as far as it stands by itself.
	for _, of := range tables {
		first, _ := f.GetCellValue(of.sheetName(), "A2")
		for i, c := range of.Columns {
			cell, _ := excelize.CoordinatesToCellName(i+1, 2)
			text, err := f.GetCellValue(of.sheetName(), cell)
			if i == 0 {
				text = strings.TrimPrefix(first, exampleMark+"：")
			}
			if v, note, m := c.Text(text, table.Names); err != nil || m != nil || note != nil || v == nil {
				t.Errorf("%s.%s: the example %q is read as %v, %v, %v", of.Name, c.Name, text, v, note, m)
			}
		}
	}
	for cell, v := range map[string]string{"A3": "c1", "B3": "张某", "D3": "女"} {
		if err := f.SetCellValue("干部", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if rows, findings, _ = checked(t, path); rows["cadres"] != 1 || len(findings) > 0 {
		t.Errorf("filled in: %v rows, findings %q", rows, findings)
	}
}
