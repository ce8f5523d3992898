package httpapi

import (
	"net/http"
	"slices"

	"github.com/rs/cors"

	"bole/internal/access"
)

// sentByClients are the headers that pages of the configured origins may send: what the API reads, and what GraphQL
// clients and tracing libraries add unasked, without which a browser would refuse the whole request.
var sentByClients = []string{
	"Accept", "Accept-Language", "Authorization", "Content-Type", "If-None-Match", requestIDHeader, access.RoleHeader, PurposeHeader,
	"traceparent", "tracestate",
	"apollographql-client-name", "apollographql-client-version", "apollo-require-preflight", "x-apollo-operation-name", "x-apollo-operation-id",
	"graphql-preflight", "x-requested-with",
	"Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name",
}

// crossOrigin lets pages of the configured origins call. An empty list of origins means every origin to rs/cors; here it
// means none.
func (s *Server) crossOrigin() *cors.Cors {
	return cors.New(cors.Options{
		AllowOriginFunc: func(origin string) bool { return slices.Contains(s.options.Origins, origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodHead, http.MethodPost},
		AllowedHeaders:  slices.Concat(sentByClients, s.options.OriginsHeaders),
		ExposedHeaders:  []string{requestIDHeader, "Retry-After", "ETag", "Content-Language", rowsTrailer}, MaxAge: 600,
	})
}
