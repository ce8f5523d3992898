package mcp

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"bole/docs"
)

const (
	guideURI  = "bole://guide/"
	schemaURI = "bole://schema.graphql"
	typesURI  = "bole://types/"
)

// resources adds the schema guide, which is the same for everyone, and the schema, of which each role has its part.
func (s *Server) resources() error {
	pages, err := fs.Glob(docs.Guide, "schema/*.md")
	if err != nil {
		return fmt.Errorf("list the schema guide: %w", err)
	}
	for _, page := range pages {
		text, err := docs.Guide.ReadFile(page)
		if err != nil {
			return fmt.Errorf("read the schema guide: %w", err)
		}
		name := strings.TrimSuffix(path.Base(page), ".md")
		title, _, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), "\n")
		s.server.AddResource(&sdk.Resource{URI: guideURI + name, Name: "guide/" + name, Title: title, MIMEType: "text/markdown", Size: int64(len(text)),
			Description: "数据说明 A page of the schema guide: what types and fields mean, with questions to ask."},
			func(_ context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
				return contents(r.Params.URI, "text/markdown", string(text)), nil
			})
	}
	s.server.AddResource(&sdk.Resource{URI: schemaURI, Name: "schema.graphql", MIMEType: "application/graphql",
		Description: "接口定义 All of the schema that is for your role. It is long: types/NAME, and the tool describe, give one type."},
		func(ctx context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
			c := s.caller(r.Extra)
			text, err := s.sdl(ctx, c)
			if err != nil {
				return nil, s.failed(err, c)
			}
			return contents(r.Params.URI, "application/graphql", string(text)), nil
		})
	s.server.AddResourceTemplate(&sdk.ResourceTemplate{URITemplate: typesURI + "{name}", Name: "types", MIMEType: "application/graphql",
		Description: "类型 One type of the schema, as far as it is for your role."},
		func(ctx context.Context, r *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
			c := s.caller(r.Extra)
			all, err := s.typesOf(ctx, c)
			if err != nil {
				return nil, s.failed(err, c)
			}
			text, _ := all.describe(strings.TrimPrefix(r.Params.URI, typesURI))
			if text == "" {
				return nil, sdk.ResourceNotFoundError(r.Params.URI)
			}
			return contents(r.Params.URI, "application/graphql", text), nil
		})
	return nil
}

func contents(uri, typ, text string) *sdk.ReadResourceResult {
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: typ, Text: text}}}
}
