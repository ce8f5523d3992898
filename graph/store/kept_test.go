package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
)

// keepingAll keeps the rows of every statement of figures. A text names what it reads, as MATCH (n:Thing).
func keepingAll(most int64) Options {
	return Options{KeepBytes: most, KeepFrom: time.Nanosecond, TypesRead: func(text string) ([]string, bool) {
		switch {
		case strings.Contains(text, "unlogged"):
			return nil, false
		case strings.Contains(text, ":Thing"):
			return []string{"Thing"}, true
		case strings.Contains(text, ":Other"):
			return []string{"Other"}, true
		default:
			return []string{""}, true
		}
	}}
}

func figures(text string, p map[string]any) cypher.Statement {
	return cypher.Statement{Text: text, Params: params(p), Figures: true}
}

var (
	thingCount = figures("MATCH (n:Thing) RETURN count(n)", nil)
	otherCount = figures("MATCH (n:Other) RETURN count(n)", nil)
)

// ask reads a statement, and says how many were sent to Neo4j for it.
func ask(t testing.TB, s *Store, c law.Caller, st cypher.Statement) (value any, sent int64) {
	t.Helper()
	before := s.Statements()
	rows, err := s.Read(t.Context(), c, st)
	if err != nil {
		t.Fatal(err)
	}
	return rows[0][0], s.Statements() - before
}

// makes does an act of another process that makes a node.
func makes(t testing.TB, s *Store, label, key string) {
	t.Helper()
	if _, err := s.Act(t.Context(), Act{Caller: law.System, Name: "make", Do: func(tx *Tx) (string, error) {
		tx.Note(Entry{Op: opCreated, Type: label, Key: key})
		_, err := tx.Run(cypher.Statement{Text: "CREATE (:" + cypher.Quote(label) + " {key: $p.key})", Params: params(map[string]any{"key": key})})
		return "", err
	}}); err != nil {
		t.Error(err)
	}
}

// begin makes a first thing, whose entry has its number: before that there is no log to be asked.
func begin(t testing.TB, s *Store) {
	t.Helper()
	makes(t, s, "Thing", "first")
	if _, err := s.Versions(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestKept: a dear statement is run once, and asked about in one round trip from then on, until another process has
// changed what it was read from.
func TestKept(t *testing.T) {
	other := fresh(t)
	begin(t, other)
	s := open(t, keepingAll(1<<20))
	for i, c := range []struct {
		changed string // by the other process, just before
		st      cypher.Statement
		want    int64
		hit     bool
		sent    int64 // statements; 0: any number, while what was changed gets its number
	}{
		{"", thingCount, 1, false, 2},
		{"", thingCount, 1, true, 1},
		{"", otherCount, 0, false, 2},
		{"Other", thingCount, 1, true, 0},
		{"", thingCount, 1, true, 1},
		{"", otherCount, 1, false, 2},
		{"", otherCount, 1, true, 1},
		{"Thing", thingCount, 2, false, 0},
		{"", otherCount, 1, true, 1},
		{"", thingCount, 2, true, 1},
	} {
		if c.changed != "" {
			makes(t, other, c.changed, fmt.Sprint(i))
		}
		before := s.Keeps()
		got, sent := ask(t, s, law.System, c.st)
		after := s.Keeps()
		if got != c.want || after.Hits-before.Hits+after.Misses-before.Misses != 1 || (after.Hits > before.Hits) != c.hit {
			t.Errorf("step %d: %v, want %d; kept before %+v, now %+v; want a hit: %v", i, got, c.want, before, after, c.hit)
		}
		if c.sent != 0 && sent != c.sent {
			t.Errorf("step %d: %d statements, want %d", i, sent, c.sent)
		}
	}
	if k := s.Keeps(); k.Answers != 2 || k.Bytes < 2*leastKept {
		t.Errorf("%+v", k)
	}
}

// TestKeptIsNeverStale has several processes write and acknowledge, and number each other's entries, and asks one that
// keeps: it gives at least what was acknowledged before it was asked, and often without running the statement.
func TestKeptIsNeverStale(t *testing.T) {
	first := fresh(t)
	keeps := open(t, keepingAll(1<<20))
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	for w, s := range []*Store{first, open(t, Options{}), open(t, Options{})} {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				time.Sleep(rand.N(60 * time.Millisecond))
				if w == 0 { // what is about another type
					makes(t, s, "Other", fmt.Sprint(i))
					continue
				}
				makes(t, s, "Thing", fmt.Sprint(w, "-", i))
				acknowledged.Add(1)
			}
		})
	}
	asked, k := 0, keeps.Keeps()
	for ; ctx.Err() == nil && !t.Failed() && (asked < 60 || acknowledged.Load() < 40 || k.Hits < 5 || k.Misses < 5); asked++ {
		least := acknowledged.Load()
		if got, _ := ask(t, keeps, law.System, thingCount); got.(int64) < least {
			t.Errorf("%d things, when %d had been acknowledged", got, least)
		}
		k = keeps.Keeps()
	}
	stop()
	wg.Wait()
	t.Logf("%d asked, %d acknowledged, %+v", asked, acknowledged.Load(), k)
	if acknowledged.Load() < 40 || k.Hits < 5 || k.Misses < 5 {
		t.Error("the test tests little")
	}
}

// TestKeptOfOpenImport: what an open import has written is seen at once, also where it was kept before.
func TestKeptOfOpenImport(t *testing.T) {
	other := fresh(t)
	s := open(t, keepingAll(1<<20))
	l, err := other.Lease(t.Context(), "import", "a test")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release(t.Context())
	b, err := l.Begin(t.Context(), someone, "batch", "a file")
	if err != nil {
		t.Fatal(err)
	}
	for n := range int64(3) {
		if got, _ := ask(t, s, law.System, thingCount); got != n {
			t.Errorf("%v, want %d", got, n)
		}
		if _, err := l.Write(t.Context(), someone, b, Shape{Label: "Thing"}, []Row{{Key: fmt.Sprint(n)}}); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := ask(t, s, law.System, thingCount); got != int64(3) {
		t.Errorf("while it is open: %v, want 3", got)
	}
	if err := l.Finish(t.Context(), someone, b); err != nil {
		t.Fatal(err)
	}
	hits := s.Keeps().Hits
	if got, _ := ask(t, s, law.System, thingCount); got != int64(3) || s.Keeps().Hits != hits+1 {
		t.Errorf("when it is whole: %v, want 3 and what was kept", got)
	}
}

// TestKeptForOneQuestion: rows are given again for the same statement, values and scope alone.
func TestKeptForOneQuestion(t *testing.T) {
	begin(t, fresh(t))
	s := open(t, keepingAll(1<<20))
	same := law.Caller{Role: "ANALYST", Units: []string{"a", "b"}, Subject: "one", Purpose: "x"}
	st := figures("MATCH (n:Thing) RETURN count(n), $p.x", map[string]any{"x": []any{int64(1)}})
	with := func(x any) cypher.Statement { return figures(st.Text, map[string]any{"x": x}) }
	for _, c := range []struct {
		name   string
		caller law.Caller
		st     cypher.Statement
		kept   bool
	}{
		{"first", same, st, false},
		{"again", same, st, true},
		{"another person of this scope", law.Caller{Role: "ANALYST", Units: []string{"a", "b"}, Subject: "two"}, st, true},
		{"another role", law.Caller{Role: "AUDITOR", Units: []string{"a", "b"}}, st, false},
		{"fewer units", law.Caller{Role: "ANALYST", Units: []string{"a"}}, st, false},
		{"units that are alike", law.Caller{Role: "ANALYST", Units: []string{"ab"}}, st, false},
		{"no unit", law.Caller{Role: "ANALYST"}, st, false},
		{"the whole graph", law.Caller{Role: "ANALYST", Whole: true}, st, false},
		{"oneself", law.Caller{Role: "ANALYST", Self: "a"}, st, false},
		{"a number with a fraction", same, with([]any{1.0}), false},
		{"a text", same, with([]any{"1"}), false},
		{"two", same, with([]any{int64(1), int64(1)}), false},
		{"none", same, with(nil), false},
		{"no list", same, with(int64(1)), false},
		{"yes", same, with(true), false},
		{"no", same, with(false), false},
		{"texts", same, with([]string{"1", ""}), false},
		{"other texts", same, with([]string{"", "1"}), false},
		{"a map", same, with(map[string]any{"a": int64(1)}), false},
		{"another text", same, figures(st.Text+" AS x", map[string]any{"x": []any{int64(1)}}), false},
		{"no figures", same, cypher.Statement{Text: st.Text, Params: st.Params}, false},
		{"what is not in the log", same, figures("MATCH (n:Thing) /* unlogged */ RETURN count(n)", nil), false},
		{"and again", same, figures("MATCH (n:Thing) /* unlogged */ RETURN count(n)", nil), false},
	} {
		hits := s.Keeps().Hits
		ask(t, s, c.caller, c.st)
		if kept := s.Keeps().Hits > hits; kept != c.kept {
			t.Errorf("%s: kept %v, want %v", c.name, kept, c.kept)
		}
	}
	hits, before := s.Keeps().Hits, s.Statements()
	ctx, profiles := WithProfiles(t.Context(), true)
	if _, err := s.Read(ctx, same, st); err != nil || s.Keeps().Hits != hits || s.Statements() != before+1 {
		t.Errorf("a profile of what is kept: %v", err)
	}
	if profiles == nil {
		t.Error("no profile")
	}
	ctx, reading := WithReading(t.Context())
	if _, err := s.Read(ctx, same, st); err != nil || s.Keeps().Hits != hits+1 || !slices.Equal(reading.Texts(), []string{st.Text}) {
		t.Errorf("what is kept does not say from which text it was read: %v, %v", reading.Texts(), err)
	}
}

// TestKeptIsBounded: however much is asked, what is kept stays within its bytes, and what was asked last is there.
func TestKeptIsBounded(t *testing.T) {
	begin(t, fresh(t))
	const most = 64 << 10
	s := open(t, keepingAll(most))
	of := func(i, letters int) cypher.Statement {
		return figures("MATCH (h:LogHead) RETURN $p.i, $p.text", map[string]any{"i": int64(i), "text": strings.Repeat("x", letters)})
	}
	for i := range 40 {
		ask(t, s, law.System, of(i, 4000))
		if k := s.Keeps(); k.Bytes > most || k.Answers == 0 || k.Most != most {
			t.Fatalf("after %d: %+v", i, k)
		}
	}
	k := s.Keeps()
	if k.Evicted < 20 || k.Bytes < most/2 {
		t.Errorf("%+v; want most of the memory used, and the others let go", k)
	}
	if ask(t, s, law.System, of(39, 4000)); s.Keeps().Hits != k.Hits+1 {
		t.Error("the last is not there")
	}
	ask(t, s, law.System, of(0, most/keptShare+1))
	if after := s.Keeps(); after.Answers != k.Answers || after.Evicted != k.Evicted {
		t.Errorf("one that would take too large a part of it: %+v, before %+v", after, k)
	}
	s.keeper.close()
	ask(t, s, law.System, of(1, 10))
	if k := s.Keeps(); k.Answers != 0 || k.Bytes != 0 {
		t.Errorf("closed: %+v", k)
	}
}

// TestKeptIsDear: what costs little is run, and soon without a look at the log before.
func TestKeptIsDear(t *testing.T) {
	fresh(t)
	o := keepingAll(1 << 20)
	o.KeepFrom = time.Hour
	s := open(t, o)
	for i := range oftenCheap + 2 {
		want := int64(2)
		if i >= oftenCheap {
			want = 1
		}
		if _, sent := ask(t, s, law.System, thingCount); sent != want {
			t.Errorf("time %d: %d statements, want %d", i, sent, want)
		}
	}
	if k := s.Keeps(); k.Answers+int(k.Hits)+int(k.Misses) != 0 {
		t.Errorf("%+v", k)
	}
	s.keeper.from = 0 // for other values it may be dear
	for i, want := range []int64{1, 2, 1} {
		makes(t, s, "Other", fmt.Sprint(i))
		if _, err := s.Versions(t.Context()); err != nil { // what is not numbered yet keeps an answer from being kept
			t.Fatal(err)
		}
		if _, sent := ask(t, s, law.System, figures(thingCount.Text, map[string]any{"other": true})); i == 0 && sent != want {
			t.Errorf("time %d that it is dear: %d statements, want %d", i, sent, want)
		}
	}
	if k := s.Keeps(); k.Hits != 1 || k.Misses != 2 {
		t.Errorf("%+v", k)
	}
	off := open(t, Options{})
	ask(t, off, law.System, thingCount)
	if _, sent := ask(t, off, law.System, thingCount); sent != 1 || off.Keeps() != (keeps{}) {
		t.Errorf("with nothing kept: %d statements, %+v", sent, off.Keeps())
	}
}

// TestKeptForgetsTheErased: after an erasure by this process nothing is kept that was read before, after one by another
// nothing from the next look at the log on.
func TestKeptForgetsTheErased(t *testing.T) {
	other := fresh(t)
	begin(t, other)
	s := open(t, keepingAll(1<<20))
	erase := func(by *Store) {
		if _, err := by.Act(t.Context(), Act{Caller: law.System, Name: "erase", Do: func(tx *Tx) (string, error) {
			tx.Note(Entry{Op: opErased, Type: "Person", Key: "x"})
			return "", nil
		}}); err != nil {
			t.Fatal(err)
		}
	}
	for name, by := range map[string]*Store{"this process": s, "another": other} {
		ask(t, s, law.System, thingCount)
		ask(t, s, law.System, otherCount)
		if n := s.Keeps().Answers; n != 2 {
			t.Fatalf("%d answers", n)
		}
		erase(by)
		if by == other {
			ask(t, s, law.System, thingCount)
		}
		if k := s.Keeps(); k.Answers > 1 || by == s && k.Answers+int(k.Bytes) != 0 {
			t.Errorf("after an erasure by %s: %+v", name, k)
		}
	}
}

// TestKeptGoesInTime: what nobody finds right again is let go, also when nothing is asked any more.
func TestKeptGoesInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeeper(keepingAll(1 << 20))
		defer k.close()
		for key, asked := range map[byte]bool{1: false, 2: true} {
			k.put(keptKey{key}, &keptRows{bytes: leastKept, at: mark{1, "a"}, found: time.Now()})
			if asked {
				go func() {
					for range 3 {
						time.Sleep(keptFor / 4)
						k.moved(k.get(keptKey{2}), mark{2, "b"})
					}
				}()
			}
		}
		time.Sleep(keptFor + time.Second)
		synctest.Wait()
		if k.get(keptKey{1}) != nil || k.get(keptKey{2}) == nil {
			t.Error("after ten minutes: want only what was found right again")
		}
		time.Sleep(keptFor)
		synctest.Wait()
		if k.get(keptKey{2}) != nil || k.bytes != 0 || k.sweep != nil {
			t.Errorf("at the end: %d bytes", k.bytes)
		}
	})
}

// TestReaches: rows are right from one place of the log to another only where each entry between is known, and the log is
// the same.
func TestReaches(t *testing.T) {
	from := mark{10, "ten"}
	for name, c := range map[string]struct {
		now     mark
		between []string
		chain   any
		types   []string
		right   bool
	}{
		"the same place":           {from, nil, nil, []string{"Task"}, true},
		"of the whole log":         {from, nil, nil, []string{""}, true},
		"other types":              {mark{12, "twelve"}, []string{"Case", "Cadre"}, "ten", []string{"Task"}, true},
		"one of the types":         {mark{12, "twelve"}, []string{"Case", "Task"}, "ten", []string{"Cadre", "Task"}, false},
		"whole log, any type":      {mark{11, "eleven"}, []string{"Case"}, "ten", []string{""}, false},
		"an entry is missing":      {mark{12, "twelve"}, []string{"Case"}, "ten", []string{"Task"}, false},
		"all are missing":          {mark{12, "twelve"}, nil, "ten", []string{"Task"}, false},
		"another log":              {mark{12, "twelve"}, []string{"Case", "Case"}, "TEN", []string{"Task"}, false},
		"another log of this size": {mark{10, "TEN"}, nil, nil, []string{"Task"}, false},
		"one that is shorter":      {mark{9, "nine"}, nil, nil, []string{"Task"}, false},
		"no log":                   {mark{}, nil, nil, []string{"Task"}, false},
	} {
		if got := from.reaches(c.now, c.between, c.chain, c.types); got != c.right {
			t.Errorf("%s: %v, want %v", name, got, c.right)
		}
	}
}
