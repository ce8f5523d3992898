package dataset

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"bole/graph/message"
	"bole/internal/table"
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
	hidden   map[string]bool // sheets that are not shown
	styles   map[int]style
	merges   map[string][]merge // by sheet
}

// style is how a cell shows its number.
type style struct {
	layout string // of a date; "" where it is not one
	number string // format of a number; "" where it shows its digits
}

func openWorkbook(location string) (*source, error) {
	info, err := os.Stat(location)
	if err != nil {
		return nil, err
	}
	z, err := zip.OpenReader(location)
	if err != nil {
		return nil, message.Errorf("it is not a workbook: %v; save it as .xlsx", err)
	}
	s := &source{zip: z, styles: map[int]style{}, merges: map[string][]merge{}}
	if err := s.open(location, info.Size()); err != nil {
		return nil, errors.Join(err, z.Close())
	}
	return s, nil
}

func (s *source) open(location string, size int64) (err error) {
	if err := bomb(&s.zip.Reader, size); err != nil {
		return err
	}
	if s.parts, s.from1904, s.hidden, err = sheetParts(&s.zip.Reader); err != nil {
		return err
	}
	if err := shortTexts(&s.zip.Reader); err != nil {
		return err
	}
	s.book, err = excelize.OpenFile(location, excelize.Options{UnzipSizeLimit: maxInflated, UnzipXMLSizeLimit: maxSheetMemory})
	if err != nil {
		return message.Errorf("it is not a workbook that can be read: %v", err)
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
			return message.Errorf("one of its texts takes more than %d MiB; a cell holds 32,767 characters", maxRecord>>20)
		case err != nil:
			return message.Errorf("its texts break off: %v; save it again", err)
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
	ahead   []merge
	merged  map[int]merge // that hold the row, with their values, by their first column
	header  header
	begun   bool
	over    bool
	notices []Notice // to go with the next record
}

func (s *source) sheet(f file) (*sheetFile, error) {
	all, known := s.merges[f.name]
	if !known {
		var err error
		if all, err = merges(&s.zip.Reader, s.parts[f.name]); err != nil {
			return nil, message.Errorf("read the sheet %s: %v", f.name, err)
		}
		s.merges[f.name] = all
	}
	m, err := openMarks(&s.zip.Reader, s.parts[f.name])
	if err != nil {
		return nil, err
	}
	rows, err := s.book.Rows(f.name)
	if err != nil {
		return nil, errors.Join(message.Errorf("read the sheet %s: %v", f.name, err), m.close())
	}
	return &sheetFile{source: s, file: f, marks: m, rows: rows, ahead: all, merged: map[int]merge{}}, nil
}

// Close gives back what the sheet was read with.
func (s *sheetFile) Close() error { return errors.Join(s.rows.Close(), s.marks.close()) }

func (s *sheetFile) finding(line int, problem, remedy message.Text) Finding {
	return Finding{File: s.file.name, Line: line, Problem: problem, Remedy: remedy}
}

func (s *sheetFile) notice(line int, column string, text message.Text, kind string) {
	s.notices = append(s.notices, Notice{File: s.file.name, Line: line, Column: column, Text: text, kind: kind})
}

func (s *sheetFile) next() (record, []Finding, error) {
	for !s.over {
		rec, found, err := s.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(found) > 0 || rec.cells != nil {
			rec.notices, s.notices = s.notices, nil
			return rec, found, err
		}
	}
	if s.over = true; len(s.notices) > 0 {
		rec := record{line: s.row, notices: s.notices}
		s.notices = nil
		return rec, nil, nil
	}
	return record{}, nil, io.EOF
}

// read reads the next row that is there; without cells and findings it is not a record.
func (s *sheetFile) read() (record, []Finding, error) {
	line, hidden, cells, wide, err := s.line()
	if err != nil || s.over {
		return record{line: line, lost: true}, wide, err
	}
	cells, own := s.spread(line, cells)
	switch {
	case !s.begun && own:
		s.begun = true
		found := s.begin(line, cells)
		s.over = s.header.none()
		return record{line: line, lost: s.header.lost}, found, nil
	case !s.begun:
		return record{line: line}, nil, nil
	case !own:
		if slices.ContainsFunc(cells, sheetCell.holds) {
			s.notice(line, "", message.New("holds nothing but merged cells and is left out"), "blank")
		}
		return record{line: line}, nil, nil
	}
	rec, found := s.record(line, cells)
	found = append(wide, found...)
	if len(found) == 0 && s.file.table.isExample(rec) {
		s.notices = append(s.notices, s.file.example(line))
		return record{line: line}, nil, nil
	}
	if hidden {
		s.notice(line, "", message.New("is hidden, and read as the rows that are shown"), "hidden")
	}
	return rec, found, nil
}

// sheetCell is a cell as text, or what keeps it from being one.
type sheetCell struct {
	text     string
	misfit   *table.Misfit // what keeps it from being one; nil where nothing does
	number   float64       // where isNumber
	isNumber bool
	format   string // of the number
	merged   bool   // the value is that of a merged cell's first row
}

// holds reports whether anything stands in the cell.
func (c sheetCell) holds() bool { return c.text != "" || c.misfit != nil }

// unreadable is a cell that cannot be read.
func unreadable(problem, remedy message.Text) sheetCell {
	return sheetCell{misfit: &table.Misfit{Problem: problem, Remedy: remedy}}
}

// line reads the next row that is there, the sheet's own number first.
func (s *sheetFile) line() (int, bool, []sheetCell, []Finding, error) {
	marked, err := s.marks.next()
	switch {
	case errors.Is(err, io.EOF):
		s.over = true
		return 0, false, nil, nil, io.EOF
	case errors.Is(err, errTooLong):
		s.over = true
		return s.row + 1, false, nil, []Finding{s.finding(s.row+1, tooLong, message.New("a cell holds at most 32,767 characters; rows after it were not read"))}, nil
	case err != nil:
		s.over = true
		broken := s.finding(s.row+1, message.New("breaks off: %v", err), message.New("save the workbook again; rows after it were not read"))
		return s.row + 1, false, nil, []Finding{broken}, nil
	}
	number := marked.number
	if number == 0 {
		number = s.row + 1
	}
	width := 0
	for _, m := range marked.cells {
		width = max(width, m.column+1)
	}
	var wide []Finding
	if width > maxWidth {
		s.over = !s.begun
		wide = []Finding{s.finding(number, message.New("has %d columns", width), message.New("a table has at most %d; remove what does not belong to it", len(s.file.table.Columns)))}
		width = maxWidth
	}
	var texts []string
	for s.row < number {
		if !s.rows.Next() {
			return number, false, nil, nil, message.Errorf("row %d of the sheet cannot be read: %v", number, errors.Join(s.rows.Error(), io.ErrUnexpectedEOF))
		}
		s.row++
		if texts, err = s.rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
			return number, false, nil, nil, message.Errorf("row %d: %v", s.row, err)
		}
	}
	cells := make([]sheetCell, width)
	for _, m := range marked.cells {
		if m.column >= width {
			continue
		}
		if m.column < len(texts) {
			cells[m.column] = s.cell(m, texts[m.column])
		}
		if m.formula {
			cells[m.column] = unreadable(message.New("holds a formula"), message.New("copy the cell and paste its value in its place"))
		}
	}
	return number, marked.hidden, cells, wide, nil
}

// cell is the text a CSV would have in the cell's place.
func (s *sheetFile) cell(m mark, raw string) sheetCell {
	switch m.kind {
	case "b":
		return sheetCell{text: map[string]string{"1": "true", "0": "false", "TRUE": "true", "FALSE": "false"}[raw]}
	case "e":
		return unreadable(message.New("holds the error %s", raw), message.New("give the value itself"))
	case "s", "str", "inlineStr":
		return sheetCell{text: raw}
	case "d":
		day, clock, _ := strings.Cut(raw, "T")
		if strings.Trim(clock, "0:.Z") != "" {
			return unreadable(message.New("holds a time of day"), message.New("give the day alone"))
		}
		if shows := s.source.style(m.style).layout; shows != "" { // as for a number: no more of the day than is shown
			if on, err := time.Parse(time.DateOnly, day); err == nil {
				day = on.Format(shows)
			}
		}
		return sheetCell{text: day}
	}
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return sheetCell{text: raw}
	}
	shows := s.source.style(m.style)
	if shows.layout == "" {
		return sheetCell{text: strconv.FormatFloat(x, 'f', -1, 64), number: x, isNumber: true, format: shows.number}
	}
	if x != math.Trunc(x) {
		return unreadable(message.New("holds a time of day"), message.New("give the day alone"))
	}
	day, err := excelize.ExcelDateToTime(x, s.source.from1904)
	if err != nil {
		return unreadable(message.New("holds a number that is not a day"), message.New("give the day as text, YYYY-MM-DD"))
	}
	return sheetCell{text: day.Format(shows.layout)}
}

// style is how cells of a style show a number: a day with no more of it than the style shows, or digits.
func (s *source) style(n int) style {
	if l, known := s.styles[n]; known {
		return l
	}
	var l style
	if st, err := s.book.GetStyle(n); err == nil {
		l = style{layout: builtinDates[st.NumFmt], number: builtinNumbers[st.NumFmt]}
		if st.CustomNumFmt != nil {
			l = style{layout: dateLayout(*st.CustomNumFmt), number: *st.CustomNumFmt}
		}
	}
	s.styles[n] = l
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

// begin reads the header.
func (s *sheetFile) begin(line int, cells []sheetCell) []Finding {
	names := make([]string, 0, len(cells))
	var found []Finding
	for _, c := range cells {
		names = append(names, c.text)
		if c.misfit != nil {
			found = append(found, s.finding(line, message.New("has a header that %s", c.misfit.Problem), message.New("give each column a name of its own")))
		}
	}
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	s.header = s.file.header(line, names)
	s.notices = append(s.notices, s.header.notices...)
	if s.source.hidden[s.file.name] {
		s.notice(0, "", message.New("is a hidden sheet, and read as the sheets that are shown"), "sheet")
	}
	for i, c := range s.header.columns {
		if c != nil && slices.ContainsFunc(s.marks.hidden, func(h [2]int) bool { return h[0] <= i+1 && i+1 <= h[1] }) {
			s.notice(line, s.header.as.Called(s.file.table.Table, c), message.New("is a hidden column, and read as the columns that are shown"), "hidden")
		}
	}
	for _, m := range s.merged {
		if m.bottom > line {
			found = append(found, s.finding(line, message.New("has a header that is merged over several rows"), message.New("give one row of column names")))
			break
		}
	}
	return append(found, s.header.findings...)
}

func (s *sheetFile) record(line int, cells []sheetCell) (record, []Finding) {
	columns := s.header.columns
	rec := record{line: line, headed: true, as: s.header.as, cells: make(map[string]cell, len(columns))}
	var out []Finding
	for _, c := range columns {
		if c != nil {
			rec.cells[c.Name] = cell{isText: true}
		}
	}
	for i, c := range cells {
		switch {
		case i >= len(columns) || columns[i] == nil && s.header.names[i] == "":
			if c.holds() && !c.merged && i < maxWidth {
				name, _ := excelize.ColumnNumberToName(i + 1)
				out = append(out, s.finding(line, message.New("has a value in column %s, which has no header", name), message.New("remove it, or name the column")))
			}
		case columns[i] != nil:
			rec.cells[columns[i].Name] = c.of(columns[i])
			if c.merged && c.misfit == nil {
				s.notice(line, s.header.as.Called(s.file.table.Table, columns[i]), message.New("takes %q from the merged cell above", c.text), "merged")
			}
		}
	}
	return rec, out
}

// of is the cell as one of a column.
func (c sheetCell) of(column *Column) cell {
	switch {
	case c.misfit != nil:
		return cell{isText: true, misfit: c.misfit}
	case c.isNumber && column.Type != "Int" && column.Type != "Float":
		text, m := c.asText(column)
		return cell{text: text, isText: true, misfit: m}
	}
	return cell{text: c.text, isText: true}
}
