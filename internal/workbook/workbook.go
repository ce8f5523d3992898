// Package workbook writes one table as an Office Open XML workbook (ECMA-376), of as many rows as a sheet holds. Beyond
// 16 MiB rows wait in a file, so that memory does not grow with them.
package workbook

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"bole/graph/message"
)

// maxText is how long the text of a cell may be, in UTF-16 units.
const maxText = excelize.TotalCellChars

// Kind is what a column holds, which says how wide it is.
type Kind int

// Kinds of columns.
const (
	Texts Kind = iota
	Numbers
	Days
	Moments
)

var widths = map[Kind]float64{Texts: 24, Numbers: 12, Days: 12, Moments: 24}

// Day is a value that is a whole day; a time.Time is a moment, which is written in UTC.
type Day time.Time

// firstDay is the first that all programs count alike: a sheet takes 1900 for a leap year.
var firstDay = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)

// Column is a column with its head.
type Column struct {
	Head string
	Kind Kind
}

// Writer is a workbook that is being written.
type Writer struct {
	file        *excelize.File
	sheet       *excelize.StreamWriter
	dir         string // where rows wait; it goes with the writer
	heads       []string
	rows        int // with the heads
	day, moment int // styles
	cells       []any
}

// New begins a workbook of one sheet of that name. The writer is closed when it is done with.
func New(sheet string, columns []Column) (*Writer, error) {
	dir, err := os.MkdirTemp("", "bole-workbook-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for a workbook: %w", err)
	}
	w := &Writer{file: excelize.NewFile(excelize.Options{TmpDir: dir}), dir: dir, cells: make([]any, len(columns))}
	if err := w.begin(sheetName(sheet), columns); err != nil {
		return nil, errors.Join(fmt.Errorf("begin a workbook: %w", err), w.Close())
	}
	return w, nil
}

func (w *Writer) begin(sheet string, columns []Column) error {
	err := w.file.SetSheetName(w.file.GetSheetName(0), sheet)
	if err == nil {
		w.sheet, err = w.file.NewStreamWriter(sheet)
	}
	for i, c := range columns {
		if err == nil {
			err = w.sheet.SetColWidth(i+1, i+1, widths[c.Kind])
		}
	}
	if err == nil { // the heads stay in sight
		err = w.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	if err != nil {
		return err
	}
	bold, err := w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if w.day, err = w.style("yyyy-mm-dd"); err != nil {
		return err
	}
	if w.moment, err = w.style(`yyyy-mm-dd"T"hh:mm:ss"Z"`); err != nil {
		return err
	}
	heads := make([]any, len(columns))
	for i, c := range columns {
		w.heads = append(w.heads, c.Head)
		heads[i] = excelize.Cell{StyleID: bold, Value: c.Head}
	}
	return w.record(heads)
}

func (w *Writer) style(format string) (int, error) {
	return w.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
}

// sheetName is a name that a sheet may have: at most 31 UTF-16 units, and none of []:*?/\ or ' at an end.
func sheetName(name string) string {
	var out []rune
	units := 0
	for _, r := range name {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			r = '_'
		}
		if units += utf16.RuneLen(r); units > 31 {
			break
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return "Sheet1"
	}
	return string(out)
}

// Row adds a row of numbers (int64, float64), truth values, days, moments and texts; nil and the empty text are an empty
// cell. A text is a text whatever it begins with: nothing is a formula. It refuses a text that no cell can hold.
func (w *Writer) Row(values []any) error {
	for i, v := range values {
		var err error
		if w.cells[i], err = w.cell(i, v); err != nil {
			return err
		}
	}
	return w.record(w.cells)
}

func (w *Writer) cell(column int, v any) (any, error) {
	switch v := v.(type) {
	case Day:
		t := time.Time(v)
		if t.Before(firstDay) {
			return t.Format(time.DateOnly), nil
		}
		return excelize.Cell{StyleID: w.day, Value: t}, nil
	case time.Time:
		if v = v.UTC(); v.Before(firstDay) {
			return v.Format(time.RFC3339Nano), nil
		}
		return excelize.Cell{StyleID: w.moment, Value: v}, nil
	case float64: // to 15 digits, as sheets have: excelize would cut the others off, not round
		rounded, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
		return rounded, err
	case string:
		if v == "" {
			return nil, nil
		}
		return v, fits(v, w.heads[column])
	default:
		return v, nil
	}
}

// fits refuses a text that a cell would not give back.
func fits(s, head string) error {
	units := 0
	for _, r := range s {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return message.Errorf("%s holds the character U+%04X, which a workbook cannot; accept text/csv or application/jsonl instead", head, r)
		}
		units += utf16.RuneLen(r)
	}
	if units > maxText {
		return message.Errorf("%s holds a text of %d characters, and a cell of a workbook %d at most; accept text/csv or application/jsonl instead", head, units, maxText)
	}
	return nil
}

func (w *Writer) record(cells []any) error {
	w.rows++
	at, err := excelize.CoordinatesToCellName(1, w.rows)
	if err == nil {
		err = w.sheet.SetRow(at, cells)
	}
	if err != nil {
		return fmt.Errorf("write row %d of a workbook: %w", w.rows, err)
	}
	return nil
}

// WriteTo ends the workbook and writes it.
func (w *Writer) WriteTo(out io.Writer) (int64, error) {
	if err := w.sheet.Flush(); err != nil {
		return 0, fmt.Errorf("end a workbook: %w", err)
	}
	counted := &counter{out: out}
	// As it stands, excelize would hold the whole file in memory first.
	w.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(counted) })
	if _, err := w.file.WriteTo(io.Discard); err != nil {
		return counted.n, fmt.Errorf("write a workbook: %w", err)
	}
	return counted.n, nil
}

// counter counts what goes through.
type counter struct {
	out io.Writer
	n   int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.out.Write(b)
	c.n += int64(n)
	return n, err
}

// Close removes what waited in files.
func (w *Writer) Close() error { return errors.Join(w.file.Close(), os.RemoveAll(w.dir)) }
