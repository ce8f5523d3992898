package workbook_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bole/internal/workbook"
)

func write(t *testing.T, columns []workbook.Column, rows ...[]any) *excelize.File {
	t.Helper()
	w, err := workbook.New("名单[2024]/甲", columns)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, row := range rows {
		if err := w.Row(row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	n, err := w.WriteTo(&b)
	if err != nil || n != int64(b.Len()) || n == 0 {
		t.Fatalf("%d of %d bytes, %v", n, b.Len(), err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestCellsHaveTypes(t *testing.T) {
	columns := []workbook.Column{{"姓名", workbook.Texts}, {"分数", workbook.Numbers}, {"日期", workbook.Days}, {"时刻", workbook.Moments}, {"是", workbook.Texts}}
	day := time.Date(2024, time.August, 31, 0, 0, 0, 0, time.UTC)
	f := write(t, columns,
		[]any{"=1+1", int64(7), workbook.Day(day), day.Add(13*time.Hour + 30*time.Minute), true},
		[]any{"_x0041_ <&>\"'\n\t 王𠮷 ", 81.25, workbook.Day(day.AddDate(-200, 0, 0)), day.AddDate(-200, 0, 0), false},
		[]any{nil, nil, nil, nil, nil},
		[]any{"", int64(-3), "2024", nil, "x"})
	sheet := f.GetSheetName(0)
	if sheet != "名单_2024__甲" {
		t.Errorf("the sheet is called %q", sheet)
	}
	for _, c := range []struct {
		at, shown, raw string
		typ            excelize.CellType
	}{
		{"A1", "姓名", "姓名", excelize.CellTypeInlineString},
		{"A2", "=1+1", "=1+1", excelize.CellTypeInlineString},
		{"A3", "_x0041_ <&>\"'\n\t 王𠮷 ", "_x0041_ <&>\"'\n\t 王𠮷 ", excelize.CellTypeInlineString},
		{"B2", "7", "7", excelize.CellTypeNumber},
		{"B3", "81.25", "81.25", excelize.CellTypeNumber},
		{"C2", "2024-08-31", "45535", excelize.CellTypeUnset},
		{"C3", "1824-08-31", "1824-08-31", excelize.CellTypeInlineString},
		{"D2", "2024-08-31T13:30:00Z", "45535.5625", excelize.CellTypeUnset},
		{"D3", "1824-08-31T00:00:00Z", "1824-08-31T00:00:00Z", excelize.CellTypeInlineString},
		{"E2", "TRUE", "1", excelize.CellTypeBool},
		{"A4", "", "", excelize.CellTypeUnset},
		{"A5", "", "", excelize.CellTypeUnset},
		{"C5", "2024", "2024", excelize.CellTypeInlineString},
	} {
		shown, err := f.GetCellValue(sheet, c.at)
		if err != nil || shown != c.shown {
			t.Errorf("%s shows %q, want %q (%v)", c.at, shown, c.shown, err)
		}
		if raw, err := f.GetCellValue(sheet, c.at, excelize.Options{RawCellValue: true}); err != nil || raw != c.raw {
			t.Errorf("%s is %q, want %q (%v)", c.at, raw, c.raw, err)
		}
		if typ, err := f.GetCellType(sheet, c.at); err != nil || typ != c.typ && typ+c.typ != excelize.CellTypeNumber+excelize.CellTypeUnset {
			t.Errorf("%s is of type %d, want %d (%v)", c.at, typ, c.typ, err)
		}
		if formula, err := f.GetCellFormula(sheet, c.at); formula != "" || err != nil {
			t.Errorf("%s is a formula: %q (%v)", c.at, formula, err)
		}
	}
}

func TestTextsThatNoCellHolds(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{strings.Repeat("字", 32_767), ""},
		{strings.Repeat("字", 32_768), "32768"},
		{strings.Repeat("𠮷", 16_384), "32768"},
		{"a\x01", "U+0001"},
		{"\uFFFF", "U+FFFF"},
	} {
		w, err := workbook.New("x", []workbook.Column{{Head: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Row([]any{c.text}); (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%.10q…: %v, want %q", c.text, err, c.says)
		}
	}
}

// TestManyRows holds that rows wait in a file, which is gone afterwards.
func TestManyRows(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	w, err := workbook.New("x", []workbook.Column{{Head: "a"}, {Head: "b", Kind: workbook.Numbers}})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("字", 300)
	const rows = 60_000 // 54 MB of texts
	for i := range rows {
		if err := w.Row([]any{text, int64(i)}); err != nil {
			t.Fatal(err)
		}
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > 45<<20 {
		t.Errorf("%d MB are held for %d rows", m.HeapAlloc>>20, rows)
	}
	waiting, err := filepath.Glob(filepath.Join(temporary, "*", "*"))
	if err != nil || len(waiting) == 0 {
		t.Errorf("no rows wait in a file (%v)", err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "x.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteTo(out); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(temporary); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
	f, err := excelize.OpenFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	each, err := f.Rows("x")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for each.Next() {
		n++
	}
	if n != rows+1 {
		t.Errorf("%d rows, want %d", n, rows+1)
	}
}

// TestNumbersHaveFifteenDigits reads the sheet's XML, since readers round what they give.
func TestNumbersHaveFifteenDigits(t *testing.T) {
	w, err := workbook.New("x", []workbook.Column{{Head: "x", Kind: workbook.Numbers}})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, x := range []float64{79.24000000000001, 78.94666666666664, 2e6 / 3, 0.1, -1e-7 / 3} {
		if err := w.Row([]any{x}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if _, err := w.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheet, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, cell := range strings.Split(string(sheet), "<v>")[1:] {
		value, _, _ := strings.Cut(cell, "</v>")
		got = append(got, value)
	}
	if want := []string{"79.24", "78.9466666666666", "666666.666666667", "0.1", "-0.0000000333333333333333"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
