package population

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"bole/internal/judge/record"
)

// scores are so many of each source, by people and evaluators that repeat.
func scores(leaders, outcomes int, shift float64) record.Input {
	var in record.Input
	add := func(n int, from record.Source) {
		for i := range n {
			person, task := fmt.Sprint("p", i%(n/4+1)), fmt.Sprint(from, "t", i%(n/3+1))
			in.Observations = append(in.Observations, record.Observation{Key: fmt.Sprint(from, "k", i), Person: person, Task: task, Rater: fmt.Sprint("r", i%20),
				Score: 60 + float64(i%21) + shift, Source: from})
			if i < n/3+1 {
				in.Tasks = append(in.Tasks, record.Task{Key: task, Difficulty: float64(1 + i%5), Known: i%7 > 0})
			}
		}
	}
	add(leaders, record.Leader)
	add(outcomes, record.Outcome)
	return in
}

func TestEvidenceMoves(t *testing.T) {
	from := Of(scores(6000, 1200, 0))
	for _, c := range []struct {
		name  string
		in    record.Input
		moved bool
	}{
		{"the same", scores(6000, 1200, 0), false},
		{"a few reviews more", scores(6050, 1200, 0), false},
		{"a fiftieth and more", scores(6200, 1200, 0), true},
		{"as much less", scores(5800, 1200, 0), true},
		{"more outcomes, and a few scores more in all", scores(6000, 1240, 0), true},
		{"all a little higher", scores(6000, 1200, .1), false},
		{"all higher", scores(6000, 1200, .3), true},
		{"outcomes that are few", scores(6000, 20, 0), true},
	} {
		if got := Of(c.in).Moved(from); got != c.moved {
			t.Errorf("%s: moved %t, want %t", c.name, got, c.moved)
		}
	}
	few, enough := Of(scores(6000, 29, 0)), Of(scores(6000, 30, 0))
	if !enough.Moved(few) || !few.Moved(enough) {
		t.Error("a source that has enough scores now for a noise of its own moves nothing")
	}
	if some := Of(scores(6000, 40, 0)); some.Moved(Of(scores(6000, 45, 0))) {
		t.Error("five scores of a source that has few move the evidence")
	}
}

// The digest is of the scores whatever their order, and of every value.
func TestEvidenceDigest(t *testing.T) {
	in := scores(50, 20, 0)
	want := Of(in).Digest
	rand.Shuffle(len(in.Observations), func(i, j int) {
		in.Observations[i], in.Observations[j] = in.Observations[j], in.Observations[i]
	})
	rand.Shuffle(len(in.Tasks), func(i, j int) { in.Tasks[i], in.Tasks[j] = in.Tasks[j], in.Tasks[i] })
	if got := Of(in).Digest; got != want {
		t.Errorf("in another order %s, %s before", got, want)
	}
	seen := map[string]string{want: "nothing"}
	for name, change := range map[string]func(*record.Input){
		"key": func(in *record.Input) { in.Observations[3].Key += "x" }, "person": func(in *record.Input) { in.Observations[3].Person += "x" },
		"task": func(in *record.Input) { in.Observations[3].Task += "x" }, "evaluator": func(in *record.Input) { in.Observations[3].Rater += "x" },
		"score": func(in *record.Input) { in.Observations[3].Score += .5 }, "own": func(in *record.Input) { in.Observations[3].Own = true },
		"source": func(in *record.Input) { in.Observations[3].Source = record.Public }, "difficulty": func(in *record.Input) { in.Tasks[3].Difficulty += 1 },
		"known": func(in *record.Input) { in.Tasks[3].Known = !in.Tasks[3].Known }, "one less": func(in *record.Input) { in.Observations = in.Observations[1:] },
		"twice": func(in *record.Input) { in.Observations = append(in.Observations, in.Observations[0]) },
	} {
		other := scores(50, 20, 0)
		change(&other)
		got := Of(other).Digest
		if seen[got] != "" {
			t.Errorf("another %s has the digest of another %s", name, seen[got])
		}
		seen[got] = name
	}
}

func TestChoose(t *testing.T) {
	small, more, much := Of(scores(6000, 1200, 0)), Of(scores(6050, 1200, 0)), Of(scores(7000, 1200, 0))
	set := func(name, day string, from Evidence) *Set { return &Set{Key: name, Day: day, Evidence: from} }
	sets := []*Set{set("a", "2024-01-01", small), set("b", "2024-02-01", more), set("c", "2024-02-01", much), set("d", "2024-03-01", small)}
	between := Of(scores(6020, 1200, 0))
	for _, c := range []struct {
		name, day string
		from      Evidence
		sets      []*Set
		key       string
		due       bool
	}{
		{"nothing there", "2024-01-01", small, nil, "", true},
		{"the same evidence", "2024-01-01", small, sets, "a", false},
		{"the same evidence on another day", "2024-05-01", much, sets, "c", false},
		{"a little other evidence", "2024-01-01", between, sets, "a", false},
		{"the last of the day", "2024-02-01", Of(scores(7010, 1200, 0)), sets, "c", false},
		{"evidence that moved", "2024-01-01", Of(scores(9000, 1200, 0)), sets, "a", true},
		{"a new day", "2024-03-02", between, sets, "d", true},
		{"a day between", "2024-02-20", between, sets, "b", true},
		{"a new day with much that is new", "2024-03-02", Of(scores(9000, 1200, 0)), sets, "", true},
		{"a day before all", "2023-01-01", between, sets, "", true},
	} {
		got, due := choose(c.sets, c.day, c.from)
		key := ""
		if got != nil {
			key = got.Key
		}
		if key != c.key || due != c.due {
			t.Errorf("%s: %q, due %t; want %q, %t", c.name, key, due, c.key, c.due)
		}
	}
}

func TestNearest(t *testing.T) {
	set := func(name, day string) *Set { return &Set{Key: name, Day: day} }
	sets := []*Set{set("late", "2024-05-01"), set("a", "2024-01-01"), set("b", "2024-03-01"), set("again", "2024-03-01"), set("later", "2024-06-01")}
	for day, want := range map[string]string{"2023-01-01": "a", "2024-01-01": "a", "2024-02-28": "a", "2024-03-01": "again", "2024-04-30": "again", "2024-05-20": "late", "2025-01-01": "later"} {
		if got := nearest(sets, day); got.Key != want {
			t.Errorf("to %s: %s, want %s", day, got.Key, want)
		}
	}
	if got := nearest(sets[:1], "2024-01-01"); got != sets[0] {
		t.Errorf("before all: %v", got)
	}
	if nearest(nil, "2024-01-01") != nil {
		t.Error("one of none")
	}
}
