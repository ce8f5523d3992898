package dataset_test

import (
	"slices"
	"strings"
	"testing"
)

// TestScope resolves organizations as an export names them: a subtree, the whole graph where none is named, and no
// caller at all where one is not there.
func TestScope(t *testing.T) {
	g := empty(t)
	load(t, g, folder(t, "organizations.jsonl", orgs+`{"key":"o3","name":"丙","kind":"DEPARTMENT"}`))
	for _, c := range []struct {
		name         string
		organization []string
		units        []string
		whole        bool
		refused      string
	}{
		{"none named", nil, nil, true, ""},
		{"a subtree", []string{"o1"}, []string{"o1", "o2"}, false, ""},
		{"a leaf", []string{"o2"}, []string{"o2"}, false, ""},
		{"two", []string{"o2", "o3"}, []string{"o2", "o3"}, false, ""},
		{"one that is not there", []string{"o1", "nowhere"}, nil, false, `"nowhere" is not the key of an organization`},
		{"an empty key", []string{""}, nil, false, `"" is not the key of an organization`},
	} {
		got, err := g.Scope(t.Context(), "ADMIN", c.organization)
		if c.refused != "" {
			if err == nil || !strings.Contains(err.Error(), c.refused) || got.Whole || len(got.Units) > 0 {
				t.Errorf("%s: %+v, %v; want %s", c.name, got, err, c.refused)
			}
			continue
		}
		if slices.Sort(got.Units); err != nil || got.Role != "ADMIN" || got.Whole != c.whole || !slices.Equal(got.Units, c.units) {
			t.Errorf("%s: %+v, %v; want whole %t, units %v", c.name, got, err, c.whole, c.units)
		}
	}
}
