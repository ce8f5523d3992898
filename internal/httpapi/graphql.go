package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"go.opentelemetry.io/otel/attribute"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/access"
	"bole/internal/imports"
)

const (
	typeResponse = "application/graphql-response+json"
	typeJSON     = "application/json"

	allowedMethods = "GET, HEAD, OPTIONS, POST"
)

// graphqlHandler speaks GraphQL over HTTP for POST and GET. gqlgen's own transports fail part of the
// specification's audits. What costs least is checked first: the header, the token, then the body, and only then is
// anything asked of the graph.
func (s *Server) graphqlHandler(w http.ResponseWriter, r *http.Request) {
	if upgrades(r) {
		s.socket(w, r)
		return
	}
	if r.Body != nil && r.Body != http.NoBody {
		// A refusal before the body was read goes out at once and ends the connection; net/http would wait for the
		// body first.
		w.Header().Set("Connection", "close")
	}
	if r.Method == http.MethodOptions { // a browser's question before it asks, crossOrigin has answered
		w.Header().Set("Allow", allowedMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	n, ok := negotiate(r.Header.Values("Accept"))
	n.lang = message.Match(r.Header.Values("Accept-Language")...)
	if !ok {
		n.typ = typeJSON
		s.fail(w, n, http.StatusNotAcceptable, CodeBadRequest, message.New("no acceptable type; accept application/graphql-response+json or application/json, or text/csv or application/jsonl for an export, with labels=zh for Chinese heads and values"))
		return
	}
	if !reads(r) && r.Method != http.MethodPost {
		w.Header().Set("Allow", allowedMethods)
		s.fail(w, n, http.StatusMethodNotAllowed, CodeBadRequest, message.New("use POST, or GET for queries"))
		return
	}
	grant, ok := s.grant(w, r, n)
	if !ok {
		return
	}
	why, err := purpose(r.Header)
	if err != nil {
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("%s", err))
		return
	}
	a, ok := s.asked(w, r, n, grant)
	if !ok {
		return
	}
	defer s.removed(a.files)
	gate := s.requests
	switch {
	case n.export:
		gate = s.exports
	case n.stream:
		gate = s.streams
	}
	leave, full := gate.enter(graph.Caller{Issuer: grant.Issuer, Subject: grant.Subject}.Owner())
	if full != nil {
		s.overloaded(w, n, full)
		return
	}
	defer leave()
	s.run(w, r, n, grant, why, a, leave)
}

// run resolves who asks and answers. A place at the gate is given back before an answer is written, so that a client
// who reads slowly holds none.
func (s *Server) run(w http.ResponseWriter, r *http.Request, n negotiated, grant access.Grant, why string, a asked, leave func()) {
	life := s.options.Deadline
	if n.stream {
		life = streamLife
	}
	ctx, cancel := context.WithTimeout(r.Context(), life)
	defer cancel()
	caller, err := access.Resolve(ctx, s.rooms.Graph, grant)
	caller.Purpose = cmp.Or(why, caller.Purpose)
	if err == nil {
		err = s.persistedText(&a)
	}
	if err == nil {
		err = s.stored(ctx, caller, a)
	}
	if err == nil {
		err = a.mayLook(caller)
	}
	if err != nil {
		s.refuse(w, n, s.presented(ctx, err))
		return
	}
	ctx = graphql.StartOperationTrace(imports.With(message.Speak(access.With(ctx, caller), n.lang), a.files))
	op, errs := s.operation(ctx, a.RawParams, n.export || a.document != "" || s.options.TrustedOnly)
	switch {
	case len(errs) > 0 && n.stream:
		s.unexecuted(w, n, errs)
	case len(errs) > 0:
		s.refuse(w, n, errs)
	case n.export:
		s.export(w, r.WithContext(message.Speak(r.Context(), n.format.language())), op.OperationContext, caller, n)
	case op.Operation.Operation != ast.Query && reads(r):
		w.Header().Set("Allow", "POST")
		s.fail(w, n, http.StatusMethodNotAllowed, CodeBadRequest, message.New("GET runs queries only; send a mutation by POST"))
	case n.stream:
		s.stream(ctx, w, n, op)
	case s.unstreamed(w, n, op):
	default:
		if a.digest != "" && !s.options.TrustedOnly {
			s.persisted.add(a.digest, a.Query)
		}
		q := s.questionOf(r, n, caller, a)
		if op.Operation.Directives.ForName("recordedAsOf") != nil { // it is not told by versions whether it is right still
			q = nil
		}
		s.execute(ctx, w, n, op, q, a, leave)
	}
}

// execute answers an operation, or says that the answer which the client has is right still.
func (s *Server) execute(ctx context.Context, w http.ResponseWriter, n negotiated, op *operation, q *question, a asked, leave func()) {
	if q != nil {
		if k, ok := q.unchanged(ctx); ok {
			s.stillRight(ctx, w, n, op, k, leave)
			return
		}
		ctx = q.begin(ctx)
	}
	ctx, looks := a.look(ctx)
	ctx, ended := s.options.Telemetry.Span(ctx, string(op.Operation.Operation))
	resp, ctx, err := s.dispatch(ctx, op)
	if err != nil {
		s.refuse(w, n, s.presented(ctx, err))
		return
	}
	ended(attribute.StringSlice("bole.root_fields", rootFields(op.OperationContext)))
	beside := looks()
	if warned := warnings(op.absent, graph.Ahead(ctx), n.lang); len(warned) > 0 {
		beside["warnings"] = warned
	}
	if cost, ok := s.rooms.Graph.CostOf(ctx); ok {
		beside["cost"] = cost
	}
	s.answer(ctx, w, n, resp, beside, q, leave)
}

// dispatch executes an operation, as the graph was recorded at a moment where it asks for that, and returns the context
// that it was executed in.
func (s *Server) dispatch(ctx context.Context, op *operation) (resp *graphql.Response, in context.Context, err error) {
	in = ctx
	caller, _ := access.From(ctx)
	err = s.rooms.History.Answer(ctx, caller, op.Operation, op.Variables, func(ctx context.Context) {
		var handler graphql.ResponseHandler
		handler, in = s.executor.DispatchOperation(ctx, op.OperationContext)
		resp = handler(in)
	})
	return resp, in, err
}

// answer writes what was executed. The data is JSON already, and to marshal it again would check all of it.
func (s *Server) answer(ctx context.Context, w http.ResponseWriter, n negotiated, resp *graphql.Response, extensions map[string]any, q *question, leave func()) {
	switch {
	case resp == nil: // the executor leaves when its context has ended
		s.refuse(w, n, s.presented(ctx, refusal.Newf(graph.CodeTimeout, "the request took longer than its deadline, or its client left; ask for less at a time")))
		return
	case away(resp): // whatever else is wrong with it
		s.write(w, n, statusOf(graph.CodeUnavailable, n.typ), resp.Errors)
		return
	}
	parts := [][]byte{[]byte("{")}
	add := func(name string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			s.log.Error("part of an answer does not marshal", "request", idOf(ctx), "cause", err)
			b = []byte("null")
		}
		parts = append(parts, []byte(`"`+name+`":`), b, []byte(","))
	}
	speak(w.Header(), n.lang) // errors and warnings, and texts of the data such as what a condition found
	if len(resp.Errors) > 0 {
		s.counted(resp.Errors)
		add("errors", worded(resp.Errors, n.lang))
	}
	if len(extensions) > 0 {
		add("extensions", extensions)
	}
	data := []byte(resp.Data)
	if data == nil {
		data = []byte("null")
	}
	parts = append(parts, []byte(`"data":`), data, []byte("}"))
	if q != nil && len(resp.Errors) == 0 {
		if k, ok := q.answered(parts); ok && q.has(k.tag) {
			leave()
			s.notModified(w, k)
			return
		} else if ok {
			mayBeKept(w.Header(), k.tag)
		}
	}
	leave()
	s.send(w, n.typ, http.StatusOK, parts...)
}

// away reports whether nothing was answered because the graph cannot be reached. Such an answer has no data worth
// keeping, and a client has to be able to tell it by its status.
func away(resp *graphql.Response) bool {
	unavailable := false
	for _, e := range resp.Errors {
		unavailable = unavailable || e.Extensions["code"] == string(graph.CodeUnavailable)
	}
	if !unavailable {
		return false
	}
	var roots map[string]json.RawMessage
	if json.Unmarshal(resp.Data, &roots) != nil {
		return len(resp.Data) == 0
	}
	for name, v := range roots {
		if name != "__typename" && string(v) != "null" {
			return false
		}
	}
	return true
}

// asked reads a request; on false the refusal has been written.
func (s *Server) asked(w http.ResponseWriter, r *http.Request, n negotiated, grant access.Grant) (asked, bool) {
	var a asked
	var err error
	most, setting, within := s.options.MaxBody, "BOLE_MAX_BODY", s.options.BodyTimeout
	if reads(r) {
		a, err = readQuery(r.URL.RawQuery, s.options.Limits)
	} else {
		if c := r.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") {
			w.Header().Set("Accept-Encoding", "identity") // RFC 9110, 15.5.16: what is taken instead
			s.fail(w, n, http.StatusUnsupportedMediaType, CodeBadRequest, message.New("the body is encoded (Content-Encoding), and encoded bodies are not read here; send it as it is"))
			return a, false
		}
		t, ps, e := mime.ParseMediaType(r.Header.Get("Content-Type"))
		switch {
		case e == nil && t == typeMultipart:
			most, setting, within = s.options.MaxUpload, "BOLE_MAX_UPLOAD", s.options.UploadTimeout
			if !s.mayUpload(w, r, n, grant) {
				return a, false
			}
			leave, full := s.uploads.enter(graph.Caller{Issuer: grant.Issuer, Subject: grant.Subject}.Owner())
			if full != nil {
				s.overloaded(w, n, full)
				return a, false
			}
			a, err = s.multipart(w, r)
			leave()
		case e != nil || t != typeJSON || ps["charset"] != "" && !strings.EqualFold(ps["charset"], "utf-8"):
			s.fail(w, n, http.StatusUnsupportedMediaType, CodeBadRequest, message.New("the body is not application/json in UTF-8; send it as that"))
			return a, false
		default:
			var raw []byte
			if raw, err = s.body(w, r); err == nil {
				a, err = readBody(raw, s.options.Limits)
			}
		}
	}
	var own *graph.Error
	switch {
	case err == nil:
		return a, true
	case errors.As(err, &own):
		s.refuse(w, n, s.presented(r.Context(), own))
	default:
		s.unread(w, n, err, most, setting, within)
	}
	return a, false
}

// unread says why a body could not be read.
func (s *Server) unread(w http.ResponseWriter, n negotiated, err error, most int64, setting string, within time.Duration) {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.options.Telemetry.Limit(setting)
		s.fail(w, n, http.StatusRequestEntityTooLarge, CodeLimit, message.New("the body is larger than %s, the limit for requests (%s); ask in several requests", bytesText(most), setting))
	case errors.Is(err, os.ErrDeadlineExceeded):
		s.fail(w, n, http.StatusRequestTimeout, graph.CodeTimeout, message.New("the body did not arrive within %s; send it at once", within))
	default:
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("%s", err))
	}
}

// body reads a request's body within the time and size it may take.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.MaxBody))
	if err != nil {
		return nil, err
	}
	// What the connection reads from here on is only whether its client leaves, which may take as long as the answer.
	s.readUntil(w, time.Time{})
	w.Header().Del("Connection")
	return raw, nil
}

// refuse answers a request that was not executed: errors, and no data, not even null.
func (s *Server) refuse(w http.ResponseWriter, n negotiated, errs gqlerror.List) {
	code, _ := errs[0].Extensions["code"].(string)
	s.write(w, n, statusOf(Code(code), n.typ), errs)
}

// counted counts errors that are answered.
func (s *Server) counted(errs gqlerror.List) {
	for _, e := range errs {
		if errors.Is(e, errLeft) {
			continue
		}
		code, _ := e.Extensions["code"].(string)
		s.options.Telemetry.Error(code)
		if refused, ok := errors.AsType[*refusal.Error](e); ok {
			s.options.Telemetry.Limit(refused.Limit)
		}
	}
}

// statusOf is the status of a request that was not executed. The specification has 200 for application/json where the
// request is JSON and its document is at fault; clients of that type read errors from the body.
func statusOf(c Code, accept string) int {
	switch c {
	case graph.CodeForbidden:
		return http.StatusForbidden
	case graph.CodeUnavailable, graph.CodeDiskFull:
		return http.StatusServiceUnavailable
	case graph.CodeTimeout:
		return http.StatusGatewayTimeout
	case graph.CodeInternal, graph.CodeMissing:
		return http.StatusInternalServerError
	case graph.CodeNotStored:
		return http.StatusBadRequest
	}
	if accept == typeJSON {
		return http.StatusOK
	}
	return http.StatusBadRequest
}

// overloaded refuses a request that came while too many others run.
func (s *Server) overloaded(w http.ResponseWriter, n negotiated, o *overloaded) {
	status := http.StatusServiceUnavailable
	if o.own {
		status = http.StatusTooManyRequests
	}
	w.Header().Set("Retry-After", "1")
	s.options.Telemetry.Limit(o.name)
	s.outages.met(CodeOverloaded, w.Header().Get("X-Request-Id"), o.text.Err())
	s.fail(w, n, status, CodeOverloaded, o.text)
}

// failure is an answer without data.
type failure struct {
	Errors gqlerror.List `json:"errors"`
}

func (s *Server) fail(w http.ResponseWriter, n negotiated, status int, code Code, text message.Text) {
	s.write(w, n, status, gqlerror.List{told(code, text)})
}

// write answers with errors alone, in the language of the request.
func (s *Server) write(w http.ResponseWriter, n negotiated, status int, errs gqlerror.List) {
	s.counted(errs)
	b, err := json.Marshal(failure{worded(errs, n.lang)})
	if err != nil {
		s.log.Error("an answer does not marshal", "cause", err)
		http.Error(w, `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`, http.StatusInternalServerError)
		return
	}
	speak(w.Header(), n.lang)
	s.send(w, n.typ, status, b)
}

// retryAfter is what a server that cannot answer now says, in seconds, where nothing better is known.
const retryAfter = "2"

func (s *Server) send(w http.ResponseWriter, accept string, status int, parts ...[]byte) {
	if status == http.StatusServiceUnavailable && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", retryAfter)
	}
	w.Header().Set("Content-Type", accept+"; charset=utf-8")
	if w.Header().Get("ETag") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	s.writeUntil(w, time.Now().Add(s.options.WriteTimeout))
	w.WriteHeader(status)
	for _, b := range parts {
		if _, err := w.Write(b); err != nil {
			s.log.Debug("a client left before its answer", "cause", err)
			return
		}
	}
}
