package dataset

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"

	"bole/graph/message"
	"bole/internal/table"
)

// encoder writes each table as a file of its own.
type encoder struct {
	options ExportOptions
	create  func(name string) (io.WriteCloser, error)
}

func (e *encoder) open(t *Table) (tableWriter, error) {
	if e.options.Format == "csv" {
		f, err := e.create(t.Name + ".csv")
		if err != nil {
			return nil, err
		}
		return newCSVWriter(f, t, e.options.Labels)
	}
	f, err := e.create(t.Name + ".jsonl")
	if err != nil {
		return nil, err
	}
	return newJSONLWriter(f, t), nil
}

type jsonlWriter struct {
	table *Table
	file  io.Closer
	out   *bufio.Writer
	text  bytes.Buffer
	json  *json.Encoder
}

func newJSONLWriter(f io.WriteCloser, t *Table) *jsonlWriter {
	w := &jsonlWriter{table: t, file: f, out: bufio.NewWriter(f)}
	w.json = json.NewEncoder(&w.text)
	w.json.SetEscapeHTML(false)
	return w
}

// write writes what the row has, in the order of the columns.
func (w *jsonlWriter) write(r row) error {
	w.text.Reset()
	for _, c := range w.table.Columns {
		v := r.values[c.Name]
		if v == nil {
			continue
		}
		if w.text.Len() == 0 {
			w.text.WriteByte('{')
		} else {
			w.text.WriteByte(',')
		}
		w.text.WriteString(`"` + c.Name + `":`)
		if err := w.json.Encode(v); err != nil {
			return err
		}
		w.text.Truncate(w.text.Len() - 1) // the encoder ends each value's line
	}
	w.text.WriteString("}\n")
	_, err := w.out.Write(w.text.Bytes())
	return err
}

func (w *jsonlWriter) close() error { return errors.Join(w.out.Flush(), w.file.Close()) }

type csvWriter struct {
	table *Table
	file  io.Closer
	out   *csv.Writer
	cells []string
}

func newCSVWriter(f io.WriteCloser, t *Table, labels bool) (*csvWriter, error) {
	w := &csvWriter{table: t, file: f, out: csv.NewWriter(f), cells: make([]string, len(t.Columns))}
	if _, err := io.WriteString(f, "\uFEFF"); err != nil { // without it Excel takes UTF-8 for another encoding
		return nil, errors.Join(err, f.Close())
	}
	return w, w.out.Write(t.headers(labels))
}

func (w *csvWriter) write(r row) error {
	for i, c := range w.table.Columns {
		text := cellText(r.values[c.Name])
		// A reader of CSV takes CR LF for LF, in quotes too.
		if err := w.table.readsBack(r, c, strings.ReplaceAll(text, "\r\n", "\n")); err != nil {
			return err
		}
		w.cells[i] = text
	}
	return w.out.Write(w.cells)
}

func (w *csvWriter) close() error {
	w.out.Flush()
	return errors.Join(w.out.Error(), w.file.Close())
}

// headers are the names of the columns, or those Chinese labels that only one column of the table has.
func (t *Table) headers(labels bool) []string {
	count := map[string]int{}
	for _, c := range t.Columns {
		count[c.Term]++
	}
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
		if labels && count[c.Term] == 1 && t.Column(c.Term) == c {
			out[i] = c.Term
		}
	}
	return out
}

// cellText is a value as text files hold it.
func cellText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []string:
		return strings.Join(v, ";")
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	default:
		return fmt.Sprint(v)
	}
}

// readsBack reports whether the text in a cell is the row's value when it is read: a code in a column of text,
// a blank at the end of an item, CR LF or a key that marks an example would not be. Such rows go into JSON lines only.
func (t *Table) readsBack(r row, c *Column, text string) error {
	v, _, m := c.Text(text, table.Names)
	example := c == t.Columns[0] && strings.HasPrefix(text, exampleMark)
	if m == nil && !example && reflect.DeepEqual(v, r.values[c.Name]) {
		return nil
	}
	id, _ := t.identity(r)
	return message.Errorf("the row %q: %s would not read back as it is stored; export as jsonl", id, c.Name)
}
