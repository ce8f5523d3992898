package store

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"bole/graph/law"
	"bole/graph/refusal"
)

var (
	things = Shape{Label: "Thing", Relations: []Reference{{Column: "parent", Type: "PART_OF", Out: true, Label: "Thing"}, {Column: "source", Type: "FROM", Out: true, Label: "Source", Keeps: true}}}
	likes  = Shape{Edge: &Edge{Type: "LIKES", FromLabel: "Thing", ToLabel: "Thing", Identity: []string{"from"}}}
)

func writeAll(t *testing.T, l *Lease, b Batch, shape Shape, rows ...Row) []Outcome {
	t.Helper()
	out, err := l.Write(t.Context(), law.System, b, shape, rows)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// leased takes the lease for imports until the test ends.
func leased(t *testing.T, s *Store) *Lease {
	t.Helper()
	l, err := s.Lease(t.Context(), "import", "a test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Release(t.Context()) })
	return l
}

func TestAnImportTwiceChangesAndNotesNothing(t *testing.T) {
	s := fresh(t)
	l := leased(t, s)
	exec(t, s, "CREATE (:Source {key: 's1'}), (:Source {key: 's2'})", nil)
	rows := []Row{
		{Key: "a", Properties: map[string]any{"name": "甲", "n": int64(1)}, References: map[string][]string{"source": {"s1"}}, Locator: "p. 1"},
		{Key: "b", Properties: map[string]any{"name": "乙", "list": []any{"x"}}, References: map[string][]string{"source": {}}},
	}
	parents := []Row{{Key: "b", References: map[string][]string{"parent": {"a"}}}}
	edges := []Row{{Key: "a", To: "b", Identity: map[string]any{"from": "2020"}, Properties: map[string]any{"much": true}},
		{Key: "a", To: "b", Identity: map[string]any{"from": "2021"}, Properties: map[string]any{"much": nil}}}
	load := func(id string, want ...Outcome) {
		t.Helper()
		b, err := l.Begin(t.Context(), law.Caller{Role: "ADMIN", Name: "someone"}, id, "folder")
		if err != nil {
			t.Fatal(err)
		}
		got := writeAll(t, l, b, things, rows...)
		got = append(got, writeAll(t, l, b, things, parents...)...)
		got = append(got, writeAll(t, l, b, likes, edges...)...)
		if !slices.Equal(got, want) {
			t.Errorf("import %s: outcomes %v, want %v", id, got, want)
		}
		if open, err := s.OpenBatches(t.Context()); err != nil || len(open) != 1 || open[0].ID != id || open[0].By != "someone" {
			t.Errorf("open batches: %v, %v", open, err)
		}
		if err := l.Finish(t.Context(), law.System, b); err != nil {
			t.Error(err)
		}
		if _, err := l.Write(t.Context(), law.System, b, things, rows); code(err) != refusal.Conflict {
			t.Errorf("writing into a finished import gave %v, want CONFLICT", err)
		}
		if _, err := l.Begin(t.Context(), law.System, id, "folder"); code(err) != refusal.Conflict {
			t.Errorf("beginning a finished import gave %v, want CONFLICT", err)
		}
	}
	load("b1", Created, Created, Updated, Created, Created)
	load("b2", Unchanged, Unchanged, Unchanged, Unchanged, Unchanged)
	rows[0].Properties["name"], rows[0].Locator = "丙", "p. 2"
	rows[1].References["source"] = []string{"s2"}
	parents[0].References["parent"] = nil
	edges[1].Properties["much"] = false
	load("b3", Updated, Updated, Updated, Unchanged, Updated)

	type line struct {
		op, typ, key, batch string
		keys                []string
		before, after       map[string]any
	}
	got := map[string][]line{}
	changes, err := s.Changes(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Type != "Batch" {
			got[c.Batch] = append(got[c.Batch], line{c.Op, c.Type, c.Key, c.Batch, c.Keys, c.Before, c.After})
		}
	}
	want := map[string][]line{
		"b1": {{op: opCreated, typ: "Thing", batch: "b1", keys: []string{"a", "b"}}, {op: opCompleted, typ: "Thing", key: "b", batch: "b1"},
			{op: opCreated, typ: "LIKES", batch: "b1", keys: []string{`["a","b","2020"]`, `["a","b","2021"]`}}},
		"b3": {
			{op: opChanged, typ: "Thing", key: "a", batch: "b3", before: map[string]any{"name": "甲", "locator": "p. 1"}, after: map[string]any{"name": "丙", "locator": "p. 2"}},
			{op: opChanged, typ: "Thing", key: "b", batch: "b3", before: map[string]any{"source": []any{}}, after: map[string]any{"source": []any{"s2"}}},
			{op: opChanged, typ: "Thing", key: "b", batch: "b3", before: map[string]any{"parent": []any{"a"}}, after: map[string]any{"parent": []any{}}},
			{op: opChanged, typ: "LIKES", key: `["a","b","2021"]`, batch: "b3", before: map[string]any{"much": nil}, after: map[string]any{"much": false}},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the log holds\n%+v\nwant\n%+v", got, want)
	}
	if n := count(t, s, "MATCH (n:Thing) WHERE n.version = 2"); n != 2 {
		t.Errorf("%d things are at version 2, want 2: an import counts once for a node", n)
	}
	if v, err := s.Verify(t.Context()); err != nil || v.Broken != 0 {
		t.Errorf("the chain: %+v, %v", v, err)
	}
}

func TestAnOpenImportIsGoneOnWith(t *testing.T) {
	s := fresh(t)
	l := leased(t, s)
	first, err := l.Begin(t.Context(), law.System, "b", "folder")
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]Row, 2500)
	for i := range rows {
		rows[i] = Row{Key: fmt.Sprint("t", i), Properties: map[string]any{"n": int64(i)}}
	}
	writeAll(t, l, first, things, rows[:1500]...)
	if _, err := l.Begin(t.Context(), law.System, "b", "elsewhere"); code(err) != refusal.Conflict {
		t.Errorf("the id with another source gave %v, want CONFLICT", err)
	}
	again, err := l.Begin(t.Context(), law.System, "b", "folder")
	if err != nil || again.Rows != 1500 || again.BegunAt != first.BegunAt {
		t.Fatalf("gone on with %+v, %v; it began as %+v", again, err, first)
	}
	writeAll(t, l, again, things, rows...)
	changes, err := s.Changes(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, c := range changes {
		if n += len(c.Keys); len(c.Keys) > keysPerEntry {
			t.Errorf("an entry names %d", len(c.Keys))
		}
	}
	if n != 2500 || len(changes) != 4 {
		t.Errorf("%d rows in %d entries, want 2500 in 4", n, len(changes))
	}
	if _, err := l.Write(t.Context(), law.System, again, likes, []Row{{Key: "t1", To: "nowhere"}, {Key: "t1", To: "t2"}}); err == nil {
		t.Error("a relationship to nowhere was stored")
	}
	if n := count(t, s, "MATCH ()-[:LIKES]->()"); n != 0 {
		t.Errorf("%d relationships of a refused write stayed", n)
	}
}

func TestANodeOrRelationshipIsMadeOnce(t *testing.T) {
	s := fresh(t)
	l := leased(t, s)
	exec(t, s, "CREATE (:Thing {key: 'a'}), (:Thing {key: 'b'})", nil)
	b, err := l.Begin(t.Context(), law.System, "b", "folder")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, err := l.Write(t.Context(), law.System, b, likes, []Row{{Key: "a", To: "b", Identity: map[string]any{"from": nil}}}); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if _, err := l.Write(t.Context(), law.System, b, things, []Row{{Key: "a", References: map[string][]string{"parent": {"b"}}}}); err != nil {
				t.Error(err)
			}
		})
	}
	created := make(chan Outcome, 8)
	for range 8 {
		wg.Go(func() {
			out, err := l.Write(t.Context(), law.System, b, things, []Row{{Key: "new", Properties: map[string]any{"n": int64(1)}}})
			if err != nil {
				t.Error(err)
				return
			}
			created <- out[0]
		})
	}
	wg.Wait()
	close(created)
	made := 0
	for o := range created {
		made += int(o) // Created is 1, Unchanged 0
	}
	if made != 1 {
		t.Errorf("a node was created %d times", made)
	}
	for _, typ := range []string{"LIKES", "PART_OF"} {
		if n := count(t, s, "MATCH ()-[:"+typ+"]->()"); n != 1 {
			t.Errorf("%d relationships %s were made at once, want 1", n, typ)
		}
	}
}

func TestUnitsFollowAppointments(t *testing.T) {
	s := fresh(t)
	exec(t, s, `CREATE (c:Cadre {key: 'c'}), (o:Organization {key: 'o1'}), (p:Organization {key: 'o2'}), (:Task {key: 't'})-[:OF]->(c), (:Evaluation {key: 'e'})-[:OF]->(o),
  (:Appointment {key: 'a1', main: true, from: '2020-01-01'})-[:OF]->(c), (:Appointment {key: 'a2', main: true, from: '2021-01-01'})-[:OF]->(c)
WITH o, p MATCH (a1:Appointment {key: 'a1'}), (a2:Appointment {key: 'a2'})
CREATE (a1)-[:TO]->(:Position)-[:IN]->(o), (a2)-[:TO]->(:Position)-[:IN]->(p)`, nil)
	u := Upkeep{Owner: "Cadre", Owned: []Owned{{Label: "Task", Relation: "OF"}, {Label: "Appointment", Relation: "OF"}, {Label: "Evaluation", Relation: "OF", Others: []string{"Organization"}}}}
	at := func(day string) time.Time {
		d, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, step := range []struct {
		day, unit string
		entries   int64
	}{{"2020-06-01", "o1", 4}, {"2020-06-02", "o1", 4}, {"2021-06-01", "o2", 7}, {"2021-06-02", "o2", 7}} {
		if err := s.Upkeep(t.Context(), u, at(step.day)); err != nil {
			t.Fatal(err)
		}
		match := fmt.Sprintf("MATCH (c:Cadre {unit: '%s', cadreKey: 'c'})-[:SERVES_IN]->(:Organization {key: '%[1]s'}), (:Task {unit: '%[1]s', cadreKey: 'c'}), (:Evaluation {unit: '*'})", step.unit)
		if n := count(t, s, match); n != 1 {
			t.Errorf("on %s the unit is not %s", step.day, step.unit)
		}
		if n := count(t, s, "MATCH (:Change)"); n != step.entries {
			t.Errorf("on %s the log holds %d entries, want %d", step.day, n, step.entries)
		}
	}
	if n := count(t, s, "MATCH ()-[:SERVES_IN]->()"); n != 1 {
		t.Errorf("%d relationships SERVES_IN", n)
	}
}
