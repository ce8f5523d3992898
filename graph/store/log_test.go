package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

func TestReadersMissNothingOfManyWriters(t *testing.T) {
	replicas := []*Store{fresh(t), open(t, Options{})}
	const writers, each = 16, 20
	var left atomic.Int64
	left.Store(writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			defer left.Add(-1)
			for i := range each {
				key := fmt.Sprintf("t%d-%d", w, i)
				if _, err := replicas[w%2].Act(t.Context(), Act{Caller: someone, Name: "create", Key: key, Do: create(key)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	seen := map[string]bool{}
	last := int64(0)
	for ended := false; ; {
		done := left.Load() == 0
		got, err := replicas[0].Changes(t.Context(), last, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range got {
			if c.Seq != last+1 || seen[c.Key] {
				t.Fatalf("after %d came %d, of %s", last, c.Seq, c.Key)
			}
			last, seen[c.Key] = c.Seq, true
		}
		if ended && len(got) == 0 {
			break
		}
		ended = done
	}
	wg.Wait()
	if len(seen) != writers*each {
		t.Errorf("the reader saw %d of %d entries", len(seen), writers*each)
	}
	if v, err := replicas[1].Verify(t.Context()); err != nil || v != (verified{Entries: writers * each}) {
		t.Errorf("the chain: %+v, %v", v, err)
	}
}

// A commit of many numbers reaches the index entry by entry: what is behind a gap is not read yet.
func TestReadersStopAtAGap(t *testing.T) {
	s := fresh(t)
	exec(t, s, "UNWIND [1, 2, 4, 5] AS i CREATE (:Change {seq: i, key: 't' + i})", nil)
	got, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(got) != 2 || got[1].Seq != 2 {
		t.Errorf("with 3 missing the log reads %v, %v", got, err)
	}
	exec(t, s, "CREATE (:Change {seq: 3, key: 't3'})", nil)
	if got, err = s.Changes(t.Context(), 2, 10); err != nil || len(got) != 3 {
		t.Errorf("with 3 there it goes on with %v, %v", got, err)
	}
}

func TestWhatAStoppedProcessLeftIsNumbered(t *testing.T) {
	s := fresh(t)
	stopped := open(t, Options{})
	stopped.sequencer.close()
	if _, err := stopped.Act(t.Context(), Act{Caller: someone, Name: "create", Key: "1", Do: create("a")}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, s, "MATCH (:Unnumbered)"); n != 1 {
		t.Fatalf("%d entries wait, want 1", n)
	}
	got, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(got) != 1 || got[0].Seq != 1 {
		t.Errorf("another process reads %v, %v", got, err)
	}
	stopped.sequencer = newSequencer(stopped) // for Close
}

func TestErasingKeepsTheChainAndTamperingBreaksIt(t *testing.T) {
	s := fresh(t)
	for i := range 4 {
		if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: fmt.Sprint(i), Why: "because", Do: create(fmt.Sprint("t", i))}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Changes(t.Context(), 0, 1); err != nil { // numbered one by one, in this order
			t.Fatal(err)
		}
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "erase", Key: "e1", Why: "asked for", Do: func(tx *Tx) (string, error) {
		return "", tx.Erasure("Thing", "t1", nil, "-", nil).Do()
	}}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Changes(t.Context(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 6 || got[0].After["version"] != int64(1) || got[1].After != nil || !got[1].Erased || !got[1].Rewritten || got[1].Key == "t1" || got[1].By != "someone" ||
		got[4].Op != opErased || got[4].After[got[1].Place()] == nil || got[5].Op != opErased || got[5].Key != got[1].Key {
		t.Errorf("after erasing the log reads %+v", got)
	}
	if v, err := s.Verify(t.Context()); err != nil || v != (verified{Entries: 6, Erased: 1}) {
		t.Errorf("the chain after erasing: %+v, %v", v, err)
	}
	for _, tamper := range []struct {
		do, undo string
		broken   int64
	}{
		{"MATCH (c:Change {seq: 4}) SET c.by = 'other'", "MATCH (c:Change {seq: 4}) SET c.by = 'someone'", 4},
		{"MATCH (:Change {seq: 1})-[:VALUES]->(v) SET v.after = '{}'", `MATCH (:Change {seq: 1})-[:VALUES]->(v) SET v.after = '{"version":1}'`, 1},
		{"MATCH (c:Change {seq: 2}) SET c.by = 'other'", "MATCH (c:Change {seq: 2}) SET c.by = 'someone'", 2}, // the erasure vouches for another
		{"MATCH (c:Change {seq: 3})-[:VALUES]->(v) SET c.was = [v.salt, v.after], v = {erased: 'today'}", // no erasure did that
			"MATCH (c:Change {seq: 3})-[:VALUES]->(v) SET v = {salt: c.was[0], before: '', after: c.was[1]} REMOVE c.was", 3},
		{"MATCH (c:Change {seq: 4}) SET c.seq = 40", "MATCH (c:Change {seq: 40}) SET c.seq = 4", 4},
		{"MATCH (:Change {seq: 1})-[:VALUES]->(v) DETACH DELETE v", "", 1},
	} {
		exec(t, s, tamper.do, nil)
		if v, err := s.Verify(t.Context()); err != nil || v.Broken != tamper.broken {
			t.Errorf("%s: %+v, %v; want it broken at %d", tamper.do, v, err, tamper.broken)
		}
		if tamper.undo == "" {
			break
		}
		exec(t, s, tamper.undo, nil)
		if v, err := s.Verify(t.Context()); err != nil || v.Broken != 0 {
			t.Errorf("%s: %+v, %v", tamper.undo, v, err)
		}
	}
}

func TestAGraphFromBeforeTheLogIsAdoptedOnce(t *testing.T) {
	s := fresh(t)
	exec(t, s, "MATCH (n) DETACH DELETE n", nil)
	exec(t, s, "CREATE (:DataVersion {key: 'facts', number: 7}), (:IdempotencyKey {key: 'old', digest: 'x'})", nil)
	var wg sync.WaitGroup
	for _, r := range []*Store{s, open(t, Options{}), open(t, Options{})} {
		wg.Go(func() {
			if err := r.Migrate(t.Context(), nil, []string{"Cadre", "OF"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	v, err := s.Versions(t.Context(), "Cadre", "OF", "Task")
	if err != nil || v.Seq["Cadre"]+v.Seq["OF"] != 3 || v.Seq["Task"] != 0 {
		t.Errorf("versions %v, %v", v, err)
	}
	if a, b, c := count(t, s, "MATCH (:DataVersion)"), count(t, s, "MATCH (:Change)"), count(t, s, "MATCH (:LogHead)"); a != 0 || b != 2 || c != 1 {
		t.Errorf("%d DataVersion, %d entries and %d heads; want 0, 2, 1", a, b, c)
	}
	if blank, err := s.Blank(t.Context()); err != nil || !blank {
		t.Errorf("blank: %v, %v", blank, err)
	}
	n := 0
	for range 2 {
		if err := s.Once(t.Context(), "step", func() error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if n != 1 {
		t.Errorf("a step was done %d times", n)
	}
}

func TestABulkGraphHasItsLog(t *testing.T) {
	s := fresh(t)
	exec(t, s, "MATCH (n) DETACH DELETE n", nil)
	exec(t, s, "CREATE (:LogHead {key: 'log', seq: 0, chain: '', secret: 'kept'})", nil)
	log := BulkLog{Batch: Batch{ID: "b1", Source: "folder"}}
	if _, err := log.Begin(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	log.Created("Cadre", []string{"c1", "c2"})
	log.Created("OF", []string{`["a1","c1"]`})
	log.Completed("Cadre", []string{"c2"})
	log.Moved(Upkeep{Owner: "Cadre", Owned: []Owned{{Label: "Appointment"}}}, []string{"c2", "c1"}, map[string]map[string]int64{"Appointment": {"c1": 1}}, nil)
	nodes, err := log.Nodes(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	exec(t, s, "MATCH (h:LogHead) DELETE h", nil)
	for _, n := range nodes {
		exec(t, s, "CREATE (n:"+n.Label+") SET n = $p.properties, n.place = $p.place WITH n MATCH (c:Change {place: $p.place}) WHERE n:ChangeValues CREATE (c)-[:VALUES]->(n)",
			map[string]any{"p": map[string]any{"properties": n.Properties, "place": n.ID}})
	}
	if err := s.Migrate(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	v, err := s.Versions(t.Context(), "Cadre", "OF")
	if err != nil || v.Seq["Cadre"] != 5 || v.Seq["OF"] != 3 {
		t.Errorf("versions %v, %v", v, err)
	}
	if _, err := s.Act(t.Context(), Act{Caller: someone, Name: "create", Key: "1", AsOf: v, Do: create("a")}); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Verify(t.Context()); err != nil || v != (verified{Entries: 8}) {
		t.Errorf("the chain: %+v, %v", v, err)
	}
}

// hitsOf is how often Neo4j looked at its store for a plan.
func hitsOf(p neo4j.ProfiledPlan) int64 {
	hits := p.DbHits()
	for _, c := range p.Children() {
		hits += hitsOf(c)
	}
	return hits
}

// The versions of all types are read by seeking, however long the log is, as soon as Neo4j knows its index: it samples one
// on its own, in the background.
func TestVersionsAreReadFromTheIndex(t *testing.T) {
	s := fresh(t)
	exec(t, s, "UNWIND range(1, 20000) AS i CREATE (:Change {seq: i, type: 'T' + (i % 3)}) WITH count(*) AS n MATCH (h:LogHead) SET h.seq = 20000", nil)
	exec(t, s, "CALL db.awaitIndexes()", nil)
	if v, err := s.Versions(t.Context(), "T0", "T1", "T2"); err != nil || v.Seq["T2"] != 20000 {
		t.Fatal(v, err)
	}
	exec(t, s, "CALL db.resampleIndex('change_type_seq')", nil)
	var hits int64
	for range 100 {
		exec(t, s, "CALL db.clearQueryCaches()", nil)
		if hits = hitsOfVersions(t, s); hits > 0 && hits <= 100 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("the versions of three types in a log of 20,000 entries cost %d database hits", hits)
}

func hitsOfVersions(t *testing.T, s *Store) int64 {
	t.Helper()
	session := s.session(t.Context(), neo4j.AccessModeRead, neo4j.FetchAll)
	defer session.Close(context.Background())
	result, err := session.Run(t.Context(), "PROFILE "+versions, params(map[string]any{"types": []string{"T0", "T1", "T2"}}))
	if err != nil {
		t.Fatal(err)
	}
	summary, err := result.Consume(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return hitsOf(summary.Profile())
}
