package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	coder "github.com/coder/websocket"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/access"
)

const (
	socketProtocol = "graphql-transport-ws"
	socketInit     = 10 * time.Second // for a client to say who it is
	socketPing     = 15 * time.Second // twice this without an answer, and the client counts as gone
	closeForbidden = 4403             // what clients of the protocol take for a reason not to come back
)

// upgrades reports whether a request wants to become a socket.
func upgrades(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// socket answers subscriptions over a WebSocket, as graphql-ws speaks it. Who asks is told in connection_init, by the
// token alone: no cookie is read, so that another site's page cannot speak for somebody.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	n := negotiated{typ: typeJSON, lang: message.Match(r.Header.Values("Accept-Language")...)}
	switch {
	case !strings.Contains(r.Header.Get("Sec-WebSocket-Protocol"), socketProtocol):
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("a socket speaks graphql-transport-ws here; ask for that subprotocol"))
		return
	case s.options.TrustedOnly:
		s.fail(w, n, http.StatusBadRequest, CodeBadRequest, message.New("this server runs stored operations only, and a socket sends texts; subscribe by text/event-stream and documentId"))
		return
	case s.draining.Load():
		s.fail(w, n, http.StatusServiceUnavailable, graph.CodeUnavailable, message.New("the server is being stopped; try again in a second"))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), streamLife)
	defer cancel()
	go s.untilDrained(ctx, cancel)
	accepting := &sockets{}
	defer accepting.close()
	transport.Websocket{
		Implementation: accepting, InitTimeout: socketInit, PingPongInterval: socketPing, PayloadReadLimit: &s.options.MaxBody,
		InitFunc: s.introduced,
		ErrorFunc: func(ctx context.Context, err error) {
			s.log.Info("a socket is left: its client does not read, or is gone", "request", idOf(ctx), "cause", err)
		},
	}.Do(w, r.WithContext(ctx), socketExecutor{s, n.lang})
}

// untilDrained ends what goes on until a context ends when the server is being stopped.
func (s *Server) untilDrained(ctx context.Context, end func()) {
	look := time.NewTicker(streamLook)
	defer look.Stop()
	for !s.draining.Load() {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
	}
	end()
}

// introduced reads who asks from what the client says first.
func (s *Server) introduced(ctx context.Context, said transport.InitPayload) (context.Context, *transport.InitPayload, error) {
	header := http.Header{}
	for name := range said {
		header.Set(name, said.GetString(name))
	}
	grant, given, err := s.bearer((&http.Request{Header: header}).WithContext(ctx))
	if !given {
		err = s.noToken().Err()
	}
	if err == nil {
		grant, err = grant.As(header.Get(access.RoleHeader))
	}
	var why string
	if err == nil {
		why, err = purpose(header)
	}
	var caller graph.Caller
	if err == nil {
		caller, err = access.Resolve(ctx, s.rooms.Graph, grant)
	}
	if err != nil {
		if reason := access.Reason(err); errors.Is(err, access.ErrToken) && reason != nil {
			s.log.Warn("a token was refused", "request", idOf(ctx), "cause", reason)
		}
		var own *graph.Error
		if !errors.Is(err, access.ErrToken) && !errors.As(err, &own) && given {
			s.log.Error("a socket cannot be let in", "request", idOf(ctx), "cause", err)
			err = message.New("the request could not be answered; the operator finds why under request %s", idOf(ctx)).Err()
		}
		return transport.WithWebsocketCloseCode(transport.AppendCloseReason(ctx, "Forbidden"), closeForbidden), nil, err
	}
	if why != "" {
		caller.Purpose = why
	}
	return access.With(ctx, caller), nil, nil
}

// socketExecutor executes what comes over a socket: subscriptions, each in a place of its own.
type socketExecutor struct {
	*Server
	lang language.Tag
}

// CreateOperationContext prepares an operation.
func (e socketExecutor) CreateOperationContext(ctx context.Context, p *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op, errs := e.operation(ctx, p, false)
	if len(errs) == 0 && op.Operation.Operation != ast.Subscription {
		errs = e.presented(ctx, refusal.Newf(CodeBadRequest, "a socket takes subscriptions; send queries and mutations by POST"))
	}
	if len(errs) > 0 {
		return &graphql.OperationContext{}, worded(errs, e.lang)
	}
	return op.OperationContext, nil
}

// DispatchOperation executes it, until its context ends.
func (e socketExecutor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	caller, _ := access.From(ctx)
	leave, full := e.streams.enter(caller.Owner())
	if full != nil {
		e.options.Telemetry.Limit(full.name)
		return graphql.OneShot(&graphql.Response{Errors: worded(gqlerror.List{told(CodeOverloaded, full.text)}, e.lang)}), ctx
	}
	context.AfterFunc(ctx, leave)
	next, ctx := e.executor.DispatchOperation(ctx, op)
	return func(ctx context.Context) *graphql.Response {
		resp := next(ctx)
		if resp != nil && len(resp.Errors) > 0 {
			e.counted(resp.Errors)
			resp.Errors = worded(resp.Errors, e.lang)
		}
		return resp
	}, ctx
}

// DispatchError answers with errors alone, which CreateOperationContext has presented.
func (socketExecutor) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

// sockets accepts one connection, and keeps it, so that it ends with its request whatever is still being written.
type sockets struct {
	mu   sync.Mutex
	conn transport.WebsocketConn
}

// Accept accepts the connection. Its origin does not matter: see Server.socket.
func (a *sockets) Accept(w http.ResponseWriter, r *http.Request, o transport.WebsocketAcceptOptions) (transport.WebsocketConn, error) {
	conn, err := transport.CoderWebsocketImplementation{AcceptOptions: coder.AcceptOptions{InsecureSkipVerify: true}}.Accept(w, r, o)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err == nil {
		a.conn = conn
	}
	return conn, err
}

func (a *sockets) close() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn != nil {
		a.conn.Close() //nolint:errcheck // it may be closed already
	}
}
