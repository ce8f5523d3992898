package dataset

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"bole/graph/message"

	"github.com/xuri/excelize/v2"
)

// Sheets of a template that are not tables; their names keep them from being read.
const (
	templateGuide = "说明"
	templateLists = "说明 选项"
)

// WriteTemplate writes an empty workbook to fill in: a sheet for each table with Chinese headers, lists to choose from,
// notes on the columns and an example, which an import leaves out. Names are those of the tables wanted; none: all.
// Nothing is written over.
func WriteTemplate(location string, tables []*Table, names []string) (err error) {
	for _, name := range names {
		if tableNamed(tables, name) == nil {
			return message.Errorf("%q is not a table; docs/dataset.md lists them", name)
		}
	}
	out, err := os.OpenFile(location, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return message.Errorf("write the template: %v; give a new name", err)
	}
	defer func() {
		if err = errors.Join(err, out.Close()); err != nil {
			err = errors.Join(err, os.Remove(location))
		}
	}()
	w := &template{book: excelize.NewFile(), lists: map[string]string{}, tables: tables, names: names}
	if err := w.write(); err != nil {
		return errors.Join(message.Errorf("write the template: %v", err), w.book.Close())
	}
	return errors.Join(w.book.Write(out), w.book.Close())
}

// template is a workbook being written.
type template struct {
	book         *excelize.File
	tables       []*Table
	names        []string          // of tables wanted; none: all
	lists        map[string]string // values, joined → the cells that hold them
	header, text int               // styles
}

func (w *template) write() (err error) {
	if w.header, err = w.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, NumFmt: 49}); err != nil {
		return err
	}
	if w.text, err = w.book.NewStyle(&excelize.Style{NumFmt: 49}); err != nil { // Excel leaves what is typed as it is
		return err
	}
	if err := w.book.SetSheetName(w.book.GetSheetName(0), templateGuide); err != nil {
		return err
	}
	for i, line := range []string{
		"每张表一个工作表，第一行是列名。不用的列和工作表可以删除；列的次序不限。",
		"带“必填”批注的列每行都要填。日期写 2003-07-15，只知道月份写 2003-07，只知道年份写 2003；仍在继续的，止日留空。",
		"引用其他表的列填该表的“键”。一格多项用英文分号 ; 分隔。",
		"以“" + exampleMark + "”开头的行是示例，导入时略过。",
		"填好后：bole import 文件.xlsx --dry-run 检查，去掉 --dry-run 导入。",
	} {
		if err := w.book.SetCellValue(templateGuide, fmt.Sprintf("A%d", i+1), line); err != nil {
			return err
		}
	}
	for _, t := range w.tables {
		if len(w.names) > 0 && !slices.Contains(w.names, t.Name) && !slices.Contains(w.names, t.Term) {
			continue
		}
		if err := w.sheet(t); err != nil {
			return message.Errorf("%s: %v", t.Name, err)
		}
	}
	if len(w.lists) > 0 {
		return w.book.SetSheetVisible(templateLists, false)
	}
	return nil
}

// sheetName is the table's Chinese term, or its name where a sheet cannot be called by that.
func (t *Table) sheetName() string {
	if t.Term == "" || strings.ContainsAny(t.Term, `[]:*?/\`) || len([]rune(t.Term)) > excelize.MaxSheetNameLength || strings.HasPrefix(t.Term, templateGuide) {
		return t.Name
	}
	return t.Term
}

func (w *template) sheet(t *Table) error {
	name := t.sheetName()
	if _, err := w.book.NewSheet(name); err != nil {
		return err
	}
	if err := w.book.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	headers := t.headers(true)
	for i, c := range t.Columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := w.column(name, letter, headers[i], c); err != nil {
			return message.Errorf("%s: %v", c.Name, err)
		}
		example := exampleOf(c, w.tables)
		if i == 0 {
			example = exampleMark + "：" + fmt.Sprint(example)
		}
		if err := w.book.SetCellValue(name, letter+"2", example); err != nil {
			return err
		}
	}
	return nil
}

// column writes a header with its note, how cells are formatted, and what they may hold.
func (w *template) column(sheet, letter, header string, c *Column) error {
	if c.Type != "Int" && c.Type != "Float" {
		if err := w.book.SetColStyle(sheet, letter, w.text); err != nil {
			return err
		}
	}
	err := errors.Join(w.book.SetColWidth(sheet, letter, letter, 14), w.book.SetCellValue(sheet, letter+"1", header),
		w.book.SetCellStyle(sheet, letter+"1", letter+"1", w.header),
		w.book.AddComment(sheet, excelize.Comment{Cell: letter + "1", Author: "bole", Text: noteOn(c, w.tables)}))
	values := c.Values()
	if err != nil || len(values) == 0 || c.Refers != "" {
		return err
	}
	cells, err := w.list(values)
	if err != nil {
		return err
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s2:%s%d", letter, letter, excelize.TotalRows)
	v.SetSqrefDropList(cells)
	return w.book.AddDataValidation(sheet, v)
}

// list writes values below one another and gives the cells that hold them; a list in the rule itself may have 255
// characters only.
func (w *template) list(values []string) (string, error) {
	id := strings.Join(values, ";")
	if cells := w.lists[id]; cells != "" {
		return cells, nil
	}
	if len(w.lists) == 0 {
		if _, err := w.book.NewSheet(templateLists); err != nil {
			return "", err
		}
	}
	letter, err := excelize.ColumnNumberToName(len(w.lists) + 1)
	if err == nil {
		err = w.book.SetSheetCol(templateLists, letter+"1", &values)
	}
	w.lists[id] = fmt.Sprintf("'%s'!$%s$1:$%s$%d", templateLists, letter, letter, len(values))
	return w.lists[id], err
}

// noteOn says what a column holds.
func noteOn(c *Column, tables []*Table) string {
	lines := []string{c.Description() + " (" + c.Name + ")"}
	if c.Required {
		lines = append(lines, "必填。")
	}
	switch {
	case c.Refers != "":
		lines = append(lines, "填“"+tableNamed(tables, c.Refers).sheetName()+"”的键。")
	case c.Type == "Date":
		lines = append(lines, "日期：2003-07-15、2003-07 或 2003。")
	case c.Type == "Int" && c.Max < math.MaxInt32, c.Type == "Float" && c.Max < math.MaxFloat64:
		lines = append(lines, fmt.Sprintf("数字：%v 至 %v。", c.Min, c.Max))
	case c.Type == "Int" || c.Type == "Float":
		lines = append(lines, "数字。")
	case len(c.Values()) > 0:
		lines = append(lines, "从列表中选。")
	}
	if c.List {
		lines = append(lines, "多项用 ; 分隔。")
	}
	return strings.Join(lines, "\n")
}

// exampleOf is a value that shows what a column holds.
func exampleOf(c *Column, tables []*Table) any {
	switch values := c.Values(); {
	case c.Refers != "":
		return tableNamed(tables, c.Refers).sheetName() + "的键"
	case len(values) > 0:
		return values[0]
	case len(c.Weighs()) > 0:
		return c.Weighs()[0] + ":2"
	case c.Type == "Date":
		return "2003-07-15"
	case c.Type == "Int" || c.Type == "Float":
		return max(c.Min, 1)
	case c.Name == "key":
		return "001"
	default:
		return c.Term
	}
}
