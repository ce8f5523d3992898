package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"bole/graph"
	"bole/graph/refusal"
	"bole/internal/vocabulary"
	"bole/internal/workbook"
)

// sheet is a table as a workbook, whose cells have the types of their values. It is answered when it is whole, so that
// whatever goes wrong before is an ordinary refusal.
type sheet struct {
	*table
	name  string
	heads []string
	types []string // of the columns' values, by the schema
	to    *workbook.Writer
}

// sheet is the list as a sheet of a workbook.
func (f format) sheet(l *listing) (*sheet, error) {
	t, err := f.table(l)
	if err != nil {
		return nil, err
	}
	s := &sheet{table: t, name: l.root().Alias, heads: t.heads()}
	if t.labels != nil {
		s.name = vocabulary.Heads([][]vocabulary.Step{{{Field: l.root()}}})[0]
	}
	for _, c := range t.columns {
		typ := c.leaf().Definition.Type
		name := "" // of a list: its values are one text
		if typ.Elem == nil {
			name = typ.Name()
		}
		s.types = append(s.types, name)
	}
	return s, nil
}

// kinds are those of columns by the types of their values; others are texts.
var kinds = map[string]workbook.Kind{"Int": workbook.Numbers, "Float": workbook.Numbers, "Date": workbook.Days, "DateTime": workbook.Moments}

func (s *sheet) open() (err error) {
	columns := make([]workbook.Column, len(s.heads))
	for i, head := range s.heads {
		columns[i] = workbook.Column{Head: head, Kind: kinds[s.types[i]]}
	}
	s.to, err = workbook.New(s.name, columns)
	return err
}

func (s *sheet) add(item []byte) error {
	row, err := decoded(item)
	if err != nil {
		return err
	}
	values := make([]any, len(s.columns))
	for i, c := range s.columns {
		values[i] = typed(s.types[i], s.value(row, c))
	}
	if err := s.to.Row(values); err != nil {
		return refusal.Newf(graph.CodeBadInput, "%s", err)
	}
	return nil
}

// typed is a value as its cell holds it. Numbers that a cell would round, and days of which not all is known, are texts.
func typed(typ string, v any) any {
	switch v := v.(type) {
	case json.Number:
		return number(v)
	case string:
		return moment(typ, v)
	case []any:
		return cell(v, func(s string) string { return s })
	default:
		return v
	}
}

// exact is up to where every whole number has a cell of its own.
const exact = 1 << 53

func number(n json.Number) any {
	if whole, err := n.Int64(); err == nil {
		if whole < -exact || whole > exact {
			return n.String()
		}
		return whole
	}
	f, err := n.Float64()
	if err != nil {
		return n.String()
	}
	return f
}

func moment(typ, text string) any {
	switch typ {
	case "Date":
		if t, err := time.Parse(time.DateOnly, text); err == nil {
			return workbook.Day(t)
		}
	case "DateTime":
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return t
		}
	}
	return text
}

// workbook answers with the whole list as a workbook, or with what keeps it from being whole.
func (e *exporting) workbook(r *http.Request, p *part, n negotiated, s *sheet) {
	ctx := r.Context()
	if err := s.open(); err != nil {
		e.refuse(e.w, n, e.presented(ctx, err))
		return
	}
	defer s.close(e)
	if errs := e.pages(ctx, p, s.add, func() {}); len(errs) > 0 {
		e.broken(ctx, errs)
		e.refuse(e.w, n, errs)
		return
	}
	h := e.w.Header()
	h.Set("Content-Type", typeWorkbook)
	if n.format.labels {
		h.Set("Content-Language", chinese)
	}
	h.Set("Content-Disposition", `attachment; filename="`+e.listing.root().Alias+`.xlsx"`)
	h.Set(gzhttp.HeaderNoCompression, "it is a ZIP archive")
	h.Set("Trailer", rowsTrailer)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := s.to.WriteTo(sending{e}); err != nil {
		e.left(err)
	}
	h.Set(rowsTrailer, strconv.Itoa(e.written))
}

func (s *sheet) close(e *exporting) {
	if err := s.to.Close(); err != nil {
		e.log.Error("what a workbook was written by could not be removed", "cause", err)
	}
}

// sending writes to the client, who has some time for each piece.
type sending struct{ *exporting }

func (s sending) Write(b []byte) (int, error) {
	s.writeUntil(s.w, time.Now().Add(s.options.WriteTimeout))
	return s.w.Write(b)
}
