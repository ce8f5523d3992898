package law_test

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/internal/worldtest"
)

// TestPart holds what a role is shown of the schema: it is a schema, nothing in it names another role, and what other
// roles have is not there.
func TestPart(t *testing.T) {
	l := worldtest.Law(t)
	for _, v := range l.Schema().SDL.Types["Role"].EnumValues {
		role := v.Name
		p := l.Part(role)
		var text strings.Builder
		formatter.NewFormatter(&text).FormatSchema(p)
		if _, err := gqlparser.LoadSchema(&ast.Source{Name: role, Input: text.String()}); err != nil {
			t.Fatalf("%s: what is left is no schema: %v", role, err)
		}
		may := func(place string, ds ast.DirectiveList) {
			if !law.May(law.Caller{Role: role}, mapping.Roles(ds)) {
				t.Errorf("%s is shown %s", role, place)
			}
		}
		for name, def := range p.Types {
			may(name, def.Directives)
			for _, f := range def.Fields {
				may(name+"."+f.Name, f.Directives)
				for _, a := range f.Arguments {
					may(name+"."+f.Name+"."+a.Name, a.Directives)
				}
			}
			for _, v := range def.EnumValues {
				may(name+"."+v.Name, v.Directives)
			}
		}
	}
	has := func(role, typ, field string) bool {
		def := l.Part(role).Types[typ]
		return def != nil && (field == "" || def.Fields.ForName(field) != nil)
	}
	for _, c := range []struct {
		typ, field string
		roles      string
	}{
		{"Cadre", "gender", "ORGANIZER AUDITOR ADMIN"},
		{"CadreFilter", "gender", "ORGANIZER AUDITOR ADMIN"},
		{"GenderFilter", "", "ORGANIZER AUDITOR ADMIN"},
		{"Cadre", "name", "ANALYST ORGANIZER EVALUATOR SUBJECT AUDITOR SERVICE ADMIN"},
		{"Query", "fairnessReport", "AUDITOR"},
		{"FairnessReport", "", "AUDITOR"},
		{"Query", "auditEvents", "AUDITOR ADMIN"},
		{"AuditEvent", "account", "AUDITOR ADMIN"},
		{"AuditEvent", "purpose", "SUBJECT AUDITOR ADMIN"},
		{"Mutation", "createShortlist", "ORGANIZER"},
	} {
		for _, v := range l.Schema().SDL.Types["Role"].EnumValues {
			if got, want := has(v.Name, c.typ, c.field), strings.Contains(c.roles, v.Name); got != want {
				t.Errorf("%s is shown %s.%s: %t, want %t", v.Name, c.typ, c.field, got, want)
			}
		}
	}
}
