// Package httpapi is the product over HTTP: GraphQL by GET and POST, the schema, health, and the limits
// that come before work. It is the only exit of errors: answer and log line are made in one place.
package httpapi

import (
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
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/rs/cors"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/internal/access"
	"bole/internal/rooms"
	"bole/resolvers"
	"bole/schema"
	"bole/schema/exec"
)

// Code is a code of docs/errors.md that arises before the graph is asked.
type Code = graph.Code

// Codes of this room.
const (
	CodeBadRequest      Code = "BAD_REQUEST"
	CodeInvalid         Code = "GRAPHQL_VALIDATION_FAILED"
	CodeUnauthenticated Code = "UNAUTHENTICATED"
	CodeLimit                = graph.CodeLimit
)

// documents is how many parsed and validated documents are kept.
const documents = 1000

// Options of the server; the zero value of the rest is right.
type Options struct {
	Origins  []string      // origins that browsers may call from; none: same origin only
	Deadline time.Duration // of one request; 0 is 30 s
	MaxBody  int64         // bytes; 0 is 1 MiB
	Tokens   int           // tokens of one document; 0 is 5,000
	// TrustedOnly runs no operations but those the deployment loaded as trusted documents.
	TrustedOnly bool
	Logger      *slog.Logger

	ExportRows int // most rows of an export; 0 is 1,000,000
}

// Tokens reads a bearer token.
type Tokens interface {
	Read(token string) (access.Grant, error)
}

// Server is the handler of all addresses.
type Server struct {
	rooms    *rooms.Rooms
	tokens   Tokens
	executor *executor.Executor
	options  Options
	log      *slog.Logger
	handler  http.Handler
	sdl      string
	schema   *ast.Schema
}

// New joins the rooms and the tokens behind one handler.
func New(r *rooms.Rooms, tokens Tokens, o Options) (*Server, error) {
	if o.Deadline == 0 {
		o.Deadline = 30 * time.Second
	}
	if o.MaxBody == 0 {
		o.MaxBody = 1 << 20
	}
	if o.Tokens == 0 {
		o.Tokens = 5000
	}
	if o.ExportRows == 0 {
		o.ExportRows = maxExportRows
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	sdl, err := schema.SDL()
	if err != nil {
		return nil, err
	}
	srv := &Server{rooms: r, tokens: tokens, options: o, log: o.Logger, sdl: sdl, schema: r.Schema.SDL}
	srv.executor = executor.New(exec.NewExecutableSchema(exec.Config{Schema: r.Schema.SDL, Resolvers: &resolvers.Resolver{Rooms: r}}))
	srv.executor.SetParserTokenLimit(o.Tokens)
	srv.executor.SetQueryCache(lru.New[*ast.QueryDocument](documents))
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
	mux.HandleFunc("GET /schema.graphql", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
		io.WriteString(w, s.sdl) //nolint:errcheck // the client left
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") }) //nolint:errcheck // the client left
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /{$}", page())
	mux.Handle("GET /assets/", assets())
	// An empty list of origins means every origin to rs/cors; here it means none.
	c := cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(s.options.Origins, origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodPost},
		AllowedHeaders:  []string{"Authorization", "Content-Type", "Accept"},
		ExposedHeaders:  []string{"X-Request-Id"}, MaxAge: 600,
	})
	return s.withRequestID(c.Handler(mux))
}

func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.rooms.Store.Ping(ctx); err != nil {
		s.log.Warn("not ready", "cause", err)
		http.Error(w, "the graph cannot be reached", http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ready\n") //nolint:errcheck // the client left
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

// caller reads the bearer token and resolves its scope; on false the refusal has been written.
func (s *Server) caller(ctx context.Context, w http.ResponseWriter, r *http.Request, accept string) (graph.Caller, bool) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole"`)
		s.fail(w, accept, http.StatusUnauthorized, CodeUnauthenticated, "no token; send the header Authorization: Bearer TOKEN, with a token from `bole token`")
		return graph.Caller{}, false
	}
	grant, err := s.tokens.Read(strings.TrimSpace(token))
	if err != nil {
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole", error="invalid_token"`)
		s.fail(w, accept, http.StatusUnauthorized, CodeUnauthenticated, err.Error())
		return graph.Caller{}, false
	}
	caller, err := access.Resolve(ctx, s.rooms.Graph, grant)
	if err != nil {
		e := s.present(ctx, resolvers.Present(err))
		status := http.StatusInternalServerError
		if e.Extensions["code"] == string(graph.CodeUnavailable) {
			status = http.StatusServiceUnavailable
			w.Header().Set("Retry-After", "2")
		}
		s.refuse(w, accept, status, gqlerror.List{e})
		return graph.Caller{}, false
	}
	return caller, true
}

// present is the only exit of errors: the graph's and the validator's as they are, all others logged and
// shown as INTERNAL.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	var own *graph.Error
	if errors.As(err, &own) {
		if cause := errors.Unwrap(own); cause != nil {
			s.log.Warn("the graph refused", "request", idOf(ctx), "code", own.Code, "cause", cause)
		}
		var e *gqlerror.Error
		if errors.As(err, &e) && e.Extensions["code"] != nil {
			return e
		}
	}
	s.log.Error("request failed", "request", idOf(ctx), "cause", err)
	out := &gqlerror.Error{Message: "the request could not be answered; the operator finds why under request " + idOf(ctx),
		Extensions: map[string]any{"code": string(graph.CodeInternal), "request": idOf(ctx)}}
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

// introspection allows introspection: the schema is public at /schema.graphql anyway.
type introspection struct{}

func (introspection) ExtensionName() string                   { return "Introspection" }
func (introspection) Validate(graphql.ExecutableSchema) error { return nil }
func (introspection) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	return nil
}
