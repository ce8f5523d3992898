package main

import (
	"testing"

	"github.com/vektah/gqlparser/v2"

	"bole/schema"
)

// A change of the schema shows here and not after minutes of a run.
func TestScenariosAreValid(t *testing.T) {
	s, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, x := range scenarios {
		if seen[x.name] || len(x.name) != 1 {
			t.Errorf("%q is not a letter of its own", x.name)
		}
		seen[x.name] = true
		for _, dialect := range []string{inProduct, inRaw} {
			if x.asked[dialect].query == "" && !x.inGenerated() {
				t.Errorf("(%s) is not asked of %s", x.name, dialect)
			}
		}
		if _, err := gqlparser.LoadQuery(s, x.asked[inProduct].query); err != nil {
			t.Errorf("(%s): %v", x.name, err)
		}
	}
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		letters string
		want    int // scenarios; 0: refused
	}{{"", len(scenarios) - 1}, {"da", 2}, {"i", 1}, {"ai", 0}, {"z", 0}, {"a,d", 0}} {
		if got, err := chosenScenarios(c.letters); len(got) != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("-only %q: %d scenarios, error %v", c.letters, len(got), err)
		}
	}
	for _, c := range []struct {
		list string
		want int
	}{{"16,1", 2}, {"4", 1}, {"", 0}, {"0", 0}, {"1,,2", 0}, {"-1", 0}} {
		if got, err := numbers("-clients", c.list); len(got) != c.want || (err == nil) != (c.want > 0) {
			t.Errorf("-clients %q: %v, error %v", c.list, got, err)
		}
	}
}
