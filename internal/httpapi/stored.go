package httpapi

import (
	"context"
	"maps"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph"
	"bole/internal/acts"
	"bole/resolvers"
)

// stored puts the text of a stored operation into a request that names one, and where only stored operations run
// refuses all others before they are parsed. On false the refusal has been written.
func (s *Server) stored(ctx context.Context, w http.ResponseWriter, accept string, c graph.Caller, p *graphql.RawParams, document string) bool {
	var err error
	switch {
	case document != "":
		var d acts.Document
		if d, err = s.rooms.Acts.Document(ctx, c, document, s.options.TrustedOnly); err == nil {
			maps.Copy(d.Variables, p.Variables)
			p.Query, p.Variables = d.Text, d.Variables
			if d.OperationName != "" {
				p.OperationName = d.OperationName
			}
		}
	case s.options.TrustedOnly:
		err = s.rooms.Acts.Trusted(ctx, c, p.Query)
	}
	if err == nil {
		return true
	}
	e := s.present(ctx, resolvers.Present(err))
	status := http.StatusInternalServerError
	switch e.Extensions["code"] {
	case string(graph.CodeNotStored):
		status = http.StatusBadRequest
	case string(graph.CodeUnavailable):
		status = http.StatusServiceUnavailable
		w.Header().Set("Retry-After", "2")
	}
	s.refuse(w, accept, status, gqlerror.List{e})
	return false
}
