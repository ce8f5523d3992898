package dataset

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"

	"bole/graph/message"

	"github.com/xuri/excelize/v2"
)

// workbook writes each table as a sheet.
type workbook struct {
	file   *excelize.File
	labels bool
	rows   int // most rows of a sheet, the header among them
	sheets int
}

func newWorkbook(labels bool) *workbook {
	return &workbook{file: excelize.NewFile(), labels: labels, rows: excelize.TotalRows}
}

func (b *workbook) open(t *Table) (tableWriter, error) {
	var err error
	if b.sheets++; b.sheets == 1 {
		err = b.file.SetSheetName(b.file.GetSheetName(0), t.Name) // a new workbook has one sheet
	} else {
		_, err = b.file.NewSheet(t.Name)
	}
	if err != nil {
		return nil, err
	}
	out, err := b.file.NewStreamWriter(t.Name)
	if err != nil {
		return nil, err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	w := &sheetWriter{table: t, out: out, rows: b.rows, cells: make([]any, len(t.Columns))}
	for i, name := range t.headers(b.labels) {
		w.cells[i] = name
	}
	return w, w.line()
}

type sheetWriter struct {
	table *Table
	out   *excelize.StreamWriter
	rows  int
	row   int
	cells []any
}

// write writes numbers as numbers and all else as texts, which Excel neither turns into dates nor computes.
// A number that needs more digits than Excel keeps is a text too: it reads back as it is stored.
func (w *sheetWriter) write(r row) error {
	for i, c := range w.table.Columns {
		v := r.values[c.Name]
		w.cells[i] = v
		switch v := v.(type) {
		case nil, int64:
			continue
		case float64:
			if keeps(v) {
				continue
			}
		}
		text := cellText(v)
		if err := w.table.fits(r, c, text); err != nil {
			return err
		}
		w.cells[i] = text
	}
	return w.line()
}

// keeps reports whether Excel's 15 significant digits are enough for a number.
func keeps(x float64) bool {
	kept, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 15, 64), 64)
	return err == nil && kept == x && (x == 0 || math.Abs(x) >= 1e-9 && math.Abs(x) < 1e15)
}

func (w *sheetWriter) line() error {
	if w.row++; w.row > w.rows {
		return message.Errorf("more rows than the %d an Excel sheet holds; export to a folder or .zip, or with units fewer", w.rows)
	}
	return w.out.SetRow(fmt.Sprintf("A%d", w.row), w.cells)
}

func (w *sheetWriter) close() error { return w.out.Flush() }

// fits reports whether a cell can hold the text: XML knows no carriage return and not all characters, Excel no
// more than 32,767 units of UTF-16.
func (t *Table) fits(r row, c *Column, text string) error {
	if len(utf16.Encode([]rune(text))) > excelize.TotalCellChars || strings.ContainsAny(text, "\r\uFFFE\uFFFF") {
		id, _ := t.identity(r)
		return message.Errorf("the row %q: no cell of a workbook can hold its %s; export as jsonl", id, c.Name)
	}
	return t.readsBack(r, c, text)
}
