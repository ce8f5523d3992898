package dataset_test

import (
	"archive/zip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"bole/internal/dataset"
	"bole/internal/rooms"
)

// rows are a dataset's rows by table and identity, each value as text; absent and empty are the same.
type rows map[string]map[string]map[string]string

// reader reads datasets without the product's readers.
type reader struct {
	t      *testing.T
	tables map[string]*dataset.Table
	out    rows
}

// read reads a folder, .zip or .xlsx.
func read(t *testing.T, g *rooms.Rooms, path string) rows {
	t.Helper()
	tables, err := dataset.Tables(g.Schema)
	must(t, err)
	r := &reader{t: t, tables: map[string]*dataset.Table{}, out: rows{}}
	for _, table := range tables {
		r.tables[table.Name] = table
	}
	switch filepath.Ext(path) {
	case ".xlsx":
		r.book(path)
	case ".zip":
		z, err := zip.OpenReader(path)
		must(t, err)
		defer z.Close()
		r.files(z)
	default:
		r.files(os.DirFS(path))
	}
	return r.out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (r *reader) files(f fs.FS) {
	r.t.Helper()
	entries, err := fs.ReadDir(f, ".")
	must(r.t, err)
	for _, e := range entries {
		b, err := fs.ReadFile(f, e.Name())
		must(r.t, err)
		if table, ok := strings.CutSuffix(e.Name(), ".csv"); ok {
			text, marked := strings.CutPrefix(string(b), "\uFEFF")
			if !marked {
				r.t.Errorf("%s has no byte order mark", e.Name())
			}
			lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
			must(r.t, err)
			r.lines(table, lines)
			continue
		}
		table, _ := strings.CutSuffix(e.Name(), ".jsonl")
		d := json.NewDecoder(strings.NewReader(string(b)))
		d.UseNumber()
		for {
			row := map[string]any{}
			if err := d.Decode(&row); err == io.EOF {
				break
			} else if err != nil {
				r.t.Fatal(e.Name(), err)
			}
			r.add(table, row)
		}
	}
}

func (r *reader) book(path string) {
	r.t.Helper()
	f, err := excelize.OpenFile(path)
	must(r.t, err)
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		lines, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		must(r.t, err)
		r.lines(sheet, lines)
		columns := r.tables[sheet].Columns
		for i, line := range lines[1:] {
			for j := range line {
				at, _ := excelize.CoordinatesToCellName(j+1, i+2)
				if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
					r.t.Errorf("%s!%s is a formula (%v)", sheet, at, err)
				}
				typ, _ := f.GetCellType(sheet, at)
				if columns[j].Type != "Float" && line[j] != "" && (columns[j].Type == "Int") != (typ == excelize.CellTypeUnset) {
					r.t.Errorf("%s!%s has type %v for %s", sheet, at, typ, columns[j].Name)
				}
			}
		}
	}
}

func (r *reader) lines(table string, lines [][]string) {
	for _, line := range lines[1:] {
		row := map[string]any{}
		for i, text := range line {
			c := r.tables[table].Column(lines[0][i])
			if c == nil {
				r.t.Fatalf("%s has no column %s", table, lines[0][i])
			}
			switch {
			case text == "":
			case c.List:
				var items []any
				for _, item := range strings.Split(text, ";") {
					items = append(items, item)
				}
				row[c.Name] = items
			case c.Type == "Int", c.Type == "Float":
				row[c.Name] = json.Number(text)
			default:
				row[c.Name] = text
			}
		}
		r.add(table, row)
	}
}

// add puts a row into its place; references in lists have no order.
func (r *reader) add(table string, row map[string]any) {
	t := r.tables[table]
	out := map[string]string{}
	for name, v := range row {
		switch v := v.(type) {
		case nil:
		case []any:
			items := make([]string, len(v))
			for i, item := range v {
				items[i] = fmt.Sprint(item)
			}
			if t.Column(name).Refers != "" {
				slices.Sort(items)
			}
			if len(items) > 0 {
				out[name] = strings.Join(items, "\x1f")
			}
		case json.Number:
			x, err := v.Float64()
			must(r.t, err)
			out[name] = strconv.FormatFloat(x, 'g', -1, 64)
		default:
			out[name] = fmt.Sprint(v)
		}
	}
	var id []string
	for _, c := range t.Identity {
		id = append(id, out[c])
	}
	if r.out[table] == nil {
		r.out[table] = map[string]map[string]string{}
	}
	r.out[table][strings.Join(id, ";")] = out
}

// same compares datasets row by row.
func same(t interface {
	Helper()
	Errorf(string, ...any)
}, want, got rows) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(want)) {
		if d := cmp.Diff(want[table], got[table]); d != "" {
			t.Errorf("%s (-imported +exported):\n%s", table, d[:min(len(d), 2000)])
		}
	}
	for table := range got {
		if len(want[table]) == 0 {
			t.Errorf("%s came from nowhere", table)
		}
	}
}
