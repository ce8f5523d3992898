package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxLine is the longest line of a JSONL file, bytes.
const maxLine = 4 << 20

type jsonl struct {
	in   *bufio.Reader
	file file
	line int
}

func newJSONL(r io.Reader, f file) *jsonl {
	return &jsonl{in: bufio.NewReaderSize(r, 1<<16), file: f}
}

func (j *jsonl) next() (record, []Finding, error) {
	for {
		text, long, err := j.readLine()
		if err != nil {
			return record{}, nil, err
		}
		j.line++
		if j.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\uFEFF"))
		}
		rec := record{line: j.line}
		if long {
			return rec, j.finding("", fmt.Sprintf("is longer than %d MiB", maxLine>>20), "give one object a line"), nil
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if !utf8.Valid(text) {
			return rec, j.finding("", "is not UTF-8", "save the file as UTF-8"), nil
		}
		cells, findings := j.object(text)
		rec.cells = cells
		return rec, findings, nil
	}
}

// readLine returns one line without its end; long tells that it was too long and has been skipped.
func (j *jsonl) readLine() (text []byte, long bool, err error) {
	for {
		part, err := j.in.ReadSlice('\n')
		if !long {
			text = append(text, part...)
		}
		if len(text) > maxLine {
			long, text = true, nil
		}
		switch {
		case err == nil:
			return bytes.TrimRight(text, "\r\n"), long, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && (len(text) > 0 || long):
			return bytes.TrimRight(text, "\r\n"), long, nil
		default:
			return nil, false, err
		}
	}
}

func (j *jsonl) finding(column, problem, remedy string) []Finding {
	return []Finding{{File: j.file.name, Line: j.line, Column: column, Problem: problem, Remedy: remedy}}
}

// object reads the members of one object; a member twice, or of no column, is a finding.
func (j *jsonl) object(text []byte) (map[string]cell, []Finding) {
	bad := j.finding("", "is no JSON object", `give one object a line, such as {"key": "…"}`)
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, bad
	}
	cells := map[string]cell{}
	var out []Finding
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, bad
		}
		var v any
		if err := d.Decode(&v); err != nil {
			return nil, bad
		}
		c := j.file.table.Column(name)
		switch {
		case c == nil || c.Name != name:
			out = append(out, j.finding(name, "is no column of "+j.file.table.Name, "leave it out, or use one of: "+j.file.table.columnNames())...)
		case hasCell(cells, name):
			out = append(out, j.finding(name, "stands twice in one object", "keep one of the two")...)
		default:
			cells[name] = cell{json: v}
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, bad
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, bad
	}
	return cells, out
}

func hasCell(cells map[string]cell, name string) bool {
	_, ok := cells[name]
	return ok
}
