// Package limits measures the dearest documents that the limits let through, and the dearest that they refuse: how much
// CPU and memory one request may take before anything is planned. `go test ./bench/limits -bench . -benchtime 20x`
// prints both; the goal is 50 ms and 20 MB.
package limits

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bole/graph/refusal"
	"bole/internal/limits"
	"bole/internal/validation"
	"bole/schema"
)

// dear are documents of nearly 5,000 tokens, or nearly 1 MiB, each against one part of parsing and validation. Those
// that the limits refuse are measured too, since they have to be cheap.
var dear = map[string]string{
	"one field again and again":       "{ cadres { nodes {" + strings.Repeat(" key", 4990) + "} } }",
	"one field as often as may be":    "{ cadres { nodes {" + strings.Repeat(" key", 199) + "} } }",
	"repeated with selections":        "{ cadres { nodes {" + strings.Repeat(" tasks { nodes { key title } }", 99) + "} } }",
	"repeated with arguments":         "{ cadres { nodes {" + strings.Repeat(` tasks(first: 1, filter: {role: {in: [LEAD, DEPUTY]}}) { totalCount }`, 140) + "} } }",
	"fragments of fragments":          chain(19, 2),
	"fragments full of fields":        full(19, 29),
	"fragments of all others":         mesh(8, 17),
	"unknown fields":                  "{ cadres { nodes {" + each(4900, func(i int) string { return fmt.Sprint(" nmae", i) }) + "} } }",
	"unknown arguments":               "{ cadres(" + each(1600, func(i int) string { return fmt.Sprint(" filtre", i, ": 1") }) + ") { totalCount } }",
	"unknown members":                 "{ cadres(filter: {" + each(95, func(i int) string { return fmt.Sprint(" nmae", i, ": {eq: 1}") }) + "}) { totalCount } }",
	"many variables":                  "query(" + each(1200, func(i int) string { return fmt.Sprint(" $v", i, ": Int") }) + ") { cadres { totalCount } }",
	"many variables used":             "query(" + each(600, func(i int) string { return fmt.Sprint(" $v", i, ": String") }) + ") { cadres(filter: {key: {in: [" + each(1200, func(i int) string { return fmt.Sprint(" $v", i%600) }) + "]}}) { totalCount } }",
	"many operations":                 each(10, func(i int) string { return fmt.Sprintf(" query O%d { ...F }", i) }) + " fragment F on Query { cadres { nodes {" + strings.Repeat(" key name id", 115) + "} } }",
	"nested filters":                  "{ cadres(filter: " + strings.Repeat("{not: ", 1600) + "{key: {eq: 1}}" + strings.Repeat("}", 1600) + ") { totalCount } }",
	"nested selections":               strings.Repeat("{ cadres { nodes { tasks { nodes ", 700) + "{ key }" + strings.Repeat("} } } }", 700),
	"nested lists":                    "{ cadres(filter: {key: {in: " + strings.Repeat("[", 2400) + strings.Repeat("]", 2400) + "}}) { totalCount } }",
	"a long list":                     "{ cadres(filter: {key: {in: [" + strings.Repeat(` "c"`, 4900) + "]}}) { totalCount } }",
	"a long text":                     `{ cadres(filter: {key: {eq: "` + strings.Repeat("长", (128<<10)/3-30) + `"}}) { totalCount } }`,
	"a long text of escapes":          `{ cadres(filter: {key: {eq: "` + strings.Repeat(`\u957f`, (128<<10)/6-30) + `"}}) { totalCount } }`,
	"a long name":                     `{ ` + strings.Repeat("a", 1<<20-10) + ` }`,
	"a long enum value as text":       `{ cadres(filter: {status: {eq: "` + strings.Repeat("a", 128<<10-100) + `"}}) { totalCount } }`,
	"long unknown names, allowed":     `{ cadres { nodes {` + each(600, func(i int) string { return fmt.Sprint(" ", strings.Repeat("a", 195), i) }) + `} } }`,
	"long unknown names":              `{ cadres { nodes {` + each(30, func(int) string { return " " + strings.Repeat("a", 30000) }) + `} } }`,
	"a megabyte of commas":            `{ cadres { totalCount } ` + strings.Repeat(",", 128<<10-40) + `}`,
	"a megabyte of comments":          `{ cadres { totalCount } ` + strings.Repeat("#\n", 64<<10-40) + `}`,
	"block text":                      `{ cadres(filter: {key: {eq: """` + strings.Repeat(" \n", 64<<10-40) + `"""}}) { totalCount } }`,
	"directives":                      "{ cadres { nodes {" + strings.Repeat(" key @include(if: true)", 20) + "} } }",
	"introspection nested":            "{ __schema { types { fields { type " + strings.Repeat("{ ofType ", 20) + "{ name }" + strings.Repeat("}", 20) + "} } } }",
	"inline fragments nested":         "{ cadres { nodes " + strings.Repeat("{ ... ", 39) + "{ key }" + strings.Repeat("}", 39) + "} }",
	"inline fragments, selected each": "{ nodes(ids: []) { id" + strings.Repeat(" ... on Cadre { key name } ... on Task { key title }", 20) + "} }",
	"differing fields, deep":          "{ cadres { nodes {" + strings.Repeat(" tasks { nodes { cadres { nodes { tasks { nodes { key title } } } } } }", 49) + "} } }",
}

func each(n int, f func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(f(i))
	}
	return b.String()
}

// chain is fragments that spread the next ones several times.
func chain(n, times int) string {
	return "{ tasks { nodes { ...F0 } } }" + each(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on Task { key %s }", i, strings.Repeat(fmt.Sprintf(" ...F%d", i+1), times))
	}) + fmt.Sprintf(" fragment F%d on Task { key title }", n)
}

// full is fragments with many fields, each spread once at one place.
func full(n, fields int) string {
	return "{ tasks { nodes {" + each(n, func(i int) string { return fmt.Sprint(" ...F", i) }) + "} } }" + each(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on Task { %s }", i, each(fields, func(j int) string {
			return []string{" key", " title", " id", " category", " difficulty", " summary", " startedOn", " outcome"}[(i+j)%8]
		}))
	})
}

// mesh is fragments of which each spreads all later ones.
func mesh(n, fields int) string {
	return "{ tasks { nodes { ...F0 } } }" + each(n, func(i int) string {
		return fmt.Sprintf(" fragment F%d on Task { %s %s }", i, strings.Repeat(" key title", fields), each(n-i-1, func(j int) string { return fmt.Sprint(" ...F", i+1+j) }))
	})
}

func BenchmarkDocuments(b *testing.B) {
	sdl, err := schema.Load()
	if err != nil {
		b.Fatal(err)
	}
	for name, text := range dear {
		b.Run(name, func(b *testing.B) {
			var outcome string
			b.ReportAllocs()
			for b.Loop() {
				outcome = ask(sdl, text)
			}
			b.Logf("%.150s", outcome)
		})
	}
}

func ask(sdl *ast.Schema, text string) string {
	d, err := limits.Parse(text, limits.Limits{})
	if err != nil {
		return err.Error()
	}
	if errs := validation.Validate(sdl, d.QueryDocument); len(errs) > 0 {
		return fmt.Sprint(len(errs), " errors: ", errs[0].Message)
	}
	return "valid"
}

// TestDocuments: each is answered, with a code that docs/errors.md has.
func TestDocuments(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range dear {
		d, err := limits.Parse(text, limits.Limits{})
		var refused *refusal.Error
		var syntax *gqlerror.Error
		switch {
		case len(text) > 1<<20:
			t.Errorf("%s: %d bytes are no request", name, len(text))
		case err == nil:
			validation.Validate(sdl, d.QueryDocument)
		case errors.As(err, &refused):
			if refused.Code != refusal.Limit {
				t.Errorf("%s: %s %s", name, refused.Code, refused.Error())
			}
		case !errors.As(err, &syntax):
			t.Errorf("%s: %v", name, err)
		}
	}
}
