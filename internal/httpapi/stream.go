package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/refusal"
)

const (
	typeEvents = "text/event-stream"

	// streamLife is how long a stream lives: who goes on from the last cursor is let in, and scoped, anew.
	streamLife = 15 * time.Minute
	heartbeat  = 15 * time.Second
	streamLook = time.Second // how often a stream looks whether the server is being stopped

	streamsOfPerson = 4
	streamsOfAll    = 100
)

// stream answers an operation as events, as graphql-sse's distinct connections have it: each answer is an event next, and
// the last one is complete. Between them come comments, so that nothing on the way takes the connection for dead. Whoever
// does not read is left after the time for taking an answer.
func (s *Server) stream(ctx context.Context, w http.ResponseWriter, n negotiated, op *operation) {
	if op.Operation.Operation != ast.Subscription {
		s.only(ctx, w, n, op)
		return
	}
	streams(w, n)
	handler, ctx := s.executor.DispatchOperation(ctx, op.OperationContext)
	answers, taken := make(chan *graphql.Response), make(chan struct{})
	go func() {
		defer close(answers)
		for resp := handler(ctx); resp != nil; resp = handler(ctx) {
			select {
			case answers <- resp:
			case <-ctx.Done():
				return
			}
			select { // the answer's bytes are used again for the next one
			case <-taken:
			case <-ctx.Done():
				return
			}
		}
	}()
	look := time.NewTicker(streamLook)
	defer look.Stop()
	text, said := beat, time.Now()
	for s.event(w, text) {
		if text != nil {
			said = time.Now()
		}
		text = nil
		select {
		case resp, more := <-answers:
			if !more {
				s.event(w, complete)
				return
			}
			text = s.next(n, resp)
			select {
			case taken <- struct{}{}:
			case <-ctx.Done(): // nobody makes a next one
			}
		case <-look.C:
			switch {
			case s.draining.Load():
				s.event(w, complete)
				return
			case time.Since(said) >= heartbeat:
				text = beat
			}
		case <-ctx.Done():
			s.event(w, complete)
			return
		}
	}
}

// only answers what has one answer as the only event of a stream.
func (s *Server) only(ctx context.Context, w http.ResponseWriter, n negotiated, op *operation) {
	ctx, cancel := context.WithTimeout(ctx, s.options.Deadline)
	defer cancel()
	resp, ctx, err := s.dispatch(ctx, op)
	if err == nil && resp == nil { // the executor leaves when its context has ended
		err = refusal.Newf(graph.CodeTimeout, "the request took longer than its deadline, or its client left; ask for less at a time")
	}
	if err != nil {
		resp = &graphql.Response{Errors: s.presented(ctx, err)}
	}
	streams(w, n)
	if s.event(w, s.next(n, resp)) {
		s.event(w, complete)
	}
}

// streams begins a stream.
func streams(w http.ResponseWriter, n negotiated) {
	h := w.Header()
	h.Set("Content-Type", typeEvents+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	speak(h, n.lang)
	w.WriteHeader(http.StatusOK)
}

// unexecuted answers a document that is not executed, as the only event of a stream: clients of graphql-sse try again
// after any other status.
func (s *Server) unexecuted(w http.ResponseWriter, n negotiated, errs gqlerror.List) {
	streams(w, n)
	if s.event(w, s.next(n, &graphql.Response{Errors: errs})) {
		s.event(w, complete)
	}
}

var (
	beat     = []byte(":\n\n")
	complete = []byte("event: complete\ndata: \n\n")
)

// next is the event of an answer.
func (s *Server) next(n negotiated, resp *graphql.Response) []byte {
	out := struct {
		Errors any             `json:"errors,omitempty"`
		Data   json.RawMessage `json:"data"`
	}{Data: resp.Data}
	if len(resp.Errors) > 0 {
		s.counted(resp.Errors)
		out.Errors = worded(resp.Errors, n.lang)
	}
	b, err := json.Marshal(out)
	if err != nil {
		s.log.Error("an event does not marshal", "cause", err)
		return nil
	}
	return bytes.Join([][]byte{[]byte("event: next\ndata: "), b, []byte("\n\n")}, nil)
}

// event writes an event, and reports whether the client takes it.
func (s *Server) event(w http.ResponseWriter, text []byte) bool {
	if len(text) == 0 {
		return true
	}
	s.writeUntil(w, time.Now().Add(s.options.WriteTimeout))
	_, err := w.Write(text)
	if err == nil {
		err = http.NewResponseController(w).Flush()
	}
	if err != nil {
		s.log.Info("a stream is left: its client does not read, or is gone", "cause", err)
	}
	return err == nil
}

// unstreamed refuses a subscription whose client takes a single answer.
func (s *Server) unstreamed(w http.ResponseWriter, n negotiated, op *operation) bool {
	if op.Operation.Operation != ast.Subscription {
		return false
	}
	s.fail(w, n, http.StatusNotAcceptable, CodeBadRequest, message.New("a subscription is answered as events; accept text/event-stream"))
	return true
}
