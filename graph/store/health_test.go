package store

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/localneo4j/neo4jtest"
)

// TestAFrozenServerIsNoticed has a server that takes connections and answers nothing: after some seconds requests are
// refused at once instead of each at its own deadline, and they work again soon after it wakes.
func TestAFrozenServerIsNoticed(t *testing.T) {
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	defer g.shut()
	s := open(t, Options{URI: "bolt://" + g.addr})
	read := func() (time.Duration, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 4*silentFor)
		defer cancel()
		begun := time.Now()
		_, err := s.Read(ctx, law.System, cypher.Statement{Text: "RETURN 1"})
		return time.Since(begun), err
	}
	if _, err := read(); err != nil {
		t.Fatal(err)
	}
	g.silence.Lock()
	go read() // waits for its own deadline
	noticed := false
	for begun := time.Now(); !noticed && time.Since(begun) < 4*silentFor; time.Sleep(100 * time.Millisecond) {
		noticed = s.health.away.Load() != nil
	}
	if took, err := read(); !noticed || code(err) != refusal.Unavailable || took > 100*time.Millisecond {
		t.Errorf("noticed %v; a read gave %v after %v", noticed, err, took)
	}
	g.silence.Unlock()
	begun := time.Now()
	for err := errors.New("none"); err != nil && time.Since(begun) < 10*time.Second; time.Sleep(50 * time.Millisecond) {
		_, err = read()
	}
	if took := time.Since(begun); took > 2*time.Second+silentFor {
		t.Errorf("the first answer came %v after it woke", took)
	} else {
		t.Logf("the first answer came %v after it woke", took)
	}
}

// TestSilenceIsOutwaited has a server that answers nothing for longer than requests wait: who has more patience gets the
// answer.
func TestSilenceIsOutwaited(t *testing.T) {
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	defer g.shut()
	s := open(t, Options{URI: "bolt://" + g.addr, Silence: time.Minute})
	if _, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); err != nil {
		t.Fatal(err)
	}
	g.silence.Lock()
	time.AfterFunc(silentFor+2*askedFor, g.silence.Unlock)
	begun := time.Now()
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("a server that is silent: %v", err)
	}
	if _, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); err != nil || time.Since(begun) < silentFor {
		t.Errorf("a read that waited %v: %v", time.Since(begun), err)
	}
	if s.health.away.Load() != nil {
		t.Error("it counts as away")
	}
}

// TestAStartingServerIsNotAsked has a server that comes back as Neo4j does on a busy machine: it takes connections and
// answers nothing yet. Nobody's request waits for it.
func TestAStartingServerIsNotAsked(t *testing.T) {
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	defer func() { g.shut() }()
	s := open(t, Options{URI: "bolt://" + g.addr})
	read := func() error {
		_, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"})
		return err
	}
	if err := read(); err != nil {
		t.Fatal(err)
	}
	g.shut()
	for begun := time.Now(); s.health.away.Load() == nil; time.Sleep(10 * time.Millisecond) {
		if err := read(); err == nil || time.Since(begun) > 10*time.Second {
			t.Fatalf("a server that is gone: %v", err)
		}
	}
	g.silence.Lock()
	g.listen()
	for begun := time.Now(); time.Since(begun) < askedFor/2; time.Sleep(10 * time.Millisecond) {
		asked := time.Now()
		if err := read(); code(err) != refusal.Unavailable || time.Since(asked) > askedFor/4 {
			t.Fatalf("while it starts a read gave %v after %v", err, time.Since(asked))
		}
	}
	g.silence.Unlock()
	for begun := time.Now(); read() != nil; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 10*time.Second {
			t.Fatal("it is not asked any more")
		}
	}
}

// TestADatabaseThatIsBroken: what Neo4j says of itself after its disk was full is no fault of the product's or the caller's.
func TestADatabaseThatIsBroken(t *testing.T) {
	for _, title := range []string{"TransactionLogError", "TransactionStartFailed", "TransactionCommitFailed"} {
		err := failure(t.Context(), &neo4j.Neo4jError{Code: "Neo.DatabaseError.Transaction." + title, Msg: "secret words"})
		if code(err) != refusal.Unavailable || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s gives %v", title, err)
		}
		if away(err) != (title == "TransactionStartFailed") {
			t.Errorf("after %s Neo4j counts as away: %v", title, away(err))
		}
	}
}

// TestAFullDiskRefusesChangesOnly has a disk that is full: acts are refused, reads are answered.
func TestAFullDiskRefusesChangesOnly(t *testing.T) {
	var full atomic.Bool
	s := open(t, Options{Full: full.Load})
	act := func() error {
		_, err := s.Act(t.Context(), Act{Caller: law.System, Name: "nothing", Do: func(*Tx) (string, error) { return "", nil }})
		return err
	}
	if err := act(); err != nil {
		t.Fatal(err)
	}
	full.Store(true)
	if err := act(); code(err) != refusal.DiskFull {
		t.Errorf("an act gave %v, want DISK_FULL", err)
	}
	if _, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); err != nil {
		t.Errorf("a read gave %v", err)
	}
	full.Store(false)
	if err := act(); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestAWrongPasswordIsTold tells a wrong password, and the time in which Neo4j looks at none, from a server that is away.
func TestAWrongPasswordIsTold(t *testing.T) {
	if err := open(t, Options{}).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := open(t, Options{URI: "bolt://127.0.0.1:1"}).Check(t.Context()); err != nil {
		t.Errorf("a server that is away gave %v", err)
	}
	s, err := Open(Options{URI: neo4jtest.Server(t).URI(), User: "nobody", Password: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(t.Context())
	if err := s.Check(t.Context()); code(err) != refusal.Forbidden || !strings.Contains(err.Error(), "NEO4J_PASSWORD") {
		t.Errorf("a wrong password gave %v", err)
	}
	if _, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "RETURN 1"}); code(err) != refusal.Unavailable {
		t.Errorf("a read with a wrong password gave %v", err)
	}
}
