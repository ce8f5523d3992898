// Package httpapi is the product over HTTP: GraphQL by GET and POST, the schema, health, and the limits
// that come before work. It is the only exit of errors: answer and log line are made in one place.
package httpapi

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql/executor"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/limits"
	"bole/internal/rooms"
	"bole/internal/signin"
	"bole/internal/telemetry"
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
	CodeNotPersisted    Code = "PERSISTED_QUERY_NOT_FOUND"
	CodeLimit                = graph.CodeLimit
)

// Options of the server; the zero value of the rest is right.
type Options struct {
	Origins []string // origins that browsers may call from; none: same origin only
	// OriginsHeaders are headers that pages of these origins may send beside those that clients are known to send.
	OriginsHeaders []string
	Deadline       time.Duration // of one request, its body read; 0 is 30 s
	BodyTimeout    time.Duration // for a body to arrive; 0 is 10 s
	WriteTimeout   time.Duration // for a client to take an answer, or a page of an export; 0 is 30 s
	MaxBody        int64         // bytes; 0 is 1 MiB
	MaxUpload      int64         // bytes of a body with files; 0 is 256 MiB
	UploadTimeout  time.Duration // for such a body to arrive; 0 is 10 minutes
	Limits         limits.Limits // of documents and variables
	// TrustedOnly runs no operations but those the deployment loaded as trusted documents.
	TrustedOnly bool
	Logger      *slog.Logger
	Telemetry   *telemetry.Telemetry // told of errors, limits and plans; nil: nobody is
	SignIn      *signin.SignIn       // in a browser, whose session stands in place of a token; nil: there is none
	Proxied     bool                 // requests come through a proxy on its own address
	Version     string               // of the product, as agents are told it

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
		{&o.Deadline, 30 * time.Second}, {&o.BodyTimeout, 10 * time.Second}, {&o.WriteTimeout, 30 * time.Second}, {&o.UploadTimeout, 10 * time.Minute},
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
	if o.MaxUpload == 0 {
		o.MaxUpload = 256 << 20
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
	persisted *sized[string]                 // texts by their digests
	kept      *lru.Cache[string, keptAnswer] // by question
	requests  *gate
	exports   *gate
	uploads   *gate // bodies with files that are on their way
	streams   *gate
	options   Options
	log       *slog.Logger
	outages   *outages
	migrating atomic.Bool
	draining  atomic.Bool
	handler   http.Handler
	agents    *agents
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
		requests: newGate(message.New("requests"), "BOLE_REQUESTS", o.OfPerson, o.Requests), exports: newGate(message.New("exports"), "BOLE_EXPORTS", o.ExportsOf, o.Exports),
		uploads: newGate(message.New("uploads"), "uploads", uploadsOf, uploadsAtOnce),
		streams: newGate(message.New("streams"), "streams", streamsOfPerson, streamsOfAll)}
	if srv.documents, err = newDocuments(srv.schema, o.Limits); err != nil {
		return nil, fmt.Errorf("keep documents: %w", err)
	}
	roles := newByRole(r.Law, &resolvers.Resolver{Rooms: r})
	srv.executor, srv.parts = executor.New(roles), roles.parts
	if srv.persisted, err = newPersisted(); err != nil {
		return nil, fmt.Errorf("keep persisted queries: %w", err)
	}
	if srv.kept, err = lru.New[string, keptAnswer](keptAnswers); err != nil {
		return nil, fmt.Errorf("keep tags of answers: %w", err)
	}
	srv.executor.SetQueryCache(given{})
	srv.executor.SetErrorPresenter(srv.present)
	srv.executor.SetRecoverFunc(srv.recovered)
	srv.executor.Use(introspection{})
	srv.executor.Use(planning{srv})
	srv.handler, err = srv.routes()
	return srv, err
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() (http.Handler, error) {
	mux := http.NewServeMux()
	mux.HandleFunc("/graphql", s.graphqlHandler)
	mux.HandleFunc("GET /schema.graphql", s.schemaHandler)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") }) //nolint:errcheck // the client left
	mux.HandleFunc("GET /readyz", s.ready)
	page, err := console()
	if err != nil {
		return nil, err
	}
	mux.Handle("/", page)
	mux.Handle("GET /console/", consoleFiles())
	mux.Handle("GET /icon.svg", consoleFiles())
	mux.Handle("GET /graphiql", graphiql())
	mux.Handle("GET /assets/", assets())
	if s.options.SignIn != nil {
		s.options.SignIn.Routes(mux)
	}
	if s.agents, err = s.newAgents(s.withRecovery(mux)); err != nil {
		return nil, err
	}
	mux.HandleFunc("/mcp", s.agentHandler)
	return s.withRequestID(s.withRecovery(s.withDrain(s.withDeadlines(s.crossOrigin().Handler(compressed(mux)))))), nil
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

// present is the only exit of errors: the graph's and the validator's as they are, all others logged and
// shown as INTERNAL. What ended since its client left is no failure, and nobody reads of it: browsers leave with each
// change of a page.
func (s *Server) present(ctx context.Context, err error) *gqlerror.Error {
	if left(ctx) {
		s.log.Debug("a client left before its answer", "request", idOf(ctx), "cause", err)
		return &gqlerror.Error{Message: "the client left", Err: errLeft, Extensions: map[string]any{"code": string(graph.CodeTimeout)}}
	}
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

// errLeft stands for whatever failed since the client was gone; it is counted nowhere.
var errLeft = errors.New("the client left")

func (s *Server) recovered(ctx context.Context, v any) error {
	s.log.Error("panic", "request", idOf(ctx), "cause", fmt.Sprint(v), "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", v)
}
