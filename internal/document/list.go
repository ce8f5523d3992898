package document

import (
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"bole/graph/message"

	"github.com/xuri/excelize/v2"
)

// list is a sheet with a numbered line for each official as it is being written, row by row: memory does not grow with
// it.
type list struct {
	sheet   string
	title   string // above the list
	book    workbook
	out     *excelize.StreamWriter
	columns []column
	lines   int
	cell    int // style of the cells
}

// black has to be said of a border: without a color excelize writes one that other readers refuse the file for.
const black = "000000"

// begin lays the sheet out as it is printed: A4 across, the head on each page, as wide as the page.
func (l *list) begin() error {
	b := l.book
	across, fit, paper, height, width := "landscape", true, 9, 0, 1
	title := fmt.Sprintf("'%s'!$1:$2", l.sheet)
	err := errors.Join(b.SetSheetName("Sheet1", l.sheet),
		b.SetSheetProps(l.sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		b.SetPageLayout(l.sheet, &excelize.PageLayoutOptions{Orientation: &across, Size: &paper, FitToHeight: &height, FitToWidth: &width}),
		b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: title, Scope: l.sheet}))
	if err != nil {
		return message.Errorf("lay out the list: %v", err)
	}
	if l.out, err = b.NewStreamWriter(l.sheet); err != nil {
		return err
	}
	lines := []excelize.Border{{Type: "left", Style: 1, Color: black}, {Type: "right", Style: 1, Color: black}, {Type: "top", Style: 1, Color: black}, {Type: "bottom", Style: 1, Color: black}}
	middle := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	heading, e1 := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 18}, Alignment: middle})
	head, e2 := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: middle, Border: lines})
	cell, e3 := b.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}, Border: lines})
	l.cell = cell
	if err := errors.Join(e1, e2, e3, l.widths(), l.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 2, TopLeftCell: "A3", ActivePane: "bottomLeft"})); err != nil {
		return message.Errorf("lay out the list: %v", err)
	}
	last, err := excelize.CoordinatesToCellName(len(l.columns)+1, 1)
	if err != nil {
		return err
	}
	header := []any{"序号"}
	for _, c := range l.columns {
		header = append(header, c.label)
	}
	return errors.Join(l.out.SetRow("A1", []any{excelize.Cell{StyleID: heading, Value: l.title}}), l.out.MergeCell("A1", last), l.row(2, head, header))
}

// widths are those of the columns: of lists and places as wide as they are told, of others as their label.
func (l *list) widths() error {
	err := l.out.SetColWidth(1, 1, 6)
	for i, c := range l.columns {
		width := max(10, 2.5*float64(utf8.RuneCountInString(c.label)))
		if c.list || len(c.path) > 1 && c.path[0].Field.Name != "node" || len(c.path) > 2 {
			width = 28
		}
		err = errors.Join(err, l.out.SetColWidth(i+2, i+2, width))
	}
	return err
}

func (l *list) row(n, style int, values []any) error {
	cells := make([]any, len(values))
	for i, v := range values {
		cells[i] = excelize.Cell{StyleID: style, Value: v}
	}
	return l.out.SetRow(fmt.Sprintf("A%d", n), cells)
}

func (l *list) line(person map[string]any) error {
	l.lines++
	row := []any{l.lines}
	for _, c := range l.columns {
		row = append(row, c.text(l.book.schema, person))
	}
	return l.row(l.lines+2, l.cell, row)
}

// end writes what is said below the list.
func (l *list) end(w io.Writer, notes ...string) error {
	var err error
	for i, note := range notes {
		err = errors.Join(err, l.out.SetRow(fmt.Sprintf("A%d", l.lines+3+i), []any{note}))
	}
	if err := errors.Join(err, l.out.Flush()); err != nil {
		return err
	}
	return l.book.Write(w)
}
