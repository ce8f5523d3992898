package store

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph/law"
	"bole/graph/refusal"
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
	if code(err) != refusal.Conflict || !strings.Contains(err.Error(), "another import holds this graph: first.xlsx by process ") {
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
	l.stop()
	<-l.ended
	if err := l.latch.session.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	next, err := take(t, s, "next")
	if err != nil || next.fence != l.fence+1 {
		t.Fatalf("after a holder that was killed: %+v, %v", next, err)
	}
	if n := count(t, s, "MATCH (l:LeaseLatch)"); n != 1 {
		t.Errorf("%d latches, want the new one", n)
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
	short := open(t, Options{LeaseLife: 300 * time.Millisecond})
	time.Sleep(400 * time.Millisecond)
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
	for range 10 { // longer than the lease lives: its holder is heard of
		time.Sleep(100 * time.Millisecond)
		if _, err := take(t, short, "third"); code(err) != refusal.Conflict {
			t.Fatalf("a holder that lives lost its lease: %v", err)
		}
	}
	if _, err := next.Begin(t.Context(), law.System, "b", "folder"); err != nil {
		t.Error(err)
	}
}
