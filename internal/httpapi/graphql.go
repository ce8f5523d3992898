package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/internal/access"
)

const (
	typeResponse = "application/graphql-response+json"
	typeJSON     = "application/json"
)

// graphqlHandler speaks GraphQL over HTTP for POST and GET. gqlgen's own transports fail part of the
// specification's audits.
func (s *Server) graphqlHandler(w http.ResponseWriter, r *http.Request) {
	accept := negotiate(r.Header.Get("Accept"))
	format, export := exported(r.Header.Get("Accept"))
	switch {
	case export:
		accept = typeResponse // of errors
	case accept == "":
		s.fail(w, typeJSON, http.StatusNotAcceptable, CodeBadRequest, "no acceptable type; accept application/graphql-response+json or application/json, or text/csv or application/jsonl for an export")
		return
	}
	params, document, ok := s.params(w, r, accept)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.options.Deadline)
	defer cancel()
	caller, ok := s.caller(ctx, w, r, accept)
	if !ok {
		return
	}
	if !s.stored(ctx, w, accept, caller, params, document) {
		return
	}
	ctx = graphql.StartOperationTrace(access.With(ctx, caller))
	params.Headers = nil
	op, errs := s.executor.CreateOperationContext(ctx, params)
	if len(errs) > 0 {
		status := http.StatusBadRequest
		if accept == typeJSON {
			status = http.StatusOK
		}
		s.refuse(w, accept, status, s.presentAll(errs))
		return
	}
	if export {
		s.export(w, r, op, caller, format)
		return
	}
	if op.Operation.Operation != ast.Query && r.Method == http.MethodGet {
		w.Header().Set("Allow", "POST")
		s.fail(w, accept, http.StatusMethodNotAllowed, CodeBadRequest, "GET runs queries only; send a mutation by POST")
		return
	}
	handler, ctx := s.executor.DispatchOperation(ctx, op)
	s.answer(w, accept, handler(ctx))
}

// answer writes what was executed. The data is JSON already, and to marshal it again would check all of it.
func (s *Server) answer(w http.ResponseWriter, accept string, resp *graphql.Response) {
	if len(resp.Errors) > 0 || len(resp.Extensions) > 0 || resp.Data == nil {
		s.write(w, accept, http.StatusOK, resp)
		return
	}
	s.send(w, accept, http.StatusOK, []byte(`{"data":`), resp.Data, []byte("}"))
}

// negotiate picks the response type; "" when the client accepts neither.
func negotiate(header string) string {
	if header == "" {
		return typeJSON
	}
	fallback := ""
	for part := range strings.SplitSeq(header, ",") {
		t, params, err := mime.ParseMediaType(part)
		if err != nil || params["q"] == "0" || params["charset"] != "" && !strings.EqualFold(params["charset"], "utf-8") {
			continue
		}
		switch t {
		case typeResponse:
			return typeResponse
		case typeJSON, "*/*", "application/*":
			fallback = typeJSON
		}
	}
	return fallback
}

// params reads a request: an operation's text, or the id of a stored one.
func (s *Server) params(w http.ResponseWriter, r *http.Request, accept string) (*graphql.RawParams, string, bool) {
	bad := func(status int, code Code, message string) (*graphql.RawParams, string, bool) {
		s.fail(w, accept, status, code, message)
		return nil, "", false
	}
	var p *graphql.RawParams
	var document string
	var err error
	switch r.Method {
	case http.MethodGet:
		p, document, err = paramsOfQuery(r.URL.Query())
	case http.MethodPost:
		t, ps, e := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if e != nil || t != typeJSON || ps["charset"] != "" && !strings.EqualFold(ps["charset"], "utf-8") {
			return bad(http.StatusUnsupportedMediaType, CodeBadRequest, "the body is not application/json in UTF-8; send it as that")
		}
		p, document, err = paramsOfBody(http.MaxBytesReader(w, r.Body, s.options.MaxBody))
	default:
		w.Header().Set("Allow", "GET, POST")
		return bad(http.StatusMethodNotAllowed, CodeBadRequest, "use POST, or GET for queries")
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return bad(http.StatusRequestEntityTooLarge, CodeLimit, "the body is larger than 1 MiB, the limit for requests")
	case err != nil:
		return bad(http.StatusBadRequest, CodeBadRequest, err.Error())
	case p.Query == "" && document == "":
		return bad(http.StatusBadRequest, CodeBadRequest, "query is missing; give the operation's text as query, or the id of a stored one as documentId")
	case p.Query != "" && document != "":
		return bad(http.StatusBadRequest, CodeBadRequest, "query and documentId are both given; give one of the two")
	}
	return p, document, true
}

// body is a request as it is sent; types are checked by hand so that each error names its member.
type body struct {
	Query         json.RawMessage `json:"query"`
	DocumentID    json.RawMessage `json:"documentId"`
	OperationName json.RawMessage `json:"operationName"`
	Variables     json.RawMessage `json:"variables"`
	Extensions    json.RawMessage `json:"extensions"`
}

func paramsOfBody(r io.Reader) (*graphql.RawParams, string, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, "", err
	}
	var b body
	if err := json.Unmarshal(raw, &b); err != nil {
		return nil, "", errors.New("the body is not a JSON object; send {\"query\": …, \"variables\": …}")
	}
	return params(b)
}

func paramsOfQuery(q url.Values) (*graphql.RawParams, string, error) {
	text := func(name string) json.RawMessage {
		if !q.Has(name) {
			return nil
		}
		j, _ := json.Marshal(q.Get(name))
		return j
	}
	return params(body{Query: text("query"), DocumentID: text("documentId"), OperationName: text("operationName"),
		Variables: json.RawMessage(q.Get("variables")), Extensions: json.RawMessage(q.Get("extensions"))})
}

func params(b body) (*graphql.RawParams, string, error) {
	p := &graphql.RawParams{}
	document := ""
	for _, m := range []struct {
		raw     json.RawMessage
		into    any
		message string
	}{
		{b.Query, &p.Query, "query is not a string; give the operation's text"},
		{b.DocumentID, &document, "documentId is not a string; give the id of a stored operation"},
		{b.OperationName, &p.OperationName, "operationName is not a string; name one of the operations or leave it out"},
		{b.Variables, &p.Variables, "variables is not a JSON object; give one member for each variable"},
		{b.Extensions, &p.Extensions, "extensions is not a JSON object"},
	} {
		if err := member(m.raw, m.into); err != nil {
			return nil, "", errors.New(m.message)
		}
	}
	return p, document, nil
}

func member(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}

// refuse answers a request that was not executed: errors, and no data, not even null.
func (s *Server) refuse(w http.ResponseWriter, accept string, status int, errs gqlerror.List) {
	s.write(w, accept, status, refusal{errs})
}

// refusal is an answer without data.
type refusal struct {
	Errors gqlerror.List `json:"errors"`
}

func (s *Server) fail(w http.ResponseWriter, accept string, status int, code Code, message string) {
	s.refuse(w, accept, status, gqlerror.List{{Message: message, Extensions: map[string]any{"code": string(code)}}})
}

func (s *Server) write(w http.ResponseWriter, accept string, status int, body any) {
	b, err := json.Marshal(body)
	if err != nil {
		s.log.Error("an answer does not marshal", "cause", err)
		http.Error(w, `{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`, http.StatusInternalServerError)
		return
	}
	s.send(w, accept, status, b)
}

func (s *Server) send(w http.ResponseWriter, accept string, status int, parts ...[]byte) {
	w.Header().Set("Content-Type", accept+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	for _, b := range parts {
		if _, err := w.Write(b); err != nil {
			s.log.Debug("a client left before its answer", "cause", err)
			return
		}
	}
}
