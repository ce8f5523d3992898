package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
)

// TestMigrationMakesWhatIsMissing takes an index and a constraint away: these alone are made, and nothing where one of
// them cannot be.
func TestMigrationMakesWhatIsMissing(t *testing.T) {
	s := fresh(t)
	thing := cypher.Word("CREATE CONSTRAINT thing_key IF NOT EXISTS FOR (n:Thing) REQUIRE n.key IS UNIQUE")
	all := append(slices.Clone(ownSchema), thing)
	left := func() []cypher.Word {
		t.Helper()
		session := s.session(t.Context(), neo4j.AccessModeRead, neo4j.FetchAll)
		defer session.Close(context.WithoutCancel(t.Context()))
		found, err := missing(t.Context(), session, all)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if found := left(); len(found) > 0 {
		t.Errorf("a migrated graph lacks %q", found)
	}
	exec(t, s, "DROP INDEX auditday_official", nil)
	exec(t, s, "DROP CONSTRAINT thing_key", nil)
	want := []cypher.Word{"CREATE INDEX auditday_official IF NOT EXISTS FOR (n:AuditDay) ON (n.official, n.day)", thing}
	if diff := cmp.Diff(want, left()); diff != "" {
		t.Errorf("what is missing (-want +found):\n%s", diff)
	}
	impossible := cypher.Word("CREATE CONSTRAINT change_batch IF NOT EXISTS FOR (n:Thing) REQUIRE n.batch IS UNIQUE")
	if err := s.Migrate(t.Context(), []cypher.Word{thing, impossible}, nil); err == nil || !strings.Contains(err.Error(), string(impossible)) {
		t.Errorf("a constraint is made under the name of an index: %v", err)
	}
	if diff := cmp.Diff(want, left()); diff != "" {
		t.Errorf("what is missing after a migration that failed (-want +found):\n%s", diff)
	}
	if err := s.Migrate(t.Context(), []cypher.Word{thing}, nil); err != nil {
		t.Fatal(err)
	}
	if found := left(); len(found) > 0 {
		t.Errorf("after the migration %q are missing", found)
	}
}

// TestCatchUp has a blank graph and one with facts catch up, and a step that fails among others.
func TestCatchUp(t *testing.T) {
	s := fresh(t)
	var done []string
	broken := errors.New("broken")
	catchUp := func(steps ...string) error {
		done = nil
		return s.CatchUp(t.Context(), steps, func(step string) error {
			if step == "fails" {
				return broken
			}
			done = append(done, step)
			return nil
		})
	}
	if err := catchUp("a", "fails"); err != nil || done != nil {
		t.Errorf("a blank graph catches up on %q, %v", done, err)
	}
	exec(t, s, "CREATE (:Thing {key: 't'})", nil)
	if err := catchUp("b", "a", "c", "d"); err != nil || !slices.Equal(done, []string{"b", "c", "d"}) {
		t.Errorf("%q are done, %v; want b, c, d", done, err)
	}
	exec(t, s, "MATCH (m:Migration {key: 'fails'}) DELETE m", nil)
	if err := catchUp("d", "e", "fails", "f"); !errors.Is(err, broken) || !slices.Equal(done, []string{"e"}) {
		t.Errorf("%q are done, %v; want e before what fails", done, err)
	}
	exec(t, s, "CREATE (:Migration {key: 'fails'})", nil)
	if err := catchUp("d", "e", "fails", "f"); err != nil || !slices.Equal(done, []string{"f"}) {
		t.Errorf("%q are done, %v; want f alone", done, err)
	}
}

// TestOwnRanges holds how many range indexes the system keeps for itself, beside those that the schema asks for.
func TestOwnRanges(t *testing.T) {
	n := 0
	for _, text := range ownSchema {
		if strings.HasPrefix(string(text), "CREATE INDEX ") {
			n++
		}
	}
	if n > 16 {
		t.Errorf("the system has %d range indexes of its own, and may have 16", n)
	}
}
