package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"bole/graph/message"
	"bole/internal/table"
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
			rec.lost = true
			return rec, j.finding("", message.New("is longer than %d MiB", maxLine>>20), message.New("give one object a line")), nil
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if !utf8.Valid(text) {
			rec.lost = true
			return rec, j.finding("", message.New("is not UTF-8"), message.New("save the file as UTF-8")), nil
		}
		if rec.cells = j.plain(text); rec.cells != nil {
			return rec, nil, nil
		}
		cells, findings, whole := j.object(text)
		rec.cells, rec.partial = cells, !whole
		rec.lost = !whole && !j.file.table.given(rec)
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

func (j *jsonl) finding(column string, problem, remedy message.Text) []Finding {
	return []Finding{{File: j.file.name, Line: j.line, Column: column, Problem: problem, Remedy: remedy}}
}

// plain reads one object with which nothing is wrong, in less time than object; it is nil where something is.
func (j *jsonl) plain(text []byte) map[string]cell {
	var v any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil || len(bytes.TrimSpace(text[d.InputOffset():])) > 0 {
		return nil
	}
	values, ok := v.(map[string]any)
	if !ok || members(text) != len(values) { // a member twice
		return nil
	}
	cells := make(map[string]cell, len(values))
	for name, v := range values {
		if c := j.file.table.Column(name); c == nil || c.Name != name {
			return nil
		}
		cells[name] = cell{json: v}
	}
	return cells
}

// members counts those of an object, without those of objects in it.
func members(object []byte) (n int) {
	depth, quoted := 0, false
	for i := 0; i < len(object); i++ {
		switch c := object[i]; {
		case c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		case c == ':' && depth == 1:
			n++
		}
	}
	return n
}

// object reads the members of one object; a member twice, or of no column, is a finding. Where the line breaks off, the
// members before that place are there, and it is not whole.
func (j *jsonl) object(text []byte) (cells map[string]cell, out []Finding, whole bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, j.broken(text), false
	}
	cells = map[string]cell{}
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return cells, j.broken(text), false
		}
		var v any
		if err := d.Decode(&v); err != nil {
			return cells, j.broken(text), false
		}
		c := j.file.table.Column(name)
		switch {
		case c == nil || c.Name != name:
			out = append(out, j.finding(name, message.New("is not a column of %s", j.file.table.Name), message.New("leave it out, or use one of: %s", table.Header{}.Columns(j.file.table.Table)))...)
		case hasCell(cells, name):
			out = append(out, j.finding(name, message.New("stands twice in one object"), message.New("keep one of the two"))...)
		default:
			cells[name] = cell{json: v}
		}
	}
	if _, err := d.Token(); err != nil {
		return cells, j.broken(text), false
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return cells, j.broken(text), false
	}
	return cells, out, true
}

// broken says where a line ceases to be one JSON object, and what stands there.
func (j *jsonl) broken(text []byte) []Finding {
	remedy := message.New(`give one object a line, such as {"key": "…"}`)
	var syntax *json.SyntaxError
	var v json.RawMessage
	if err := json.Unmarshal(text, &v); !errors.As(err, &syntax) {
		return j.finding("", message.New("is not a JSON object"), remedy)
	}
	before := min(max(int(syntax.Offset)-1, 0), len(text))
	if strings.HasPrefix(syntax.Error(), "unexpected end") {
		return j.finding("", message.New("is not a JSON object: it breaks off after character %d", utf8.RuneCount(text)), message.New("give the whole object in one line"))
	}
	at := j.begin(text, before)
	token := string(text[at:])
	if n := strings.IndexAny(token[1:], ",}] \t:"); n >= 0 {
		token = token[:n+1]
	}
	if r := []rune(token); len(r) > 20 {
		token = string(r[:20]) + "…"
	}
	place := utf8.RuneCount(text[:at]) + 1
	problem := message.New("is not a JSON object: at character %d stands %s", place, token)
	switch {
	case json.Valid(text[:at]):
		return j.finding("", message.New("is not a JSON object: at character %d stands %s after the end of the object", place, token), remedy)
	case slices.Contains([]string{"NaN", "nan", "None", "undefined", "Infinity", "-Infinity", "inf", "-inf"}, token):
		return j.finding("", problem, message.New("give null, or leave the member out"))
	case strings.HasPrefix(token, "'") || token == "True" || token == "False":
		return j.finding("", problem, message.New("give texts in double quotes, and true and false in small letters"))
	}
	return j.finding("", problem, remedy)
}

// begin is where the word begins that holds a place.
func (j *jsonl) begin(text []byte, at int) int {
	for at > 0 && (text[at-1] == '-' || text[at-1] >= 'a' && text[at-1] <= 'z' || text[at-1] >= 'A' && text[at-1] <= 'Z') {
		at--
	}
	return min(at, len(text)-1)
}

func hasCell(cells map[string]cell, name string) bool {
	_, ok := cells[name]
	return ok
}
