package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/access"
	"bole/resolvers"
)

const (
	typeCSV       = "text/csv"
	typeJSONL     = "application/jsonl"
	typeNDJSON    = "application/x-ndjson"
	typeWorkbook  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	rowsTrailer   = "X-Bole-Rows"
	maxExportRows = 1_000_000
)

// format is how an export writes its rows.
type format struct {
	typ    string // the media type, as it was asked for
	bom    bool
	labels bool // the Chinese terms in place of names, of fields and of values
}

// language is that of texts in the rows. A file's do not change with the settings of whoever asks for it.
func (f format) language() language.Tag {
	if f.labels {
		return message.Chinese
	}
	return message.English
}

// rows writes what one page holds.
type rows interface {
	begin(b *bytes.Buffer)
	row(b *bytes.Buffer, item []byte) error
	fail(b *bytes.Buffer, errs gqlerror.List)
}

func (f format) rows(l *listing) (rows, error) {
	switch {
	case f.typ == typeCSV:
		return f.table(l)
	case f.labels:
		return (&flattening{listing: l}).labelled()
	}
	return lines{}, nil
}

// table is the list in columns.
func (f format) table(l *listing) (*table, error) {
	w := &flattening{listing: l}
	if err := w.fields(nil, l.items.SelectionSet); err != nil {
		return nil, err
	}
	t := newTable(w.columns, f.bom)
	if f.labels {
		t.labels = l.schema
	}
	return t, nil
}

// lines is JSON lines: each item as it stands in the answer.
type lines struct{}

func (lines) begin(*bytes.Buffer) {}

func (lines) row(b *bytes.Buffer, item []byte) error {
	b.Write(item)
	b.WriteByte('\n')
	return nil
}

func (lines) fail(b *bytes.Buffer, errs gqlerror.List) {
	json.NewEncoder(b).Encode(failure{errs}) //nolint:errcheck // a buffer takes everything, and errors marshal
}

// export answers an operation with the whole list of its root field, page by page. Until the first page is
// there a refusal is an ordinary answer; after it an error breaks the connection, so that no client takes part
// of a list for the whole.
func (s *Server) export(w http.ResponseWriter, r *http.Request, op *graphql.OperationContext, caller graph.Caller, n negotiated) {
	if !r.ProtoAtLeast(1, 1) {
		s.fail(w, n, http.StatusHTTPVersionNotSupported, CodeBadRequest,
			message.New("an export needs HTTP/1.1 or later, where a broken answer can be told from a whole one"))
		return
	}
	l, err := newListing(s.schema, op, s.options.ExportRows)
	var out rows
	var book *sheet
	switch {
	case err != nil:
	case n.format.typ == typeWorkbook:
		book, err = n.format.sheet(l)
	default:
		out, err = n.format.rows(l)
	}
	if err != nil {
		s.refuse(w, n, s.presented(r.Context(), err))
		return
	}
	e := &exporting{Server: s, caller: caller, lang: n.lang, listing: l, out: out, w: w, control: http.NewResponseController(w)}
	p, errs := e.first(r.Context())
	if len(errs) > 0 {
		s.refuse(w, n, errs)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	if book != nil {
		e.workbook(r, p, n, book)
		return
	}
	if n.format.labels {
		w.Header().Set("Content-Language", chinese)
	}
	w.Header().Set("Content-Type", n.format.typ+"; charset=utf-8")
	if n.format.typ != typeCSV { // of which a last line may say why it ends
		w.Header().Add("Vary", "Accept-Language")
	}
	w.Header().Set("Trailer", rowsTrailer)
	if r.Method == http.MethodHead {
		return
	}
	e.stream(r.Context(), p)
	w.Header().Set(rowsTrailer, strconv.Itoa(e.written))
}

// exporting is one export under way.
type exporting struct {
	*Server
	caller  graph.Caller
	lang    language.Tag // of what goes wrong
	listing *listing
	out     rows // nil for a workbook
	w       http.ResponseWriter
	control *http.ResponseController
	buffer  bytes.Buffer
	size    int // rows of a page
	written int
}

// first asks the first page. Pages are smaller where what is selected of each row would make 200 of them more
// than one statement may bring.
func (e *exporting) first(ctx context.Context) (*part, gqlerror.List) {
	ctx, cancel := context.WithTimeout(ctx, e.options.Deadline)
	defer cancel()
	for e.size = min(exportPage, e.listing.rows); ; e.size /= 2 {
		p, errs := e.ask(ctx, "")
		if len(errs) == 0 || e.size < 2 || errs[0].Extensions["code"] != string(CodeLimit) {
			return p, errs
		}
	}
}

// ask runs one page under a deadline of its own: the whole export may take longer than one request.
func (e *exporting) ask(ctx context.Context, cursor string) (*part, gqlerror.List) {
	ctx, cancel := context.WithTimeout(ctx, e.options.Deadline)
	defer cancel()
	ctx = context.WithValue(access.With(ctx, e.caller), exportKey{}, true)
	handler, ctx := e.executor.DispatchOperation(ctx, e.listing.operation(min(e.size, e.listing.rows-e.written), cursor))
	resp := handler(ctx)
	if resp == nil { // the executor leaves when its context has ended
		return nil, e.presented(ctx, refusal.Newf(graph.CodeTimeout, "a page of the export took longer than its deadline, or its client left; ask for less of each row"))
	}
	if len(resp.Errors) > 0 {
		return nil, resp.Errors
	}
	p, err := e.listing.read(resp.Data)
	if err != nil {
		return nil, e.presented(ctx, err)
	}
	return p, nil
}

// stream writes page after page; it returns when all rows are written and panics with http.ErrAbortHandler
// when they cannot be.
func (e *exporting) stream(ctx context.Context, p *part) {
	e.out.begin(&e.buffer)
	errs := e.pages(ctx, p, func(item []byte) error { return e.out.row(&e.buffer, item) }, e.send)
	if len(errs) > 0 {
		e.abort(ctx, errs)
	}
}

// pages takes page after page from the first on, row by row, until all rows are taken or something keeps them from it.
func (e *exporting) pages(ctx context.Context, p *part, take func(item []byte) error, turn func()) gqlerror.List {
	for {
		for _, item := range p.items {
			if err := take(item); err != nil {
				return e.presented(ctx, err)
			}
			e.written++
		}
		turn()
		switch {
		case !p.More, e.written == e.listing.rows && e.listing.capped:
			return nil
		case e.written == e.listing.rows:
			return e.presented(ctx, refusal.Of(CodeLimit, ast.Path{ast.PathName(e.listing.root().Alias)}, "goes on, and an export ends here; filter it into parts").Hit("BOLE_EXPORT_ROWS"))
		case p.End == "": // to go on from nowhere would begin again
			return e.presented(ctx, errors.New("a page of an export has more behind it and no end"))
		}
		next, errs := e.ask(ctx, p.End)
		if len(errs) > 0 {
			return errs
		}
		p = next
	}
}

// send gives the client what is in the buffer. One that does not take it in time has left.
func (e *exporting) send() {
	e.writeUntil(e.w, time.Now().Add(e.options.WriteTimeout))
	_, err := e.w.Write(e.buffer.Bytes())
	if err == nil {
		err = e.control.Flush()
	}
	if err != nil {
		e.left(err)
	}
	e.buffer.Reset()
}

// abort breaks the connection, after a last line that says why where the format has a place for it.
func (e *exporting) abort(ctx context.Context, errs gqlerror.List) {
	if ctx.Err() != nil {
		e.left(ctx.Err())
	}
	e.broken(ctx, errs)
	e.out.fail(&e.buffer, worded(errs, e.lang))
	e.send()
	panic(http.ErrAbortHandler)
}

// broken logs what keeps an export from going on, and says behind which row.
func (e *exporting) broken(ctx context.Context, errs gqlerror.List) {
	e.log.Warn("an export was broken off", "request", idOf(ctx), "rows", e.written, "code", errs[0].Extensions["code"], "cause", errs[0].Message)
	for _, err := range errs {
		err.Err = message.Errorf("after %d rows: %s", e.written, textOf(err)) // places in a path are the page's
	}
}

// left ends an export whose client has gone.
func (e *exporting) left(cause error) {
	e.log.Debug("a client left before its export ended", "rows", e.written, "cause", cause)
	panic(http.ErrAbortHandler)
}

func (s *Server) presented(ctx context.Context, err error) gqlerror.List {
	return gqlerror.List{s.present(ctx, resolvers.Present(err))}
}
