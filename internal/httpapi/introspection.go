package httpapi

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph/law"
	"bole/internal/access"
	"bole/resolvers"
	"bole/schema/exec"
)

// introspection allows introspection, which shows each role what it may use.
type introspection struct{}

func (introspection) ExtensionName() string                   { return "Introspection" }
func (introspection) Validate(graphql.ExecutableSchema) error { return nil }
func (introspection) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = false
	return nil
}

// byRole executes over the part of the schema that a role may use, which is what introspection shows; documents and
// variables are held against the whole of it.
type byRole struct {
	graphql.ExecutableSchema
	parts map[string]func() *rolePart
}

// rolePart is what one role is shown of the schema.
type rolePart struct {
	graphql.ExecutableSchema
	sdl string
}

func newByRole(l *law.Law, r *resolvers.Resolver) byRole {
	over := func(s *ast.Schema) graphql.ExecutableSchema {
		return exec.NewExecutableSchema(exec.Config{Schema: s, Resolvers: r})
	}
	out := byRole{over(l.Schema().SDL), map[string]func() *rolePart{}}
	for _, role := range access.Roles {
		out.parts[role] = sync.OnceValue(func() *rolePart {
			s := l.Part(role)
			var text strings.Builder
			formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(s)
			return &rolePart{over(s), text.String()}
		})
	}
	return out
}

// Exec executes an operation in the role of its caller.
func (b byRole) Exec(ctx context.Context) graphql.ResponseHandler {
	if c, ok := access.From(ctx); ok && b.parts[c.Role] != nil {
		return b.parts[c.Role]().Exec(ctx)
	}
	return b.ExecutableSchema.Exec(ctx)
}

// schemaHandler gives the contract as one text: all of it, or with a token what its role may use.
func (s *Server) schemaHandler(w http.ResponseWriter, r *http.Request) {
	text := s.sdl
	if r.Header.Get("Authorization") != "" {
		grant, ok := s.grant(w, r, negotiated{typ: typeJSON})
		if !ok {
			return
		}
		text = s.parts[grant.Role]().sdl
	}
	w.Header().Set("Content-Type", "application/graphql; charset=utf-8")
	w.Header().Set("Vary", "Authorization, "+access.RoleHeader)
	io.WriteString(w, text) //nolint:errcheck // the client left
}
