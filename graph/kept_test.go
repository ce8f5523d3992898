package graph_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"

	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/rows"
	"bole/internal/table"
	"bole/internal/worldtest"
)

// ofFigures are words of questions whose rows may be kept.
var ofFigures = regexp.MustCompile(`\b(groupBy|aggregate|totalCount)\b`)

// errCaptured ends a question that was only to be generated.
var errCaptured = errors.New("captured")

// captured are generated questions of figures with their callers, and each asked by some other callers too.
func captured(t *testing.T, w *worldtest.World, most int) (out []worldtest.Request) {
	t.Helper()
	for _, n := range numbers(t) {
		q := worldtest.NewQuery(w, rand.New(rand.NewPCG(*seed, uint64(n+1))))
		_, err := q.Compare(func(r worldtest.Request) ([]byte, error) {
			if ofFigures.MatchString(r.Text) {
				out = append(out, r)
				r.Caller = q.RandomCaller()
				out = append(out, r)
			}
			return nil, errCaptured
		})
		if !errors.Is(err, errCaptured) {
			t.Fatal(err)
		}
		if len(out) >= most {
			return out
		}
	}
	return out
}

// changer makes random changes to a world that is stored, by the doors that acts and imports use.
type changer struct {
	r      *rooms.Rooms
	w      *worldtest.World
	tables []*table.Table
	rng    *rand.Rand
	made   int
}

func (c *changer) key(label string) string {
	if t := c.r.Schema.Label(label); t != nil {
		if nodes := c.w.Nodes[t.Name]; len(nodes) > 0 {
			return nodes[c.rng.IntN(len(nodes))].Props["key"].(string)
		}
	}
	return ""
}

// change writes a row of a random table: one that is there with another value or reference, or a new one.
func (c *changer) change(t *testing.T) string {
	t.Helper()
	tb := c.tables[c.rng.IntN(len(c.tables))]
	values, what := map[string]any{}, "correct"
	if tb.IsEdge() {
		values[tb.Columns[0].Name], values[tb.Columns[1].Name] = c.key(tb.Edge.FromLabel), c.key(tb.Edge.ToLabel)
		for _, name := range tb.Edge.Identity {
			values[name] = "2024-01-01"
		}
	} else {
		values["key"] = c.key(tb.Label)
		if c.rng.IntN(3) == 0 {
			c.made++
			values["key"], what = fmt.Sprint("made", c.made), "create"
		}
	}
	for range 1 + c.rng.IntN(3) {
		col := tb.Columns[c.rng.IntN(len(tb.Columns))]
		other := map[string]any{}
		if nodes := c.w.Nodes[tb.Type]; len(nodes) > 0 {
			other = nodes[c.rng.IntN(len(nodes))].Props
		}
		switch {
		case col.Name == "key" || values[col.Name] != nil:
		case col.Relation != nil:
			values[col.Name] = c.key(col.Relation.Label)
		case col.Property != "" && other[col.Name] != nil:
			values[col.Name] = other[col.Name]
		}
	}
	row, _ := rows.Of(tb, values, rows.Whole)
	if row.Key == "" || tb.IsEdge() && row.To == "" {
		return ""
	}
	owner, upkeep := c.key("Cadre"), rows.Upkeep(c.r.Schema)
	_, err := c.r.Store.Act(t.Context(), store.Act{Caller: law.System, Name: what, Do: func(tx *store.Tx) (string, error) {
		if _, err := tx.Rows(rows.Shape(tb, rows.Whole), []store.Row{row}); err != nil {
			return "", err
		}
		return "", tx.Upkeep(upkeep, []string{owner}, worldtest.Today)
	}})
	if err != nil {
		t.Fatalf("%s a row of %s: %v", what, tb.Name, err)
	}
	return what + " " + tb.Name
}

// TestKeptAnswersAreThoseOfNow asks generated questions of generated callers, again and again, of rooms that keep what
// was dear and of rooms that keep nothing, while rows of random tables are written by yet another process: they answer
// alike, and most answers are kept.
func TestKeptAnswersAreThoseOfNow(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	w := worldtest.New(r.Schema, rand.New(rand.NewPCG(*seed, 0)))
	roomstest.Store(t, r, w)
	keeps := roomstest.Open(t, rooms.Options{Store: store.Options{KeepBytes: 4 << 20, KeepFrom: time.Nanosecond}})
	tables, err := table.Tables(r.Schema)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(*seed, 1))
	changes := &changer{r: roomstest.Open(t, rooms.Options{}), w: w, tables: tables, rng: rng}
	most, steps := 20, 160 // texts that the test of the planner asks too, so that they are planned once
	if *queries > 0 {
		most, steps = 200, 2000
	}
	questions := captured(t, w, most)
	kept, anew, same := asker(t.Context(), keeps), asker(t.Context(), r), 0
	last := map[int]string{}
	for i := range steps {
		what := ""
		if rng.IntN(2) == 0 {
			what = changes.change(t)
		}
		n := rng.IntN(len(questions))
		got, err := kept(questions[n])
		want, refused := anew(questions[n])
		var e *refusal.Error
		if fmt.Sprint(err) != fmt.Sprint(refused) || refused != nil && (!errors.As(refused, &e) || e.Code != refusal.Forbidden) {
			t.Fatalf("%+v: kept %v, anew %v", questions[n], err, refused)
		}
		if string(got) != string(want) {
			t.Fatalf("step %d, after %q: %+v\nkept %s\nanew %s", i, what, questions[n], got, want)
		}
		if last[n] == string(want) {
			same++
		}
		last[n] = string(want)
	}
	k := keeps.Store.Keeps()
	t.Logf("%d questions, %d of %d answers as the last time, %+v", len(questions), same, steps, k)
	if k.Hits < 8 || k.Misses < 20 || same > steps-10 { // what is not numbered yet is not kept: fewer on a slow machine
		t.Error("the test tests little")
	}
}
