package limits_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"bole/graph/refusal"
	"bole/internal/limits"
)

// small are limits that short documents reach.
var small = limits.Limits{Document: 2000, Tokens: 800, Name: 20, Operations: 2, RootFields: 3, Depth: 4, Aliases: 3, Directives: 3, Fragments: 2, Spreads: 3, Pairs: 10,
	FilterDepth: 4, FilterLeaves: 5, Orders: 2, Nesting: 4, Values: 10}

func times(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" " + strings.ReplaceAll(format, "#", fmt.Sprint(i)))
	}
	return b.String()
}

// deep is a filter of a number of levels, its innermost condition included.
func deep(levels int) string {
	return strings.Repeat("{not: ", levels-1) + "{key: 1}" + strings.Repeat("}", levels-1)
}

// TestDocuments holds each limit at its edge: what is within passes, one more is refused with the limit, what was found
// and the setting, and what was visited until then is bounded by the limits, not by the document.
func TestDocuments(t *testing.T) {
	for _, c := range []struct {
		setting string
		most    int
		of      func(n int) string
	}{
		{"BOLE_MAX_DOCUMENT", 2000, func(n int) string { return "{ a }" + strings.Repeat(" ", n-5) }},
		{"BOLE_MAX_TOKENS", 800, func(n int) string { return "{ a(k: [" + strings.Repeat(" 1", n-9) + "]) }" }},
		{"BOLE_MAX_TOKENS", 800, func(n int) string { return "{ a }" + strings.Repeat("\n#", n-3) }},
		{"BOLE_MAX_NAME", 20, func(n int) string { return "{ " + strings.Repeat("a", n) + " }" }},
		{"BOLE_MAX_OPERATIONS", 2, func(n int) string { return times(n, "query Q# { a }") }},
		{"BOLE_MAX_ROOT_FIELDS", 3, func(n int) string { return "{" + times(n, "a#") + "}" }},
		{"BOLE_MAX_ROOT_FIELDS", 3, func(n int) string { return "{ ...F ...F } fragment F on Query {" + times(n, "a#") + "}" }},
		{"BOLE_MAX_ROOT_FIELDS", 3, func(n int) string { return "{ ... on Query {" + times(n, "a#") + "} }" }},
		{"BOLE_MAX_DEPTH", 4, func(n int) string {
			return strings.Repeat("{ a ", 2) + "{ ...F " + strings.Repeat("}", 3) + " fragment F on T " + strings.Repeat("{ a ", n-2) + strings.Repeat("}", n-2)
		}},
		{"BOLE_MAX_ALIASES", 3, func(n int) string { return "{ r {" + times(n, "b#: a#") + "} }" }},
		{"BOLE_MAX_ALIASES", 3, func(n int) string { return "{ r { ...F } } fragment F on T {" + times(n, "b#: a#") + "}" }},
		{"BOLE_MAX_DIRECTIVES", 3, func(n int) string { return "{ a" + times(n, "@d#") + "}" }},
		{"BOLE_MAX_DIRECTIVES", 3, func(n int) string { return "{ ... " + times(n, "@d#") + " { a } }" }},
		{"BOLE_MAX_DIRECTIVES", 3, func(n int) string { return "query($x: Int" + times(n, "@d#") + ") { a }" }},
		{"BOLE_MAX_DIRECTIVES", 3, func(n int) string { return "query " + times(n, "@d#") + " { a }" }},
		{"BOLE_MAX_FRAGMENTS", 2, func(n int) string { return "{ a }" + times(n, "fragment F# on T { a }") }},
		{"BOLE_MAX_SPREADS", 3, func(n int) string { return "{ r {" + times(n, "...F") + "} }" }},
		{"BOLE_MAX_SPREADS", 3, func(n int) string { return "{ r {" + times(n, "... { a }") + "} }" }},
		{"BOLE_MAX_FILTER_DEPTH", 4, func(n int) string { return "{ a(filter: " + deep(n) + ") }" }},
		{"BOLE_MAX_FILTER_DEPTH", 4, func(n int) string { return "{ a(filter: {or: [" + deep(n-2) + "]}) }" }},
		{"BOLE_MAX_FILTER_DEPTH", 4, func(n int) string { return "query($f: F = " + deep(n) + ") { a(filter: $f) }" }},
		{"BOLE_MAX_FILTER_LEAVES", 5, func(n int) string { return "{ a(filter: {" + times(n, "k#: {eq: 1}") + "}) }" }},
		{"BOLE_MAX_VALUES", 10, func(n int) string { return "mutation { a(input: {b: {" + times(n, "k#: 1") + "}}) { c } }" }},
		{"BOLE_MAX_FILTER_LEAVES", 5, func(n int) string {
			return "{ a(filter: {or: [" + times(n, "{k: {in: [1, 2, 3, 4, 5, 6, 7]}}") + "]}) }"
		}},
		{"BOLE_MAX_ORDERS", 2, func(n int) string { return "{ a(orderBy: [" + times(n, "{k#: ASC}") + "]) }" }},
	} {
		name := c.setting + " " + c.of(c.most)
		if _, err := limits.Parse(c.of(c.most), small); err != nil {
			t.Errorf("%.100s: just within: %v", name, err)
		}
		refused(t, name, c.setting, c.most, c.most+1, func() (int, error) { return parse(c.of(c.most + 1)) })
	}
	// Of what is far over a limit no more is visited than of what is just over.
	for _, c := range []struct {
		setting string
		of      func(n int) string
	}{
		{"BOLE_MAX_ALIASES", func(n int) string { return "{ r {" + times(n, "b#: a#") + "} }" }},
		{"BOLE_MAX_FILTER_LEAVES", func(n int) string { return "{ a(filter: {" + times(n, "k#: {eq: 1}") + "}) }" }},
		{"BOLE_MAX_SPREADS", func(n int) string { return "{ r {" + times(n, "...F") + "} }" }},
		{"BOLE_MAX_PAIRS", func(n int) string { return "{ r {" + times(n, "a") + "} }" }},
	} {
		near, err := parse(c.of(6))
		far, farErr := parse(c.of(100))
		if err == nil || farErr == nil || err.Error() != farErr.Error() || near != far {
			t.Errorf("%s: visited %d, then %d of a larger one: %v, %v", c.setting, near, far, err, farErr)
		}
	}
}

func parse(text string) (int, error) {
	d, err := limits.Parse(text, small)
	if d == nil {
		return 0, err
	}
	return d.Counts.Visited, err
}

func refused(t *testing.T, name, setting string, most, found int, do func() (int, error)) {
	t.Helper()
	visited, err := do()
	var e *refusal.Error
	if !errors.As(err, &e) || e.Code != refusal.Limit || !strings.Contains(e.Error(), fmt.Sprintf("%d (%s)", most, setting)) || !strings.Contains(e.Error(), fmt.Sprintf(" %d ", found)) {
		t.Errorf("%.100s: got %v; want a refusal that names %d, %d and %s", name, err, found, most, setting)
	}
	if visited > 100 {
		t.Errorf("%.100s: %d parts were visited", name, visited)
	}
}

// TestSyntaxFirst leaves what cannot be parsed to the parser's own words.
func TestSyntaxFirst(t *testing.T) {
	for _, text := range []string{"{", "", `{ a(b: "`, "{ a } }", strings.Repeat("{a", 600)} {
		d, err := limits.Parse(text, limits.Limits{})
		var e *refusal.Error
		if errors.As(err, &e) || err == nil && len(d.Operations) > 0 {
			t.Errorf("%.30q: %v", text, err)
		}
	}
	// What no parser gets past is said before what lies behind it.
	if _, err := limits.Parse("{ ? "+strings.Repeat("a ", 900)+"}", small); err == nil || strings.Contains(err.Error(), "tokens") {
		t.Errorf("a wrong sign before too many tokens: %v", err)
	}
}

func variables(t *testing.T, text string) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestVariables holds arguments to the limits with the values of their variables in them.
func TestVariables(t *testing.T) {
	conditions := func(n int) string { return strings.TrimSuffix(strings.Repeat(`{"k": {"eq": 1}},`, n), ",") }
	levels := func(n int) string { return strings.Repeat(`{"not":`, n-1) + `{"key":1}` + strings.Repeat("}", n-1) }
	for _, c := range []struct {
		setting, query string
		most           int
		of             func(n int) string
	}{
		{"BOLE_MAX_FILTER_DEPTH", "query($f: F) { a(filter: $f) }", 4, func(n int) string { return `{"f":` + levels(n) + `}` }},
		{"BOLE_MAX_FILTER_DEPTH", "query($f: F) { a(filter: {and: [$f]}) }", 4, func(n int) string { return `{"f":` + levels(n-2) + `}` }},
		{"BOLE_MAX_FILTER_DEPTH", "query($f: F) { r { ...A } } fragment A on T { a(filter: $f) }", 4, func(n int) string { return `{"f":` + levels(n) + `}` }},
		{"BOLE_MAX_VALUES", "mutation($f: [F!]) { a(input: {or: $f}) { c } }", 10, func(n int) string { return `{"f":[` + conditions(n) + `]}` }},
		{"BOLE_MAX_FILTER_LEAVES", "query($f: [F!]) { a(filter: {or: $f}) }", 5, func(n int) string { return `{"f":[` + conditions(n) + `]}` }},
		{"BOLE_MAX_FILTER_LEAVES", "query($f: [F!]) { a(filter: {k: {eq: 1}, or: $f}) }", 5, func(n int) string { return `{"f":[` + conditions(n-1) + `]}` }},
		{"BOLE_MAX_ORDERS", "query($o: [O!]) { a(orderBy: $o) }", 2, func(n int) string {
			return `{"o":[` + strings.TrimSuffix(strings.Repeat(`{"k": "ASC"},`, n), ",") + `]}`
		}},
	} {
		d, err := limits.Parse(c.query, small)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.CheckVariables(d.Operations[0], variables(t, c.of(c.most))); err != nil {
			t.Errorf("%s %s: just within: %v", c.query, c.of(c.most), err)
		}
		refused(t, c.query+c.of(c.most+1), c.setting, c.most, c.most+1, func() (int, error) {
			return d.CheckVariables(d.Operations[0], variables(t, c.of(c.most+1)))
		})
	}
}

// TestDeepestFilter: the deepest filter passes as a literal and as a variable; one level more is refused as either, where the
// variable stands in a literal by the filter's own limit.
func TestDeepestFilter(t *testing.T) {
	filter := func(n int) string { return strings.Repeat(`{"not":`, n-1) + `{"key":1}` + strings.Repeat("}", n-1) }
	most := limits.Defaults()
	for n, refused := range map[int][3]bool{most.FilterDepth: {false, false, true}, most.FilterDepth + 1: {true, true, true}, most.FilterDepth - 1: {false, false, false}} {
		values := variables(t, `{"f":`+filter(n)+`}`)
		for i, request := range []struct {
			text string
			vars map[string]any
		}{
			{"{ a(filter: " + strings.ReplaceAll(filter(n), `"`, "") + ") }", nil},
			{"query($f: F) { a(filter: $f) }", values},
			{"query($f: F) { a(filter: {not: $f}) }", values},
		} {
			if got := !passes(request.text, request.vars, most); got != refused[i] {
				t.Errorf("%d levels, %.40s…: refused %t, want %t", n, request.text, got, refused[i])
			}
		}
	}
}

// TestVariablesUsedOften: a variable counts as often as it is used, and is visited once; one that the coercer made a
// list of counts as what is in it.
func TestVariablesUsedOften(t *testing.T) {
	d, err := limits.Parse("query($f: F) { a(filter: {and: [$f, $f, $f]}) }", small)
	if err != nil {
		t.Fatal(err)
	}
	visited, err := d.CheckVariables(d.Operations[0], variables(t, `{"f": {"a": 1, "b": 2}}`))
	if err == nil || !strings.Contains(err.Error(), "BOLE_MAX_FILTER_LEAVES") || visited != 3 {
		t.Errorf("visited %d: %v", visited, err)
	}
	d, err = limits.Parse("query($f: [F!]) { a(filter: {or: $f}) }", small)
	if err != nil {
		t.Fatal(err)
	}
	deep := []map[string]any{{"not": map[string]any{"not": map[string]any{"key": 1}}}}
	if _, err = d.CheckVariables(d.Operations[0], map[string]any{"f": deep}); err == nil || !strings.Contains(err.Error(), "BOLE_MAX_FILTER_DEPTH") {
		t.Errorf("a list made by the coercer: %v", err)
	}
	if _, err = d.CheckVariables(d.Operations[0], map[string]any{"f": []string{"a", "b"}}); err != nil {
		t.Errorf("a list of texts: %v", err)
	}
}

// TestAbsent finds the conditions that drop out, and leaves arguments alone that may be left out.
func TestAbsent(t *testing.T) {
	const query = `query($k: String, $n: Int, $o: O, $f: F, $d: String = "x", $c: Boolean!) {
  a: as(first: $n, orderBy: $o, filter: {key: {eq: $k}, name: {eq: $d}, or: [{key: {in: [$k, "y"]}}]}) { b @include(if: $c) { ...F } }
  c(filter: $f) } fragment F on T { e(input: {x: {y: $k}}) }`
	d, err := limits.Parse(query, limits.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range d.Absent(d.Operations[0], map[string]any{"c": true, "d": "x"}) {
		got = append(got, refusal.PathText(a.Path)+" $"+a.Variable)
	}
	want := []string{"a.filter.key.eq $k", "a.filter.or[0].key.in[0] $k", "a.b.e.input.x.y $k", "c.filter $f"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if left := d.Absent(d.Operations[0], map[string]any{"c": true, "k": nil, "f": nil}); len(left) > 0 {
		t.Errorf("given as null, %v are absent", left)
	}
}

// TestDefaults holds the command line's defaults to those of the package.
func TestDefaults(t *testing.T) {
	var flags limits.Limits
	parser, err := kong.New(&flags)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(limits.Defaults(), flags); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(limits.Defaults(), limits.Limits{}.WithDefaults()); d != "" {
		t.Error(d)
	}
	if err := (limits.Limits{}).Check(); err == nil {
		t.Error("limits of 0 pass")
	}
	if err := limits.Defaults().Check(); err != nil {
		t.Error(err)
	}
}

// TestNeeds holds each default to twice what the examples and the largest page of a view need, and docs/limits.md to
// both numbers.
func TestNeeds(t *testing.T) {
	var need limits.Limits
	read := func(pattern string) {
		t.Helper()
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			needs(t, file, &need)
		}
	}
	read("../../examples/*.graphql")
	read("testdata/*.graphql")
	docs, err := os.ReadFile("../../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	defaults := limits.Defaults()
	var table strings.Builder
	for _, row := range rows(&need, &defaults) {
		fmt.Fprintf(&table, "| %s | `%s` | %d | %d |\n", row.what, row.setting, row.need, row.most)
		if row.most < 2*row.need {
			t.Errorf("%s is %d, and %d are needed", row.setting, row.most, row.need)
		}
	}
	if !strings.Contains(string(docs), table.String()) {
		t.Errorf("docs/limits.md does not list what is needed and the defaults; the rows are:\n%s", &table)
	}
}
