package httpapi

import (
	"net/http"

	"bole/graph"
	"bole/graph/message"
)

// withRecovery makes a panic one error with a request id. gqlgen does so below a root field; this is for all before and
// beside. Where an answer has begun, its connection ends, so that nobody takes a part for the whole.
func (s *Server) withRecovery(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler { //nolint:errorlint // what net/http compares too
				panic(v)
			}
			s.recovered(r.Context(), v) //nolint:errcheck // logged; the error is for gqlgen
			if w.Header().Get("Content-Type") != "" {
				panic(http.ErrAbortHandler)
			}
			n := negotiated{typ: typeJSON, lang: message.Match(r.Header.Values("Accept-Language")...)}
			s.fail(w, n, http.StatusInternalServerError, graph.CodeInternal, message.New("the request could not be answered; the operator finds why under request %s", idOf(r.Context())))
		}()
		next.ServeHTTP(w, r)
	})
}
