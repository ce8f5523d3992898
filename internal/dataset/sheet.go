package dataset

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook.
const (
	maxSheetMemory = 16 << 20 // bytes of a part beyond which it is read from a temporary file
	maxWidth       = 1000     // columns; the widest table has a fortieth of them
)

// source is an opened workbook whose sheets are tables.
type source struct {
	book     *excelize.File
	zip      *zip.ReadCloser
	parts    map[string]string
	from1904 bool
	styles   map[int]string // style → date layout, "" for styles of no date
}

func openWorkbook(location string) (*source, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, err
	}
	z, err := zip.OpenReader(location)
	if err != nil {
		return nil, fmt.Errorf("it is no workbook: %w; save it as .xlsx", err)
	}
	s := &source{zip: z, styles: map[int]string{}}
	if err := s.open(location, info.Size()); err != nil {
		return nil, errors.Join(err, z.Close())
	}
	return s, nil
}

func (s *source) open(location string, size int64) (err error) {
	if err := bomb(&s.zip.Reader, size); err != nil {
		return err
	}
	if s.parts, s.from1904, err = sheetParts(&s.zip.Reader); err != nil {
		return err
	}
	if err := shortTexts(&s.zip.Reader); err != nil {
		return err
	}
	s.book, err = excelize.OpenFile(location, excelize.Options{UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: maxSheetMemory})
	if err != nil {
		return fmt.Errorf("it is no workbook that can be read: %w", err)
	}
	return nil
}

// shortTexts refuses a workbook with a shared text longer than a cell may be, before all are read at once.
func shortTexts(z *zip.Reader) error {
	m, err := openMarks(z, "xl/sharedStrings.xml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer m.close() //nolint:errcheck // only read
	for {
		m.paced.reset()
		switch _, err := m.in.RawToken(); {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errTooLong):
			return fmt.Errorf("one of its texts takes more than %d MiB; a cell holds 32,767 characters", maxRecord>>20)
		case err != nil:
			return fmt.Errorf("its texts break off: %w; save it again", err)
		}
	}
}

func (s *source) close() error { return errors.Join(s.book.Close(), s.zip.Close()) }

// sheetFile reads one sheet as a table.
type sheetFile struct {
	source  *source
	file    file
	marks   *marks
	rows    *excelize.Rows
	row     int // of rows
	columns []*Column
	begun   bool
	over    bool
}

func (s *source) sheet(f file) (*sheetFile, error) {
	m, err := openMarks(&s.zip.Reader, s.parts[f.name])
	if err != nil {
		return nil, err
	}
	rows, err := s.book.Rows(f.name)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read the sheet %s: %w", f.name, err), m.close())
	}
	return &sheetFile{source: s, file: f, marks: m, rows: rows}, nil
}

// Close gives back what the sheet was read with.
func (s *sheetFile) Close() error { return errors.Join(s.rows.Close(), s.marks.close()) }

func (s *sheetFile) finding(line int, column, problem, remedy string) Finding {
	return Finding{File: s.file.name, Line: line, Column: column, Problem: problem, Remedy: remedy}
}

func (s *sheetFile) next() (record, []Finding, error) {
	for {
		if s.over {
			return record{}, nil, io.EOF
		}
		line, cells, found, err := s.line()
		if err != nil || len(found) > 0 {
			return record{line: line}, found, err
		}
		switch {
		case !s.begun:
			s.begun = true
			if found := s.header(line, cells); len(found) > 0 {
				s.over = true
				return record{line: line}, found, nil
			}
		case slices.ContainsFunc(cells, func(c sheetCell) bool { return c.text != "" || c.problem != "" }):
			rec, found := s.record(line, cells)
			return rec, found, nil
		}
	}
}

// sheetCell is a cell as text, or what keeps it from being one.
type sheetCell struct {
	text            string
	problem, remedy string
}

// line reads the next row that is there, the sheet's own number first. Findings end the sheet.
func (s *sheetFile) line() (int, []sheetCell, []Finding, error) {
	number, marked, err := s.marks.next()
	switch {
	case errors.Is(err, io.EOF):
		s.over = true
		return 0, nil, nil, io.EOF
	case errors.Is(err, errTooLong):
		s.over = true
		return s.row + 1, nil, []Finding{s.finding(s.row+1, "", err.Error(), "a cell holds at most 32,767 characters; rows after it were not read")}, nil
	case err != nil:
		s.over = true
		broken := s.finding(s.row+1, "", "breaks off: "+err.Error(), "save the workbook again; rows after it were not read")
		return s.row + 1, nil, []Finding{broken}, nil //nolint:nilerr // what the file does not hold is a finding, not a fault of ours
	}
	if number == 0 {
		number = s.row + 1
	}
	width := 0
	for _, m := range marked {
		width = max(width, m.column+1)
	}
	if width > maxWidth {
		s.over = true
		return number, nil, []Finding{s.finding(number, "", fmt.Sprintf("has %d columns", width), fmt.Sprintf("a table has at most %d; remove what does not belong to it", len(s.file.table.Columns)))}, nil
	}
	var texts []string
	for s.row < number {
		if !s.rows.Next() {
			return number, nil, nil, fmt.Errorf("row %d of the sheet cannot be read: %w", number, errors.Join(s.rows.Error(), io.ErrUnexpectedEOF))
		}
		s.row++
		if texts, err = s.rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return number, nil, nil, fmt.Errorf("row %d: %w", s.row, err)
		}
	}
	cells := make([]sheetCell, width)
	for _, m := range marked {
		if m.column < len(texts) {
			cells[m.column] = s.cell(m, texts[m.column])
		}
		if m.formula {
			cells[m.column] = sheetCell{problem: "holds a formula", remedy: "copy the cell and paste its value in its place"}
		}
	}
	return number, cells, nil, nil
}

// cell is the text a CSV would have in the cell's place.
func (s *sheetFile) cell(m mark, raw string) sheetCell {
	switch m.kind {
	case "b":
		return sheetCell{text: map[string]string{"1": "true", "0": "false", "TRUE": "true", "FALSE": "false"}[raw]}
	case "e":
		return sheetCell{problem: "holds the error " + raw, remedy: "give the value itself"}
	case "s", "str", "inlineStr":
		return sheetCell{text: raw}
	case "d":
		day, _, _ := strings.Cut(raw, "T")
		return sheetCell{text: day}
	}
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return sheetCell{text: raw}
	}
	layout := s.source.layout(m.style)
	if layout == "" {
		return sheetCell{text: strconv.FormatFloat(x, 'f', -1, 64)}
	}
	if x != math.Trunc(x) {
		return sheetCell{problem: "holds a time of day", remedy: "give the day alone"}
	}
	day, err := excelize.ExcelDateToTime(x, s.source.from1904)
	if err != nil {
		return sheetCell{problem: "holds a number that is no day", remedy: "give the day as text, YYYY-MM-DD"}
	}
	return sheetCell{text: day.Format(layout)}
}

// layout is how a day of a style is written: no more of it than the style shows; "" for styles of no date.
func (s *source) layout(style int) string {
	if l, known := s.styles[style]; known {
		return l
	}
	l := ""
	if st, err := s.book.GetStyle(style); err == nil {
		l = builtinDates[st.NumFmt]
		if st.CustomNumFmt != nil {
			l = dateLayout(*st.CustomNumFmt)
		}
	}
	s.styles[style] = l
	return l
}

// builtinDates are the numbers of formats that are dates; some show no day, some no year.
var builtinDates = map[int]string{
	14: time.DateOnly, 15: time.DateOnly, 16: time.DateOnly, 17: "2006-01", 22: time.DateOnly, 27: "2006-01", 28: time.DateOnly, 29: time.DateOnly,
	30: time.DateOnly, 31: time.DateOnly, 36: "2006-01", 50: "2006-01", 51: time.DateOnly, 52: "2006-01", 53: time.DateOnly, 54: time.DateOnly,
	55: "2006-01", 56: time.DateOnly, 57: "2006-01", 58: time.DateOnly,
}

// dateLayout is the layout for a format of the workbook's own, such as yyyy"年"m"月".
func dateLayout(format string) string {
	var code strings.Builder
	quoted, bracket := false, false
	for _, r := range strings.ToLower(format) {
		switch {
		case r == '"':
			quoted = !quoted
		case r == '[':
			bracket = true
		case r == ']':
			bracket = false
		case !quoted && !bracket:
			code.WriteRune(r)
		}
	}
	c := code.String()
	switch {
	case !strings.Contains(c, "y"):
		return ""
	case strings.Contains(c, "d"):
		return time.DateOnly
	case strings.Contains(c, "m"):
		return "2006-01"
	default:
		return "2006"
	}
}

func (s *sheetFile) header(line int, cells []sheetCell) []Finding {
	names := make([]string, 0, len(cells))
	for _, c := range cells {
		names = append(names, c.text)
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	if len(names) == 0 {
		return []Finding{s.finding(line, "", "has no header", "begin with a row of column names")}
	}
	var found []Finding
	s.columns, found = s.file.header(line, names)
	return found
}

func (s *sheetFile) record(line int, cells []sheetCell) (record, []Finding) {
	rec := record{line: line, cells: make(map[string]cell, len(s.columns))}
	var out []Finding
	for _, c := range s.columns {
		rec.cells[c.Name] = cell{isText: true}
	}
	for i, c := range cells {
		switch {
		case i >= len(s.columns):
			if c.text != "" || c.problem != "" {
				name, _ := excelize.ColumnNumberToName(i + 1)
				out = append(out, s.finding(line, "", "has a value in column "+name+", which has no header", "remove it, or name the column"))
			}
		case c.problem != "":
			out = append(out, s.finding(line, s.columns[i].Name, c.problem, c.remedy))
		default:
			rec.cells[s.columns[i].Name] = cell{text: c.text, isText: true}
		}
	}
	if len(out) > 0 {
		rec.cells = nil
	}
	return rec, out
}
