package httpapi

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/mcp"
)

// agents is the door for agents: MCP over streamable HTTP, whose tools ask this server as its other clients do.
type agents struct {
	handler http.Handler
	foreign *http.CrossOriginProtection
}

func (s *Server) newAgents(api http.Handler) (*agents, error) {
	a := &agents{foreign: http.NewCrossOriginProtection()}
	for _, origin := range s.options.Origins {
		if err := a.foreign.AddTrustedOrigin(origin); err != nil {
			return nil, message.Errorf("%q is not an origin; write scheme and host, such as https://views.office.example", origin)
		}
	}
	server, err := mcp.New(mcp.Options{API: within{api}, Address: "http://bole", Schema: s.schema, Version: s.options.Version, AnyHost: s.options.Proxied, Log: s.log})
	if err != nil {
		return nil, fmt.Errorf("prepare the tools of agents: %w", err)
	}
	a.handler = server.Handler()
	return a, nil
}

// agentHandler lets requests of agents in. As at /graphql, what costs least is checked first, and the token before the
// body is read. A browser's session does not count here: who asks is the token's.
func (s *Server) agentHandler(w http.ResponseWriter, r *http.Request) {
	n := negotiated{typ: typeJSON, lang: message.Match(r.Header.Values("Accept-Language")...)}
	if r.Body != nil && r.Body != http.NoBody {
		w.Header().Set("Connection", "close")
	}
	switch {
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		s.fail(w, n, http.StatusMethodNotAllowed, CodeBadRequest, message.New("use POST; nothing is sent to agents by itself, and there are no sessions"))
		return
	case s.agents.foreign.Check(r) != nil:
		s.fail(w, n, http.StatusForbidden, graph.CodeForbidden, message.New("the request comes from a page of another origin; call from one that the operator has named (BOLE_ORIGINS)"))
		return
	case s.options.TrustedOnly:
		s.fail(w, n, http.StatusForbidden, graph.CodeForbidden, message.New("this server runs stored operations only, and the tools of agents are not among them"))
		return
	}
	grant, given, err := s.bearer(r)
	if _, ok := s.granted(w, r, n, grant, given, err); !ok {
		return
	}
	body, err := s.body(w, r)
	switch {
	case err != nil:
		s.unread(w, n, err, s.options.MaxBody, "BOLE_MAX_BODY", s.options.BodyTimeout)
		return
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")): // one request would stand for thousands
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("the body is a list of messages, which MCP has no more; send each by itself"))
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), client{}, r.Context()))
	r.Body = io.NopCloser(bytes.NewReader(body))
	s.agents.handler.ServeHTTP(w, r)
}

// client is where the context of what an agent asks has that of its request. The library lets the former outlive the
// latter for clients of older revisions of the protocol, which could come back for the answer if it were kept.
type client struct{}

// within sends requests to a handler of this process. What they are about to be answered by is what answers others.
type within struct{ api http.Handler }

// RoundTrip implements http.RoundTripper.
func (t within) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	if from, ok := ctx.Value(client{}).(context.Context); ok {
		defer context.AfterFunc(from, cancel)()
	}
	r = r.WithContext(ctx)
	w := &answered{header: http.Header{requestIDHeader: {idOf(ctx)}}, status: http.StatusOK}
	t.api.ServeHTTP(w, r)
	return &http.Response{StatusCode: w.status, Header: w.header, Body: io.NopCloser(&w.body), Request: r}, nil
}

// answered keeps an answer.
type answered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) Write(b []byte) (int, error) { return a.body.Write(b) }
func (a *answered) WriteHeader(status int)      { a.status = status }
