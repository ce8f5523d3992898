package httpapi_test

import (
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bole/internal/httpapi"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (a *api) sheet(query, accept string) (sheet string, rows [][]string, f *excelize.File) {
	a.t.Helper()
	r := a.query(query, "Accept", accept)
	if r.status != 200 || r.header.Get("Content-Type") != workbookType {
		a.t.Fatalf("%s: %d %s %.300s", query, r.status, r.header.Get("Content-Type"), r.body)
	}
	f, err := excelize.OpenReader(strings.NewReader(r.body))
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { f.Close() })
	sheet = f.GetSheetName(0)
	rows, err = f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		a.t.Fatal(err)
	}
	return sheet, rows, f
}

// TestExportAsWorkbook holds a workbook to the table of the same list, and its cells to their types.
func TestExportAsWorkbook(t *testing.T) {
	a := open(t)
	for _, c := range []struct{ query, labels string }{
		{`{ tasks(filter: {category: {eq: DEBT_RESOLUTION}}) { nodes { key title category difficulty difficultySetOn outcomeScore frontline dueOn completedOn difficultySource { title } } } }`, ""},
		{`{ tasks(filter: {category: {eq: DEBT_RESOLUTION}}) { nodes { key title category difficulty difficultySetOn outcomeScore frontline dueOn completedOn difficultySource { title } } } }`, "; labels=zh"},
		{`{ evaluations { groupBy(by: [{kind: VALUE}, {evaluatedOn: YEAR}]) { groups { key { kind evaluatedOn } aggregate { count score { avg max } } } } } }`, "; labels=zh"},
		{`{ decisions(first: 50) { nodes { key modes decidedOn kind } } }`, ""},
	} {
		table := a.query(c.query, "Accept", csvType+c.labels)
		want, err := csv.NewReader(strings.NewReader(table.body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		sheet, rows, f := a.sheet(c.query, workbookType+c.labels)
		if name := map[string]string{"": "tasks", "; labels=zh": "事项列表"}[c.labels]; strings.HasPrefix(c.query, "{ tasks") && sheet != name {
			t.Errorf("the sheet is called %q, want %q", sheet, name)
		}
		if len(rows) != len(want) || len(rows) < 2 {
			t.Fatalf("%s: %d rows, %d lines", c.query, len(rows), len(want))
		}
		for i, line := range want {
			for j, text := range line {
				at, _ := excelize.CoordinatesToCellName(j+1, i+1)
				got := ""
				if j < len(rows[i]) { // empty cells at the end are left out
					got = rows[i][j]
				}
				typ, err := f.GetCellType(sheet, at)
				if err != nil {
					t.Fatal(err)
				}
				if typ == excelize.CellTypeUnset && strings.Count(text, "-") == 2 { // a day: as it is shown
					if got, err = f.GetCellValue(sheet, at); err != nil {
						t.Fatal(err)
					}
				} else if typ == excelize.CellTypeBool {
					got = map[string]string{"0": "false", "1": "true"}[got]
				}
				x, no := strconv.ParseFloat(got, 64)
				if y, not := strconv.ParseFloat(text, 64); no == nil && not == nil && math.Abs(x-y) < 1e-12*math.Abs(y) {
					continue // the reader gives 15 digits
				}
				if got != text {
					t.Errorf("%s: %s is %q, want %q", c.query, at, got, text)
				}
			}
		}
	}
	_, rows, f := a.sheet(`{ task(key: "t0001") { cadres { edges { role from node { key } } } } }`, workbookType)
	if len(rows) < 2 {
		t.Fatal("a task without officials")
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "B2": excelize.CellTypeUnset, "C2": excelize.CellTypeInlineString} {
		if typ, err := f.GetCellType(f.GetSheetName(0), cell); err != nil || typ != want {
			t.Errorf("%s is of type %d, want %d (%v)", cell, typ, want, err)
		}
	}
}

// TestWorkbookIsWholeOrRefused holds what goes wrong on the way to an ordinary refusal, as nothing has been sent by then.
func TestWorkbookIsWholeOrRefused(t *testing.T) {
	a := openWith(t, httpapi.Options{ExportRows: 430})
	r := a.query(`{ evaluations { nodes { key } } }`, "Accept", workbookType)
	if r.status != 400 || r.code() != "LIMIT_EXCEEDED" || !strings.Contains(r.Errors[0].Message, "after 430 rows: evaluations goes on") || !strings.HasPrefix(r.header.Get("Content-Type"), newType) {
		t.Errorf("a list longer than an export: %d %s", r.status, r.body)
	}
	if r := a.query(`{ evaluations(first: 430) { nodes { key } } }`, "Accept", workbookType); r.status != 200 || r.header.Get("Content-Disposition") != `attachment; filename="evaluations.xlsx"` {
		t.Errorf("as many rows as an export may have: %d %q", r.status, r.header.Get("Content-Disposition"))
	}
	if r := a.query(`{ tasks { nodes { c: cadres { edges { role } } } } }`, "Accept", workbookType); r.status != 400 || !strings.Contains(r.body, "is a list, and a cell of a table holds one value") {
		t.Errorf("a list in a cell: %d %s", r.status, r.body)
	}
}
