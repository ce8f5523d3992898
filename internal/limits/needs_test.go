package limits_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"reflect"
	"sort"
	"strings"
	"testing"

	"bole/internal/limits"
	"bole/internal/validation"
	"bole/schema"
)

// row is a line of the table in docs/limits.md.
type row struct {
	what, setting string
	need, most    int
}

// rows lists the limits in their order, with what each is in words.
func rows(need, most *limits.Limits) (out []row) {
	n, m := reflect.ValueOf(need).Elem(), reflect.ValueOf(most).Elem()
	for i := range n.NumField() {
		tag := n.Type().Field(i).Tag
		what := strings.TrimSuffix(strings.TrimPrefix(tag.Get("help"), "Most "), ".")
		out = append(out, row{what, tag.Get("env"), int(n.Field(i).Int()), int(m.Field(i).Int())})
	}
	return out
}

// needs raises need to what one document and the variables beside it do not pass without.
func needs(t *testing.T, file string, need *limits.Limits) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var beside struct{ Variables map[string]any }
	b, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
	if err == nil {
		err = json.Unmarshal(b, &beside)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	const enough = 1 << 20
	into := reflect.ValueOf(need).Elem()
	for i := range into.NumField() {
		least := sort.Search(enough, func(n int) bool {
			var l limits.Limits
			for j := range into.NumField() {
				reflect.ValueOf(&l).Elem().Field(j).SetInt(enough)
			}
			reflect.ValueOf(&l).Elem().Field(i).SetInt(int64(max(n, 1)))
			return passes(string(text), beside.Variables, l)
		})
		into.Field(i).SetInt(max(into.Field(i).Int(), int64(least), 1))
	}
	d, err := limits.Parse(string(text), limits.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if errs := validation.Validate(s, d.QueryDocument); len(errs) > 0 {
		t.Errorf("%s: %v", file, errs)
	}
}

func passes(text string, variables map[string]any, l limits.Limits) bool {
	d, err := limits.Parse(text, l)
	if err != nil {
		return false
	}
	for _, op := range d.Operations {
		if _, err := d.CheckVariables(op, variables); err != nil {
			return false
		}
	}
	depth, values := extent(variables)
	return l.CheckJSON("variables", depth, values) == nil
}

// extent is how deep JSON nests and how many values it holds.
func extent(v any) (depth, values int) {
	var children []any
	switch v := v.(type) {
	case map[string]any:
		for _, c := range v {
			children = append(children, c)
		}
	case []any:
		children = v
	default:
		return 0, 1
	}
	values = 1
	for _, c := range children {
		d, n := extent(c)
		depth, values = max(depth, d), values+n
	}
	return depth + 1, values
}
