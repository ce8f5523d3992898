package generate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen"
	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

// Run derives schema/derived.graphqls, writes the guide and the terms of messages, and runs gqlgen below root, the module's folder.
func Run(root string) error {
	if err := os.Chdir(root); err != nil {
		return fmt.Errorf("enter the module's folder: %w", err)
	}
	sources, err := handWritten("schema")
	if err != nil {
		return err
	}
	text, err := Derive(sources)
	if err != nil {
		return err
	}
	recording, err := Recording(sources)
	if err != nil {
		return err
	}
	for name, text := range map[string]string{DerivedFile: text, RecordingFile: recording} {
		path := filepath.Join("schema", name)
		if old, err := os.ReadFile(path); err != nil || string(old) != text {
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				return fmt.Errorf("write the derived schema: %w", err)
			}
		}
	}
	if err := writeGuide(append(sources, &ast.Source{Name: RecordingFile, Input: recording}), text); err != nil {
		return err
	}
	if err := writeTerms(sources); err != nil {
		return err
	}
	cfg, err := config.LoadConfig("gqlgen.yml")
	if err != nil {
		return fmt.Errorf("read gqlgen.yml: %w", err)
	}
	if err := api.Generate(cfg, api.PrependPlugin(leaves{cfg}), api.AddPlugin(bodies{})); err != nil {
		return fmt.Errorf("run gqlgen: %w", err)
	}
	return nil
}

func handWritten(dir string) ([]*ast.Source, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.graphqls"))
	if err != nil {
		return nil, fmt.Errorf("list the schema's files: %w", err)
	}
	var out []*ast.Source
	for _, p := range paths {
		if base := filepath.Base(p); base == DerivedFile || base == RecordingFile {
			continue
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return nil, fmt.Errorf("read a schema file: %w", err)
		}
		out = append(out, &ast.Source{Name: filepath.Base(p), Input: string(b)})
	}
	return out, nil
}

// leaves turns everything the planner answers into scalars before gqlgen sees it: the graph's answers write
// themselves, so an executor for a thousand types would be 200,000 lines that never run.
type leaves struct{ cfg *config.Config }

func (leaves) Name() string { return "leaves" }

func (p leaves) MutateSchema(s *ast.Schema) error {
	for name, d := range s.Types {
		if d == s.Query || d == s.Mutation || d == s.Subscription || d.BuiltIn || strings.HasPrefix(name, "__") {
			continue
		}
		switch d.Kind {
		case ast.Object, ast.Interface, ast.Union:
			p.cfg.Models[name] = config.TypeMapEntry{Model: config.StringList{"bole/graph.Answer"}}
		case ast.InputObject:
			p.cfg.Models[name] = config.TypeMapEntry{Model: config.StringList{"bole/graph.Input"}}
		case ast.Enum:
			p.cfg.Models[name] = config.TypeMapEntry{Model: config.StringList{"github.com/99designs/gqlgen/graphql.String"}}
		default:
			continue
		}
		d.Kind, d.Fields, d.Interfaces, d.Types, d.EnumValues = ast.Scalar, nil, nil, nil, nil
	}
	// The SDL's directives speak to the planner; none has code to run at a root field.
	for name := range s.Directives {
		p.cfg.Directives[name] = config.DirectiveConfig{SkipRuntime: true}
	}
	return nil
}

// MutateConfig leaves a stub in the generated package: the server hands the whole SDL over at start.
func (p leaves) MutateConfig(cfg *config.Config) error {
	cfg.Sources = []*ast.Source{{Name: "schema/stub.graphqls", Input: "type Query { _: Boolean }"}}
	return nil
}

// bodies writes each new resolver as the one line it is.
type bodies struct{}

func (bodies) Name() string { return "bodies" }

func (bodies) Implement(prev string, f *codegen.Field) string {
	if prev != "" {
		return prev
	}
	if f.Position != nil && f.Position.Src != nil && strings.HasSuffix(f.Position.Src.Name, RecordingFile) {
		return "return r.record(ctx)"
	}
	if f.TypeReference.IsSlice() {
		return "return r.answers(ctx)"
	}
	return "return r.answer(ctx)"
}
