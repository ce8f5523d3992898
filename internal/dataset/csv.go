package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// sniffed is how much of a CSV decides on its encoding, bytes.
const sniffed = 64 << 10

type csvFile struct {
	in      *csv.Reader
	paced   *paced
	file    file
	columns []*Column // nil where a header is no column
	line    int       // of the record read last
	begun   bool
	over    bool
}

func newCSV(r io.Reader, f file) *csvFile {
	p := newPaced(r, maxRecord)
	in := csv.NewReader(decoded(p))
	in.FieldsPerRecord = -1
	return &csvFile{in: in, paced: p, file: f}
}

// decoded is UTF-8 without its byte order mark, from UTF-8 or, when the beginning is not UTF-8 but valid
// GB18030, from that.
func decoded(r io.Reader) io.Reader {
	in := bufio.NewReaderSize(r, sniffed)
	head, err := in.Peek(sniffed)
	if bytes.HasPrefix(head, []byte("\uFEFF")) {
		in.Discard(3) //nolint:errcheck // the bytes were peeked
		return in
	}
	whole := head
	if err == nil { // the peek may end within a character
		for i := 0; i < utf8.UTFMax && len(whole) > 0 && !utf8.Valid(whole); i++ {
			whole = whole[:len(whole)-1]
		}
	}
	if utf8.Valid(whole) {
		return in
	}
	text, _, derr := transform.Bytes(simplifiedchinese.GB18030.NewDecoder(), head)
	if (derr == nil || err == nil) && !bytes.ContainsRune(text, utf8.RuneError) {
		return transform.NewReader(in, simplifiedchinese.GB18030.NewDecoder())
	}
	return in
}

func (c *csvFile) finding(line int, problem, remedy string) Finding {
	return Finding{File: c.file.name, Line: line, Problem: problem, Remedy: remedy}
}

func (c *csvFile) next() (record, []Finding, error) {
	if c.over {
		return record{}, nil, io.EOF
	}
	if !c.begun {
		c.begun = true
		if findings, err := c.header(); err != nil || len(findings) > 0 {
			c.over = true // without its header no row can be read
			return record{line: 1}, findings, err
		}
	}
	c.paced.reset()
	fields, err := c.in.Read()
	if errors.Is(err, errTooLong) {
		c.over = true
		line := c.line + 1
		return record{line: line}, []Finding{c.finding(line, err.Error(), "close the quotes of each field; rows after it were not read")}, nil
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		c.over = true // what follows a stray quote cannot be told apart
		return record{line: syntax.StartLine}, []Finding{c.finding(syntax.StartLine, "breaks off: "+syntax.Err.Error(),
			"double quotes inside quoted fields, and close each; rows after it were not read")}, nil
	}
	if err != nil {
		return record{}, nil, err
	}
	line, _ := c.in.FieldPos(0)
	c.line = line
	rec := record{line: line}
	if len(fields) != len(c.columns) {
		return rec, []Finding{c.finding(line, fmt.Sprintf("has %d fields, the header has %d", len(fields), len(c.columns)), "give as many fields as the header")}, nil
	}
	rec.cells = make(map[string]cell, len(fields))
	for i, text := range fields {
		rec.cells[c.columns[i].Name] = cell{text: text, isText: true}
	}
	return rec, nil, nil
}

func (c *csvFile) header() ([]Finding, error) {
	names, err := c.in.Read()
	if errors.Is(err, io.EOF) {
		return []Finding{c.finding(1, "has no header", "begin with a line of column names")}, nil
	}
	var syntax *csv.ParseError
	if errors.As(err, &syntax) {
		return []Finding{c.finding(1, "has a header that breaks off: "+syntax.Err.Error(), "quote fields as RFC 4180 says")}, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Finding
	c.line = 1
	c.columns, out = c.file.header(1, names)
	return out, nil
}

// header finds the columns that a header names; an unknown one, or one named twice, is a finding.
func (f file) header(line int, names []string) ([]*Column, []Finding) {
	var out []Finding
	var columns []*Column
	bad := func(name, problem, remedy string) {
		out = append(out, Finding{File: f.name, Line: line, Column: name, Problem: problem, Remedy: remedy})
	}
	seen := map[string]bool{}
	for _, name := range names {
		col := f.table.Column(name)
		switch {
		case !utf8.ValidString(name):
			bad("", "is neither UTF-8 nor GB18030", "save the file as UTF-8")
		case col == nil:
			bad(name, "is no column of "+f.table.Name, "leave it out, or use one of: "+f.table.columnNames())
		case seen[col.Name]:
			bad(name, "stands twice in the header", "keep one of the two")
		default:
			seen[col.Name] = true
			columns = append(columns, col)
		}
	}
	return columns, out
}
