// Package httpapi is the product over HTTP: GraphQL by GET and POST, the schema, health, and the limits
// that come before work. It is the only exit of errors: answer and log line are made in one place.
package httpapi

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/rs/cors"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/limits"
	"bole/internal/rooms"
	"bole/resolvers"
	"bole/schema"
)

// Code is a code of docs/errors.md that arises before the graph is asked.
type Code = graph.Code

// Codes of this room.
const (
	CodeBadRequest      Code = "BAD_REQUEST"
	CodeInvalid         Code = "GRAPHQL_VALIDATION_FAILED"
	CodeUnauthenticated Code = "UNAUTHENTICATED"
	CodeOverloaded      Code = "OVERLOADED"
	CodeLimit                = graph.CodeLimit
)

// Options of the server; the zero value of the rest is right.
type Options struct {
	Origins      []string      // origins that browsers may call from; none: same origin only
	Deadline     time.Duration // of one request, its body read; 0 is 30 s
	BodyTimeout  time.Duration // for a body to arrive; 0 is 10 s
	WriteTimeout time.Duration // for a client to take an answer, or a page of an export; 0 is 30 s
	MaxBody      int64         // bytes; 0 is 1 MiB
	Limits       limits.Limits // of documents and variables
	// TrustedOnly runs no operations but those the deployment loaded as trusted documents.
	TrustedOnly bool
	Logger      *slog.Logger
	Counted     func(code string) // told of each error in an answer; nil: nobody is

	Requests   int // most requests at once; 0 is 64, as many as there are connections to Neo4j
	OfPerson   int // most of them of one person; 0 is 32
	Exports    int // most exports at once; 0 is 8
	ExportsOf  int // most of them of one person; 0 is 2
	ExportRows int // most rows of an export; 0 is 1,000,000
}

// withDefaults gives the options with defaults in place of zeros.
func (o Options) withDefaults() Options {
	for _, d := range []struct {
		into *time.Duration
		is   time.Duration
	}{
		{&o.Deadline, 30 * time.Second}, {&o.BodyTimeout, 10 * time.Second}, {&o.WriteTimeout, 30 * time.Second},
	} {
		if *d.into == 0 {
			*d.into = d.is
		}
	}
	for _, d := range []struct {
		into *int
		is   int
	}{
		{&o.Requests, 64}, {&o.OfPerson, 32}, {&o.Exports, 8}, {&o.ExportsOf, 2}, {&o.ExportRows, maxExportRows},
	} {
		if *d.into == 0 {
			*d.into = d.is
		}
	}
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	if o.Counted == nil {
		o.Counted = func(string) {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Limits = o.Limits.WithDefaults()
	return o
}

// Tokens reads a bearer token.
type Tokens interface {
	Read(ctx context.Context, token string) (access.Grant, error)
}

// Server is the handler of all addresses.
type Server struct {
	rooms     *rooms.Rooms
	tokens    Tokens
	executor  *executor.Executor
	documents *documents
	requests  *gate
	exports   *gate
	options   Options
	log       *slog.Logger
	outages   *outages
	migrating atomic.Bool
	draining  atomic.Bool
	handler   http.Handler
	sdl       string
	parts     map[string]func() *rolePart // of the schema, by role
	schema    *ast.Schema
}

// New joins the rooms and the tokens behind one handler.
func New(r *rooms.Rooms, tokens Tokens, o Options) (*Server, error) {
	o = o.withDefaults()
	sdl, err := schema.SDL()
	if err != nil {
		return nil, err
	}
	srv := &Server{rooms: r, tokens: tokens, options: o, log: o.Logger, sdl: sdl, schema: r.Schema.SDL, outages: newOutages(o.Logger),
		requests: newGate(message.New("requests"), o.OfPerson, o.Requests), exports: newGate(message.New("exports"), o.ExportsOf, o.Exports)}
	if srv.documents, err = newDocuments(srv.schema, o.Limits); err != nil {
		return nil, fmt.Errorf("keep documents: %w", err)
	}
	roles := newByRole(r.Law, &resolvers.Resolver{Rooms: r})
	srv.executor, srv.parts = executor.New(roles), roles.parts
	srv.executor.SetQueryCache(given{})
	srv.executor.SetErrorPresenter(srv.present)
	srv.executor.SetRecoverFunc(srv.recovered)
	srv.executor.Use(introspection{})
	srv.executor.Use(planning{srv})
	srv.handler = srv.routes()
	return srv, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.graphqlHandler)
	mux.HandleFunc("GET /schema.graphql", s.schemaHandler)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") }) //nolint:errcheck // the client left
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /{$}", page())
	mux.Handle("GET /assets/", assets())
	// An empty list of origins means every origin to rs/cors; here it means none.
	c := cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(s.options.Origins, origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodPost},
		AllowedHeaders:  []string{"Authorization", "Content-Type", "Accept", access.RoleHeader, PurposeHeader},
		ExposedHeaders:  []string{"X-Request-Id", "Retry-After"}, MaxAge: 600,
	})
	return s.withRequestID(s.withRecovery(s.withDrain(s.withDeadlines(c.Handler(mux)))))
}

// withDeadlines bounds how long a connection may take to bring a body and to take an answer. Both are set anew for each
// request, since a connection keeps the deadlines of the last one.
func (s *Server) withDeadlines(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := time.Now()
		if r.Body != nil && r.Body != http.NoBody {
			s.readUntil(w, now.Add(s.options.BodyTimeout))
		}
		s.writeUntil(w, now.Add(s.options.BodyTimeout+s.options.Deadline+s.options.WriteTimeout))
		next.ServeHTTP(w, r)
	})
}

func (s *Server) readUntil(w http.ResponseWriter, t time.Time) {
	s.unbounded(http.NewResponseController(w).SetReadDeadline(t))
}

func (s *Server) writeUntil(w http.ResponseWriter, t time.Time) {
	s.unbounded(http.NewResponseController(w).SetWriteDeadline(t))
}

// unbounded notes a connection without deadlines, such as a test's recorder.
func (s *Server) unbounded(err error) {
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.log.Debug("a connection takes no deadline", "cause", err)
	}
}

type requestID struct{}

func (s *Server) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestID{}, id)))
	})
}

func idOf(ctx context.Context) string {
	id, _ := ctx.Value(requestID{}).(string)
	return id
}

// grant reads the bearer token; on false the refusal has been written.
func (s *Server) grant(w http.ResponseWriter, r *http.Request, n negotiated) (access.Grant, bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") { // RFC 9110: a scheme's case does not matter
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole"`)
		s.fail(w, n, http.StatusUnauthorized, CodeUnauthenticated, message.New("no token; send the header Authorization: Bearer TOKEN, with a token of whom you sign in with, or on this machine one from `bole token`"))
		return access.Grant{}, false
	}
	grant, err := s.tokens.Read(r.Context(), strings.TrimSpace(token))
	if err == nil {
		grant, err = grant.As(r.Header.Get(access.RoleHeader))
	}
	switch {
	case errors.Is(err, access.ErrToken):
		if reason := access.Reason(err); reason != nil {
			s.log.Warn("a token was refused", "request", idOf(r.Context()), "cause", reason)
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole", error="invalid_token"`)
		s.fail(w, n, http.StatusUnauthorized, CodeUnauthenticated, message.New("%s", err))
		return access.Grant{}, false
	case err != nil:
		s.refuse(w, n, s.presented(r.Context(), err))
		return access.Grant{}, false
	}
	return grant, true
}

// present is the only exit of errors: the graph's and the validator's as they are, all others logged and
// shown as INTERNAL.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	var own *graph.Error
	if errors.As(err, &own) {
		switch cause := errors.Unwrap(own); {
		case own.Code == graph.CodeUnavailable || own.Code == graph.CodeDiskFull:
			s.outages.met(own.Code, idOf(ctx), cmp.Or(cause, error(own)))
		case cause != nil:
			s.log.Warn("the graph refused", "request", idOf(ctx), "code", own.Code, "cause", cause)
		}
		var e *gqlerror.Error
		if errors.As(err, &e) && e.Extensions["code"] != nil {
			return e
		}
	}
	s.log.Error("request failed", "request", idOf(ctx), "cause", err)
	out := told(graph.CodeInternal, message.New("the request could not be answered; the operator finds why under request %s", idOf(ctx)))
	out.Extensions["request"] = idOf(ctx)
	var e *gqlerror.Error
	if errors.As(err, &e) {
		out.Path = e.Path
	}
	return out
}

func (s *Server) recovered(ctx context.Context, v any) error {
	s.log.Error("panic", "request", idOf(ctx), "cause", fmt.Sprint(v), "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", v)
}
