package httpapi

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"regexp"

	"bole/graph/store"
)

// requestIDHeader is given back with each answer, refusals included.
const requestIDHeader = "X-Request-Id"

// sane are ids that are taken over from a proxy or client: long enough to tell requests apart, and nothing that
// anybody who reads logs would have to escape.
var sane = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{7,63}$`)

// withRequestID gives each request an id, its client's own where that is a sane one. It goes back with the answer and
// stands in the log, in traces and in Neo4j's list of transactions.
func (s *Server) withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get(requestIDHeader)
		if !sane.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r.WithContext(store.WithRequest(context.WithValue(r.Context(), requestKey{}, request{id, r.Context()}), id)))
	})
}

// request is what is known of a request wherever it is answered.
type request struct {
	id     string
	client context.Context //nolint:containedctx // it ends when the client is gone, unlike those that are made of it
}

type requestKey struct{}

func idOf(ctx context.Context) string {
	r, _ := ctx.Value(requestKey{}).(request)
	return r.id
}

// left reports whether the client is gone.
func left(ctx context.Context) bool {
	r, known := ctx.Value(requestKey{}).(request)
	return known && errors.Is(r.client.Err(), context.Canceled)
}
