package appraisal_test

import (
	"slices"
	"testing"

	"bole/internal/judge/record"
	"bole/schema"
)

// TestReasonsAreInTheSchema: an answer may say of a fit whatever the fit says of itself.
func TestReasonsAreInTheSchema(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	var known, given []string
	for _, v := range sdl.Types["RecordUnconverged"].EnumValues {
		known = append(known, v.Name)
	}
	for _, r := range record.Reasons() {
		given = append(given, string(r))
	}
	slices.Sort(known)
	slices.Sort(given)
	if !slices.Equal(known, given) {
		t.Errorf("the schema knows %v, fits give %v", known, given)
	}
}
