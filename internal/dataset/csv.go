package dataset

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"bole/graph/message"
)

type csvFile struct {
	in      *csv.Reader
	paced   *paced
	file    file
	header  header
	utf16   bool
	line    int // of the record read last
	begun   bool
	over    bool
	notices []Notice // to go with the next record
}

func newCSV(r io.Reader, f file) *csvFile {
	p := newPaced(r, maxRecord)
	begin := bufio.NewReader(p)
	head, _ := begin.Peek(2)
	in := csv.NewReader(decoded(begin))
	in.FieldsPerRecord = -1
	return &csvFile{in: in, paced: p, file: f, utf16: isUTF16(head)}
}

func (c *csvFile) finding(line int, problem, remedy message.Text) Finding {
	return Finding{File: c.file.name, Line: line, Problem: problem, Remedy: remedy}
}

func (c *csvFile) next() (record, []Finding, error) {
	if !c.begun {
		c.begun = true
		c.line = 1
		findings, err := c.begin()
		if err != nil || len(findings) > 0 {
			c.over = c.header.none() // without its header no row can be read
			return record{line: 1, lost: c.over || c.header.lost}, findings, err
		}
	}
	for !c.over {
		rec, findings, err := c.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(findings) > 0 || rec.cells != nil {
			rec.notices, c.notices = c.notices, nil
			return rec, findings, err
		}
	}
	c.over = true
	if len(c.notices) > 0 {
		rec := record{line: c.line, notices: c.notices}
		c.notices = nil
		return rec, nil, nil
	}
	return record{}, nil, io.EOF
}

// record reads the next record; without cells and findings it is none, such as an empty line.
func (c *csvFile) record() (record, []Finding, error) {
	c.paced.reset()
	fields, err := c.in.Read()
	if errors.Is(err, errTooLong) {
		c.over = true
		line := c.line + 1
		return record{line: line, lost: true}, []Finding{c.finding(line, tooLong, message.New("close the quotes of each field; rows after it were not read"))}, nil
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		c.over = true // what follows a stray quote cannot be told apart
		return record{line: syntax.StartLine, lost: true}, []Finding{c.finding(syntax.StartLine, message.New("breaks off: %v", quoting(syntax)),
			message.New("double quotes inside quoted fields, and close each; rows after it were not read"))}, nil
	}
	if err != nil {
		return record{}, nil, err
	}
	line, _ := c.in.FieldPos(0)
	c.line = line
	rec := record{line: line, headed: true, as: c.header.as}
	if !slices.ContainsFunc(fields, func(s string) bool { return s != "" }) && len(fields) > 1 {
		return rec, nil, nil
	}
	var findings []Finding
	columns := c.header.columns
	if len(fields) != len(columns) {
		findings = append(findings, c.finding(line, message.New("has %d fields, the header has %d", len(fields), len(columns)), message.New("give as many fields as the header")))
		rec.partial = true
	}
	rec.cells = make(map[string]cell, len(fields))
	for i, text := range fields[:min(len(fields), len(columns))] {
		if columns[i] != nil {
			rec.cells[columns[i].Name] = cell{text: text, isText: true}
			continue
		}
		if text != "" && !c.named(i) && !rec.partial {
			findings = append(findings, c.finding(line, message.New("has a value in field %d, which has no header", i+1), message.New("remove it, or name the column")))
		}
	}
	if c.file.table.isExample(rec) {
		c.notices = append(c.notices, c.file.example(line))
		return record{line: line}, nil, nil
	}
	return rec, findings, nil
}

// named reports whether the header has a name in a place, be it that of a column or not.
func (c *csvFile) named(i int) bool { return c.header.names[i] != "" }

// example says that a template's example is left out.
func (f file) example(line int) Notice {
	return Notice{File: f.name, Line: line, Text: message.New("is the example of the template and is left out"), kind: "example"}
}

// begin reads the header.
func (c *csvFile) begin() ([]Finding, error) {
	if c.utf16 {
		return []Finding{c.finding(1, message.New("is UTF-16, which Excel calls Unicode text"), message.New("save the file as CSV UTF-8 with commas"))}, nil
	}
	names, err := c.in.Read()
	if errors.Is(err, io.EOF) {
		return []Finding{c.finding(1, message.New("has no header"), message.New("begin with a line of column names"))}, nil
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return []Finding{c.finding(1, message.New("has a header that breaks off: %v", quoting(syntax)), message.New("quote fields as RFC 4180 says"))}, nil
	}
	if errors.Is(err, errTooLong) {
		return []Finding{c.finding(1, message.New("has a header that %s", tooLong), message.New("begin with a line of column names"))}, nil
	}
	if err != nil {
		return nil, err
	}
	if what := separator(names); !what.Empty() {
		return []Finding{c.finding(1, message.New("has its fields parted by %s", what), message.New("save the file with commas between the fields"))}, nil
	}
	c.header = c.file.header(1, names)
	c.notices = c.header.notices
	return c.header.findings, nil
}

// quoting is what is wrong with the quotes of a record.
func quoting(err *csv.ParseError) message.Text {
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		return message.New(`bare " in non-quoted field`)
	case errors.Is(err, csv.ErrQuote):
		return message.New(`extraneous or missing " in quoted-field`)
	}
	return message.Plain(err.Err.Error())
}

// separator names what parts the fields of a header that has no commas; it is empty where it may be one column.
func separator(names []string) message.Text {
	if len(names) > 1 {
		return message.Text{}
	}
	semicolons := message.New("semicolons")
	for _, s := range []struct {
		sign string
		name message.Text
	}{{"\t", message.New("tabs")}, {";", semicolons}, {"；", semicolons}, {"，", message.New("full-width commas")}, {"|", message.New("vertical bars")}} {
		if strings.Contains(names[0], s.sign) {
			return s.name
		}
	}
	if strings.HasPrefix(names[0], "sep=") {
		return message.New("what its first line says")
	}
	return message.Text{}
}
