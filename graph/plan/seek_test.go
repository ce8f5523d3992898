package plan

import (
	"errors"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"

	"bole/graph/mapping"
	"bole/graph/refusal"
)

func TestGlobalIDRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.StringMatching(`[A-Z][a-zA-Z]{0,20}`).Draw(t, "type")
		key := rapid.StringN(1, 128, -1).Draw(t, "key")
		gotType, gotKey, ok := SplitID(GlobalID(typ, key))
		if !ok || gotType != typ || gotKey != key {
			t.Fatalf("SplitID(GlobalID(%q, %q)) = %q, %q, %t", typ, key, gotType, gotKey, ok)
		}
	})
}

func TestCursorRoundTrip(t *testing.T) {
	field := func(typ string) sortKey {
		return sortKey{field: &mapping.Field{Name: "f" + typ, Def: &ast.FieldDefinition{Type: ast.NamedType(typ, nil)}}}
	}
	keys := []sortKey{field("Int"), field("Float"), field("Date"), field("String")}
	print := fingerprint("Cadre.tasks", keys)
	rapid.Check(t, func(t *rapid.T) {
		values := []any{
			rapid.Int64Range(-1<<31, 1<<31-1).Draw(t, "int"),
			rapid.Float64().Draw(t, "float"),
			rapid.SampledFrom([]any{nil, "2024-08-31", "2024"}).Draw(t, "date"),
			rapid.StringN(1, 128, -1).Draw(t, "key"),
		}
		got, err := decodeCursor(encodeCursor(print, values), print, keys, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i := range values {
			if got[i] != values[i] {
				t.Fatalf("value %d came back as %v, was %v", i, got[i], values[i])
			}
		}
	})
}

func TestCursorOfAnotherOrderIsRefused(t *testing.T) {
	text := encodeCursor("one", []any{"k"})
	var e *refusal.Error
	if _, err := decodeCursor(text, "two", nil, nil); !errors.As(err, &e) || e.Code != refusal.BadCursor {
		t.Fatalf("got %v, want a refusal with %s", err, refusal.BadCursor)
	}
}

func FuzzDecodeCursor(f *testing.F) {
	print := fingerprint("x", nil)
	f.Add(encodeCursor(print, []any{"k"}))
	f.Add("!!!")
	f.Fuzz(func(t *testing.T, text string) {
		values, err := decodeCursor(text, print, nil, nil)
		var e *refusal.Error
		if err != nil {
			if !errors.As(err, &e) || e.Code != refusal.BadCursor {
				t.Fatalf("got %v, want a refusal with %s", err, refusal.BadCursor)
			}
			return
		}
		if len(values) != 0 {
			t.Fatalf("a cursor of no order gave %d values", len(values))
		}
	})
}
