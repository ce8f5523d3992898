package store

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/internal/localneo4j/neo4jtest"
)

// take takes the lease for imports, or gives the refusal.
func take(t *testing.T, s *Store, what string) (*Lease, error) {
	t.Helper()
	l, err := s.Lease(t.Context(), "import", what)
	if err == nil {
		t.Cleanup(func() { l.Release(t.Context()) })
	}
	return l, err
}

func TestOneHoldsALease(t *testing.T) {
	s := fresh(t)
	other := open(t, Options{})
	first, err := take(t, s, "first.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	_, err = take(t, other, "second.xlsx")
	if code(err) != refusal.Conflict || !strings.Contains(err.Error(), "the graph is held by first.xlsx by process ") {
		t.Errorf("a second lease gave %v, want who holds the first", err)
	}
	if l, err := other.Lease(t.Context(), "migration", "another name"); err != nil {
		t.Errorf("a lease of another name: %v", err)
	} else {
		l.Release(t.Context())
	}
	first.Release(t.Context())
	second, err := take(t, other, "second.xlsx")
	if err != nil || second.fence != first.fence+1 {
		t.Fatalf("after the first: %+v, %v", second, err)
	}
	if _, err := first.Begin(t.Context(), law.System, "b", "folder"); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "second.xlsx by process ") {
		t.Errorf("who has given a lease back began an import: %v", err)
	}
	second.Release(t.Context())
	if n := count(t, s, "MATCH (l:LeaseLatch)"); n != 0 {
		t.Errorf("%d latches are left", n)
	}
}

func TestOfManyOneTakesALease(t *testing.T) {
	s := fresh(t)
	var held, refused sync.Map
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			l, err := s.Lease(t.Context(), "import", "one")
			switch {
			case err == nil:
				held.Store(i, l)
			case code(err) == refusal.Conflict:
				refused.Store(i, true)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	held.Range(func(_, l any) bool {
		n++
		l.(*Lease).Release(t.Context())
		return true
	})
	if n != 1 {
		t.Errorf("%d hold the lease, want 1", n)
	}
}

// TestALeaseEndsWithItsHoldersConnections closes them without giving the lease back, as a process that is killed does.
func TestALeaseEndsWithItsHoldersConnections(t *testing.T) {
	s := fresh(t)
	dead := open(t, Options{})
	l, err := dead.Lease(t.Context(), "import", "killed")
	if err != nil {
		t.Fatal(err)
	}
	for _, since := range []string{longAgo, "MATCH (l:Lease {key: 'import'}) SET l.released = true", longAgo} {
		l.stop()
		<-l.ended
		if err := l.latch.session.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		next, err := s.Lease(t.Context(), "import", "next")
		if err != nil || next.fence != l.fence+1 {
			t.Fatalf("after a holder that was killed: %+v, %v", next, err)
		}
		if n := count(t, s, "MATCH (l:LeaseLatch)"); n != 1 {
			t.Errorf("%d latches, want the new one", n)
		}
		l = next
		exec(t, s, since, nil) // the next is dead for longer than a lease lives, or has given it back before
	}
	l.Release(t.Context())
}

// longAgo is when the holder was heard of.
const longAgo = "MATCH (l:Lease {key: 'import'}) SET l.renewedAt = timestamp() - 3600000"

// TestALongActKeepsItsLease has another take the lease, which is old, at the moment an act under it ends: its holder
// lives, and keeps it.
func TestALongActKeepsItsLease(t *testing.T) {
	s := fresh(t)
	other := open(t, Options{})
	l := leased(t, s)
	exec(t, s, longAgo, nil)
	refused := make(chan error, 1)
	long := Act{Caller: law.System, Name: "long", Lease: l, Do: func(*Tx) (string, error) {
		go func() {
			_, err := other.Lease(t.Context(), "import", "other")
			refused <- err
		}()
		untilBlocked(t, s, "MERGE (l:Lease")
		return "", nil
	}}
	if _, err := s.act(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	if err := <-refused; code(err) != refusal.Conflict || !strings.Contains(err.Error(), "held by a test by process ") {
		t.Errorf("who came meanwhile: %v", err)
	}
	if _, err := l.Begin(t.Context(), law.System, "b", "folder"); err != nil {
		t.Errorf("its next act: %v", err)
	}
}

// untilBlocked waits until a statement that begins so waits for a lock.
func untilBlocked(t *testing.T, s *Store, begin string) {
	t.Helper()
	for begun := time.Now(); count(t, s, "SHOW TRANSACTIONS YIELD currentQuery, status WHERE status STARTS WITH 'Blocked' AND currentQuery STARTS WITH '"+begin+"'") == 0; time.Sleep(time.Millisecond) {
		if time.Since(begun) > time.Minute {
			t.Fatalf("%s never waits for a lock", begin)
		}
	}
}

// TestALeaseIsGivenBackWhileAnotherLooks ends an import at the moment another looks whether it lives.
func TestALeaseIsGivenBackWhileAnotherLooks(t *testing.T) {
	s := fresh(t)
	other := open(t, Options{})
	first := leased(t, s)
	type taken struct {
		lease *Lease
		err   error
	}
	next := make(chan taken, 1)
	go func() {
		l, err := other.Lease(t.Context(), "import", "other")
		next <- taken{l, err}
	}()
	untilBlocked(t, s, "MATCH (l:LeaseLatch")
	first.Release(t.Context())
	if n := <-next; n.err != nil {
		t.Errorf("who looked meanwhile: %v", n.err)
	} else {
		n.lease.Release(t.Context())
	}
}

// TestWhoTakesALeaseIsNotNamedYet waits for another that takes it, and names nobody as its holder.
func TestWhoTakesALeaseIsNotNamedYet(t *testing.T) {
	s := fresh(t)
	taking := Act{Caller: law.System, Name: "taking", Do: func(tx *Tx) (string, error) {
		if _, err := tx.run(cypher.Statement{Text: "MERGE (l:Lease {key: 'import'})"}); err != nil {
			return "", err
		}
		_, err := s.Lease(t.Context(), "import", "other")
		return "", err
	}}
	if _, err := s.act(t.Context(), taking); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "others take the graph at this moment") {
		t.Errorf("%v", err)
	}
}

// TestALeaseIsGivenUpThoughNeo4jIsSilent ends a command while its server says nothing and its connections stay open.
func TestALeaseIsGivenUpThoughNeo4jIsSilent(t *testing.T) {
	fresh(t)
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	s := open(t, Options{URI: "bolt://" + g.addr})
	l, err := s.Lease(t.Context(), "import", "a test")
	if err != nil {
		t.Fatal(err)
	}
	g.silence.Lock()
	defer g.silence.Unlock()
	released := make(chan struct{})
	go func() {
		l.Release(t.Context())
		close(released)
	}()
	select {
	case <-released:
	case <-time.After(20 * claimWait):
		t.Error("it waits for the server")
	}
}

// TestAFrozenHolderWritesNothing holds a lease, connected and silent, for longer than it lives.
func TestAFrozenHolderWritesNothing(t *testing.T) {
	s := fresh(t)
	frozen := leased(t, s)
	batch, err := frozen.Begin(t.Context(), law.System, "b", "folder")
	if err != nil {
		t.Fatal(err)
	}
	frozen.stop() // no sign of life from here on
	<-frozen.ended
	short := open(t, Options{LeaseLife: 3 * time.Second})
	time.Sleep(3200 * time.Millisecond)
	next, err := take(t, short, "next")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := frozen.Write(t.Context(), law.System, batch, things, []Row{{Key: "a"}}); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "next by process ") {
		t.Errorf("it wrote: %v", err)
	}
	if err := frozen.Upkeep(t.Context(), Upkeep{Owner: "Thing"}, time.Now()); code(err) != refusal.Conflict {
		t.Errorf("it kept units: %v", err)
	}
	if err := frozen.Finish(t.Context(), law.System, batch); code(err) != refusal.Conflict {
		t.Errorf("it finished: %v", err)
	}
	if n := count(t, s, "MATCH (n:Thing)"); n != 0 {
		t.Errorf("%d things", n)
	}
	for range 2 { // longer than the lease lives: its holder is heard of
		time.Sleep(time.Second)
		if _, err := take(t, short, "third"); code(err) != refusal.Conflict {
			t.Fatalf("a holder that lives lost its lease: %v", err)
		}
	}
	if _, err := next.Begin(t.Context(), law.System, "b", "folder"); err != nil {
		t.Error(err)
	}
}

// TestALeaseOutlivesARestart has Neo4j's connections end, as they do when it is started again: the holder latches itself
// anew, and is not taken for dead.
func TestALeaseOutlivesARestart(t *testing.T) {
	g := &gate{t: t, to: strings.TrimPrefix(neo4jtest.Server(t).URI(), "bolt://"), addr: "127.0.0.1:0"}
	g.listen()
	s := fresh(t)
	holder := open(t, Options{URI: "bolt://" + g.addr, LeaseLife: 3 * time.Second})
	l, err := take(t, holder, "first.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	before := l.latch.key
	g.shut()
	g.listen()
	defer g.shut()
	latched := func() bool {
		rows, err := s.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (l:Lease {key: 'import'}) RETURN l.latch"})
		return err == nil && len(rows) == 1 && rows[0][0] != before
	}
	for begun := time.Now(); !latched() && time.Since(begun) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
	}
	if _, err := take(t, s, "second.xlsx"); code(err) != refusal.Conflict || !strings.Contains(err.Error(), "the graph is held by first.xlsx") {
		t.Errorf("while the holder lives another took the lease: %v", err)
	}
	if _, err := l.Begin(t.Context(), law.System, "b", "folder"); err != nil {
		t.Errorf("the holder cannot go on: %v", err)
	}
	l.Release(t.Context())
	if n := count(t, s, "MATCH (l:LeaseLatch)"); n > 1 { // of the first one nobody may have asked
		t.Errorf("%d latches are left", n)
	}
}
