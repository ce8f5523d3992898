package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
)

var someone = law.Caller{Role: "ADMIN", Whole: true, Issuer: "bole", Subject: "s1", Name: "someone"}

// fresh is a migrated store over an empty graph.
func fresh(t testing.TB) *Store {
	t.Helper()
	s := open(t, Options{})
	exec(t, s, "MATCH (n) DETACH DELETE n", nil)
	if err := s.Migrate(t.Context(), []cypher.Word{"CREATE CONSTRAINT thing_key IF NOT EXISTS FOR (n:Thing) REQUIRE n.key IS UNIQUE"}, nil); err != nil {
		t.Fatal(err)
	}
	return s
}

// exec changes the graph past the store's doors.
func exec(t testing.TB, s *Store, text string, p map[string]any) {
	t.Helper()
	if _, err := neo4j.ExecuteQuery(t.Context(), s.driver, text, p, neo4j.EagerResultTransformer, neo4j.ExecuteQueryWithBookmarkManager(s.bookmarks)); err != nil {
		t.Fatal(err)
	}
}

func count(t testing.TB, s *Store, match string) int64 {
	t.Helper()
	rows, err := s.Read(t.Context(), law.System, cypher.Statement{Text: match + " RETURN count(*)"})
	if err != nil {
		t.Fatal(err)
	}
	return rows[0][0].(int64)
}

// create makes a thing and notes it.
func create(key string) func(*Tx) (string, error) {
	return func(tx *Tx) (string, error) {
		_, err := tx.Run(cypher.Statement{Text: "CREATE (:Thing {key: $p.key, version: 1})", Params: params(map[string]any{"key": key})})
		tx.Note(Entry{Op: opCreated, Type: "Thing", Key: key, After: map[string]any{"version": 1}})
		return key, err
	}
}

func TestOfOneKeyAtOnceOneActHappens(t *testing.T) {
	s := fresh(t)
	var wg sync.WaitGroup
	var n, first atomic.Int64
	answers := make(chan string, 16)
	for range 16 {
		wg.Go(func() {
			key := fmt.Sprint("t", n.Add(1))
			done, err := s.Act(t.Context(), Act{Caller: someone, Name: "createThing", Key: "k", Input: "{}", Do: create(key)})
			if err != nil {
				t.Error(err)
			}
			if !done.Repeated {
				first.Add(1)
			}
			answers <- done.Answer
		})
	}
	wg.Wait()
	close(answers)
	answer := <-answers
	for a := range answers {
		if a != answer || a == "" {
			t.Errorf("answers %q and %q", a, answer)
		}
	}
	if things, entries := count(t, s, "MATCH (:Thing)"), count(t, s, "MATCH (:Change)"); things != 1 || entries != 1 || first.Load() != 1 {
		t.Errorf("%d things, %d entries, %d acts not repeated; want 1 of each", things, entries, first.Load())
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "createThing", Key: "k", Input: `{"other":1}`, Do: create("x")}); code(err) != refusal.Conflict {
		t.Errorf("the key with another input gave %v, want CONFLICT", err)
	}
	other := someone
	other.Issuer = "elsewhere"
	for i, a := range []Act{{Caller: other, Name: "createThing"}, {Caller: someone, Name: "correctThing"}} {
		a.Key, a.Input, a.Do = "k", "{}", create(fmt.Sprint("other", i))
		if done, err := s.Act(t.Context(), a); err != nil || done.Repeated {
			t.Errorf("the key of another caller or act gave %v, %v", done, err)
		}
	}
	nobody := law.Caller{Role: "ADMIN", Whole: true}
	if _, err := s.Act(t.Context(), Act{Caller: nobody, Name: "createThing", Key: "k", Do: create("y")}); code(err) != refusal.Forbidden {
		t.Errorf("nobody's act gave %v, want FORBIDDEN", err)
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "createThing", Do: create("y")}); code(err) != refusal.BadInput {
		t.Errorf("an act without a key gave %v, want BAD_USER_INPUT", err)
	}
}

// What was done is answered again, also where it could not be done now.
func TestAnActThatWouldBeRefusedNowIsRepeated(t *testing.T) {
	s := fresh(t)
	once := func(tx *Tx) (string, error) {
		if found, err := tx.Lock("Thing", "t"); err != nil || len(found) > 0 {
			return "", errors.Join(err, refusal.Newf(refusal.Conflict, "it is there"))
		}
		return create("t")(tx)
	}
	a := Act{Caller: someone, Name: "createThing", Key: "k", Input: "{}", Do: once}
	for i := range 2 {
		if done, err := s.Act(t.Context(), a); err != nil || done.Answer != "t" || done.Repeated != (i == 1) {
			t.Errorf("time %d gave %+v, %v", i+1, done, err)
		}
	}
	a.Input = `{"other":1}`
	if _, err := s.Act(t.Context(), a); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "another input") {
		t.Errorf("the key with another input gave %v", err)
	}
	a.Key = "k2"
	if _, err := s.Act(t.Context(), a); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "it is there") {
		t.Errorf("another key gave %v", err)
	}
	if things, entries, keys := count(t, s, "MATCH (:Thing)"), count(t, s, "MATCH (:Change)"), count(t, s, "MATCH (:IdempotencyKey)"); things != 1 || entries != 1 || keys != 1 {
		t.Errorf("%d things, %d entries, %d keys; want 1 of each", things, entries, keys)
	}
}

func TestOfOneVersionAtOnceOneActHappens(t *testing.T) {
	s := fresh(t)
	exec(t, s, "CREATE (:Thing {key: 't', version: 1})", nil)
	var wg sync.WaitGroup
	var done, refused atomic.Int64
	for i := range 16 {
		wg.Go(func() {
			_, err := s.Act(t.Context(), Act{Caller: someone, Name: "correct", Key: fmt.Sprint(i), Expect: []Expected{{Label: "Thing", Key: "t", Version: 1, Place: "input.expectedVersion"}},
				Do: func(tx *Tx) (string, error) {
					_, err := tx.Run(cypher.Statement{Text: "MATCH (n:Thing {key: 't'}) SET n.version = n.version + 1"})
					tx.Note(Entry{Op: opChanged, Type: "Thing", Key: "t"})
					return "t", err
				}})
			switch {
			case err == nil:
				done.Add(1)
			case code(err) == refusal.Conflict:
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done.Load() != 1 || refused.Load() != 15 {
		t.Errorf("%d acts happened and %d were refused, want 1 and 15", done.Load(), refused.Load())
	}
	if n := count(t, s, "MATCH (n:Thing) WHERE n.lock IS NOT NULL"); n != 0 {
		t.Error("a lock stayed")
	}
}

func TestAnActThatFailsLeavesNothing(t *testing.T) {
	s := fresh(t)
	refused := refusal.Newf(refusal.Unmet, "no")
	for name, do := range map[string]func(*Tx) (string, error){
		"refused by Do": func(tx *Tx) (string, error) {
			create("a")(tx)
			return "", refused
		},
		"a statement's error that Do passed over": func(tx *Tx) (string, error) {
			create("a")(tx)
			tx.Run(cypher.Statement{Text: "RETURN 1 / 0"})
			return "a", nil
		},
		"a change that was not noted": func(tx *Tx) (string, error) {
			_, err := tx.Run(cypher.Statement{Text: "CREATE (:Thing {key: 'a'})"})
			return "a", err
		},
		"an entry that cannot be written": func(tx *Tx) (string, error) {
			tx.Note(Entry{Op: opChanged, Type: "Thing", Key: "a", After: map[string]any{"f": func() {}}})
			return create("a")(tx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.Act(t.Context(), Act{Caller: someone, Name: "act", Key: "k", Do: do})
			if err == nil || name == "refused by Do" && !errors.Is(err, refused) {
				t.Errorf("it gave %v", err)
			}
			if n := count(t, s, "MATCH (n:Thing|Change|ChangeValues|IdempotencyKey)"); n != 0 {
				t.Errorf("%d nodes were left", n)
			}
		})
	}
}

func TestDeadlocksAreTriedAgain(t *testing.T) {
	s := fresh(t)
	exec(t, s, "CREATE (:Thing {key: 'a', version: 0}), (:Thing {key: 'b', version: 0})", nil)
	var met sync.WaitGroup // both hold one lock before either asks for the other's
	met.Add(2)
	var tries atomic.Int64
	var wg sync.WaitGroup
	for i, order := range [][]string{{"a", "b"}, {"b", "a"}} {
		wg.Go(func() {
			first := true
			_, err := s.Act(t.Context(), Act{Caller: someone, Name: "both", Key: fmt.Sprint(i), Do: func(tx *Tx) (string, error) {
				tries.Add(1)
				for j, key := range order {
					if _, err := tx.Run(cypher.Statement{Text: "MATCH (n:Thing {key: $p.key}) SET n.version = n.version + 1", Params: params(map[string]any{"key": key})}); err != nil {
						return "", fmt.Errorf("of an act's own: %w", err)
					}
					if j == 0 && first {
						first = false
						met.Done()
						met.Wait()
					}
				}
				tx.Note(Entry{Op: opChanged, Type: "Thing", Keys: order})
				return "", nil
			}})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := count(t, s, "MATCH (n:Thing {version: 2})"); n != 2 || tries.Load() < 3 {
		t.Errorf("%d of 2 things changed twice, %d tries", n, tries.Load())
	}
}

func TestAnActIsRefusedWhenItsFactsHaveChanged(t *testing.T) {
	s := fresh(t)
	seen, err := s.Versions(t.Context(), "Thing", "Other")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: "1", AsOf: seen, Do: create("a")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: "2", AsOf: seen, Do: create("b")}); code(err) != refusal.Conflict {
		t.Errorf("an act judged by old facts gave %v, want CONFLICT", err)
	}
	now, err := s.Versions(t.Context(), "Thing", "Other")
	if err != nil || now.Seq["Thing"] != 1 || now.Seq["Other"] != 0 || now.Text() == seen.Text() {
		t.Errorf("the versions are %v, %v", now, err)
	}
	only, err := s.Versions(t.Context(), "Other")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: "3", AsOf: only, Do: create("c")}); err != nil {
		t.Errorf("a change of another type: %v", err)
	}
}

func TestAKeyThatIsTakenIsAConflict(t *testing.T) {
	s := fresh(t)
	for i, want := range []refusal.Code{"", refusal.Conflict} {
		begun := time.Now()
		if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: fmt.Sprint(i), Do: create("a")}); code(err) != want {
			t.Errorf("act %d gave %v, want %q", i, err, want)
		}
		if took := time.Since(begun); took > 2*time.Second {
			t.Errorf("act %d took %v", i, took)
		}
	}
}

func TestACancelledActSaysSo(t *testing.T) {
	s := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := s.Act(ctx, Act{Caller: someone, Name: "create", Key: "1", Do: func(tx *Tx) (string, error) {
		cancel()
		return create("a")(tx)
	}})
	if code(err) != refusal.Timeout {
		t.Errorf("it gave %v, want TIMEOUT", err)
	}
	if n := count(t, s, "MATCH (n:Thing)"); n != 0 {
		t.Error("a cancelled act left something")
	}
}

// TestActsTogether: several acts in one transaction are all done or none, each once for its own key, in order in the log.
func TestActsTogether(t *testing.T) {
	s := fresh(t)
	act := func(key, thing string) Act {
		return Act{Caller: someone, Name: "create", Key: key, Input: thing, Do: create(thing)}
	}
	done, err := s.Acts(t.Context(), "together", []Act{act("1", "a"), act("2", "b"), act("1", "a")})
	if err != nil || len(done) != 3 || done[0].Repeated || done[1].Repeated || !done[2].Repeated {
		t.Fatalf("%+v, %v", done, err)
	}
	// One was done before; one more is done now.
	done, err = s.Acts(t.Context(), "together", []Act{act("2", "b"), act("3", "c")})
	if err != nil || !done[0].Repeated || done[1].Repeated {
		t.Errorf("%+v, %v", done, err)
	}
	if one, err := s.Act(t.Context(), act("3", "c")); err != nil || !one.Repeated {
		t.Errorf("alone: %+v, %v", one, err)
	}
	if none, err := s.Acts(t.Context(), "together", nil); err != nil || none != nil {
		t.Errorf("none: %+v, %v", none, err)
	}
	for name, acts := range map[string][]Act{
		"another input": {act("4", "d"), act("1", "other")},
		"no key":        {act("4", "d"), act("", "e")},
		"taken":         {act("4", "d"), act("5", "a")},
	} {
		if _, err := s.Acts(t.Context(), "together", acts); err == nil {
			t.Errorf("%s: it is done", name)
		}
	}
	changes, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(changes) != 3 {
		t.Fatalf("%+v, %v", changes, err)
	}
	for i, want := range []string{"a", "b", "c"} {
		if changes[i].Key != want {
			t.Errorf("entry %d is of %s, want %s", i, changes[i].Key, want)
		}
	}
	if changes[0].ID != changes[1].ID || changes[1].ID == changes[2].ID {
		t.Errorf("acts of the log: %s, %s, %s", changes[0].ID, changes[1].ID, changes[2].ID)
	}
	if n := count(t, s, "MATCH (n:Thing)"); n != 3 {
		t.Errorf("%d things, want 3", n)
	}
}
