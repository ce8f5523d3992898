package httpapi

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"

	"bole/graph/store"
)

// requestIDHeader is given back with each answer, refusals included.
const requestIDHeader = "X-Request-Id"

// sane are ids that are taken over from a proxy or client: long enough to tell requests apart, and nothing that
// anybody who reads logs would have to escape.
var sane = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{7,63}$`)

type requestID struct{}

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
		next.ServeHTTP(w, r.WithContext(store.WithRequest(context.WithValue(r.Context(), requestID{}, id), id)))
	})
}

func idOf(ctx context.Context) string {
	id, _ := ctx.Value(requestID{}).(string)
	return id
}
