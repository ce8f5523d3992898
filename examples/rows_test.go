package examples_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"bole/internal/dataset/demo"
)

// of gives a table's rows that fit, in the order of some columns; what is missing comes last.
func (r rows) of(table string, fits func(demo.Row) bool, by ...string) []demo.Row {
	var out []demo.Row
	for _, row := range r.Data[table] {
		if fits(row) {
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(a, b demo.Row) int {
		for _, c := range by {
			if (a[c] == nil) != (b[c] == nil) {
				return map[bool]int{true: 1, false: -1}[a[c] == nil]
			}
			if d := cmp.Compare(text(a[c]), text(b[c])); d != 0 {
				return d
			}
		}
		return 0
	})
	return out
}

func column(list []demo.Row, name string) []string {
	out := []string{}
	for _, row := range list {
		out = append(out, text(row[name]))
	}
	return out
}

func first[T any](n int, of []T) []T { return of[:min(n, len(of))] }

// is fits rows whose column has a value.
func is(column string, value any) func(demo.Row) bool {
	return func(row demo.Row) bool { return row[column] == value }
}

func items(v any) []string { list, _ := v.([]string); return list }

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

type node struct{ Key string }

type nodes struct {
	TotalCount int
	Nodes      []node
}

func (n nodes) keys() []string {
	out := []string{}
	for _, x := range n.Nodes {
		out = append(out, x.Key)
	}
	return out
}

// some are officials to ask about: every 97th, and those of the examples.
func (r rows) some() []string {
	out := []string{"c0140", "c0039", "c0364"}
	for i := 0; i < len(r.Data["cadres"]); i += 97 {
		out = append(out, text(r.Data["cadres"][i]["key"]))
	}
	return out
}

func same(t *testing.T, what string, want, got any) {
	t.Helper()
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("%s (-rows +answer):\n%s", what, d)
	}
}

// TestWorkFromRows holds questions 1 to 4 to plain loops over the rows.
func TestWorkFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	tasks := r.byKey("tasks")
	found := map[string]int{}
	for _, key := range r.some() {
		parts := r.of("participations", is("cadre", key), "from", "task")
		var work struct {
			Cadre struct {
				Tasks struct {
					TotalCount int
					Edges      []struct {
						Role, From string
						Node       struct {
							Key, Outcome string
							Difficulty   *float64
							Cases        nodes
						}
					}
				}
			}
		}
		answered(t, ask, "01", map[string]any{"cadre": key}, &work)
		var want, got []string
		for _, p := range first(10, parts) {
			task := tasks[p["task"]]
			cases := column(first(5, r.of("cases", is("task", p["task"]), "key")), "key")
			d, _ := number(task["difficulty"])
			want = append(want, fmt.Sprint(p["task"], p["role"], text(p["from"]), d, text(task["outcome"]), cases))
			found["cases"] += len(cases)
		}
		for _, e := range work.Cadre.Tasks.Edges {
			d := 0.0
			if e.Node.Difficulty != nil {
				d = *e.Node.Difficulty
			}
			got = append(got, fmt.Sprint(e.Node.Key, e.Role, e.From, d, e.Node.Outcome, e.Node.Cases.keys()))
		}
		same(t, "1: work of "+key, want, got)
		if work.Cadre.Tasks.TotalCount != len(parts) {
			t.Errorf("1: %s has %d, %d by the rows", key, work.Cadre.Tasks.TotalCount, len(parts))
		}
		r.grounds(t, ask, key, found)
		r.years(t, ask, key)
		r.hardTasks(t, ask, key, found)
	}
	if found["cases"] == 0 || found["on tasks"] == 0 || found["on nothing"] == 0 || found["hard"] == 0 {
		t.Errorf("found %v: the test asks beside the data", found)
	}
}

func (r rows) grounds(t *testing.T, ask asking, key string, found map[string]int) {
	t.Helper()
	var a struct {
		Cadre struct{ OnTasks, OnNothing nodes }
	}
	answered(t, ask, "02", map[string]any{"cadre": key}, &a)
	on := r.of("evaluations", func(e demo.Row) bool { return e["cadre"] == key && len(items(e["tasks"])) > 0 }, "evaluatedOn", "key")
	off := r.of("evaluations", func(e demo.Row) bool {
		return e["cadre"] == key && len(items(e["tasks"])) == 0 && len(items(e["cases"])) == 0
	}, "evaluatedOn", "key")
	same(t, "2: on tasks, of "+key, column(first(10, on), "key"), a.Cadre.OnTasks.keys())
	same(t, "2: on nothing, of "+key, column(first(10, off), "key"), a.Cadre.OnNothing.keys())
	same(t, "2: counts of "+key, []int{len(on), len(off)}, []int{a.Cadre.OnTasks.TotalCount, a.Cadre.OnNothing.TotalCount})
	found["on tasks"] += len(on)
	found["on nothing"] += len(off)
}

func (r rows) years(t *testing.T, ask asking, key string) {
	t.Helper()
	var a struct {
		Cadre struct {
			ByYear struct {
				GroupBy struct {
					Groups []struct {
						Key       struct{ EvaluatedOn string }
						Aggregate struct {
							Count int
							Score struct{ Avg, Min, Max *float64 }
						}
					}
				}
			}
			Evaluations struct {
				Edges []struct {
					Node struct {
						Key     string
						BasedOn nodes
					}
				}
			}
		}
	}
	answered(t, ask, "03", map[string]any{"cadre": key, "days": []string{demo.AsOf}, "asOf": demo.AsOf}, &a)
	all := r.of("evaluations", is("cadre", key), "evaluatedOn", "key")
	want, got := []string{}, []string{}
	for _, e := range first(30, all) {
		ground := append(slices.Clone(items(e["cases"])), items(e["tasks"])...)
		slices.Sort(ground)
		want = append(want, fmt.Sprint(e["key"], first(3, ground)))
	}
	for _, e := range a.Cadre.Evaluations.Edges {
		ground := e.Node.BasedOn.keys()
		slices.Sort(ground)
		got = append(got, fmt.Sprint(e.Node.Key, ground))
	}
	same(t, "3: record of "+key, want, got)
	type year struct {
		n          int
		sum        float64
		scored     int
		least, top float64
	}
	years := map[string]year{}
	for _, e := range all {
		y := years[text(e["evaluatedOn"])[:4]]
		y.n++
		if s, ok := number(e["score"]); ok {
			if y.scored == 0 {
				y.least, y.top = s, s
			}
			y.sum, y.scored, y.least, y.top = y.sum+s, y.scored+1, min(y.least, s), max(y.top, s)
		}
		years[text(e["evaluatedOn"])[:4]] = y
	}
	want, got = []string{}, []string{}
	for _, k := range slices.Sorted(maps.Keys(years)) {
		line := fmt.Sprint(k, " ", years[k].n)
		if y := years[k]; y.scored > 0 {
			line += fmt.Sprintf(" %.6f %v %v", y.sum/float64(y.scored), y.least, y.top)
		}
		want = append(want, line)
	}
	for _, g := range a.Cadre.ByYear.GroupBy.Groups {
		line := fmt.Sprint(g.Key.EvaluatedOn, " ", g.Aggregate.Count)
		if s := g.Aggregate.Score; s.Avg != nil {
			line += fmt.Sprintf(" %.6f %v %v", *s.Avg, *s.Min, *s.Max)
		}
		got = append(got, line)
	}
	same(t, "3: years of "+key, want, got)
}

func (r rows) hardTasks(t *testing.T, ask asking, key string, found map[string]int) {
	t.Helper()
	tasks := r.byKey("tasks")
	want := []string{}
	for _, p := range r.of("participations", func(p demo.Row) bool { return p["cadre"] == key && p["role"] == "LEAD" }, "task") {
		good := r.of("cases", func(c demo.Row) bool {
			return c["task"] == p["task"] && c["polarity"] == "POSITIVE" && c["verification"] == "VERIFIED"
		}, "key")
		if d, _ := number(tasks[p["task"]]["difficulty"]); d >= 4 && len(good) >= 2 {
			want = append(want, fmt.Sprint(p["task"], column(first(5, good), "key")))
		}
	}
	var a struct {
		Cadre struct {
			Tasks struct {
				TotalCount int
				Nodes      []struct {
					Key   string
					Cases nodes
				}
			}
		}
	}
	answered(t, ask, "04", map[string]any{"cadre": key}, &a)
	got := []string{}
	for _, n := range a.Cadre.Tasks.Nodes {
		got = append(got, fmt.Sprint(n.Key, n.Cases.keys()))
	}
	same(t, "4: hard tasks of "+key, want, got)
	found["hard"] += len(want)
}

// TestDossierFromRows holds every part of question 5 to the rows of its table.
func TestDossierFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	found := map[string]int{}
	for _, key := range r.some() {
		var a struct {
			Cadre struct {
				Sources, Appointments, RankGrants, Educations, Evaluations, Talks, Decisions, Recognitions, Sanctions, Statements nodes
				Tasks, Cases, Nominations                                                                                         struct{ Edges []struct{ Node node } }
			}
		}
		answered(t, ask, "05", map[string]any{"cadre": key}, &a)
		c := a.Cadre
		for _, part := range []struct {
			table, order string
			most         int
			got          nodes
		}{
			{"appointments", "from", 20, c.Appointments}, {"rankGrants", "grantedOn", 20, c.RankGrants}, {"educations", "key", 10, c.Educations},
			{"evaluations", "evaluatedOn", 30, c.Evaluations}, {"talks", "heldOn", 10, c.Talks}, {"decisions", "decidedOn", 20, c.Decisions},
			{"recognitions", "key", 10, c.Recognitions}, {"sanctions", "key", 10, c.Sanctions}, {"statements", "key", 10, c.Statements},
		} {
			all := r.of(part.table, is("cadre", key), part.order, "key")
			found[part.table] += len(all)
			same(t, "5: "+part.table+" of "+key, column(first(part.most, all), "key"), part.got.keys())
		}
		for _, part := range []struct {
			table, other, order string
			most                int
			got                 []struct{ Node node }
		}{
			{"participations", "task", "from", 20, c.Tasks.Edges}, {"caseSubjects", "case", "case", 20, c.Cases.Edges}, {"nominations", "round", "round", 10, c.Nominations.Edges},
		} {
			all := r.of(part.table, is("cadre", key), part.order, part.other)
			found[part.table] += len(all)
			got := []string{}
			for _, e := range part.got {
				got = append(got, e.Node.Key)
			}
			same(t, "5: "+part.table+" of "+key, column(first(part.most, all), part.other), got)
		}
	}
	for _, table := range []string{"appointments", "evaluations", "decisions", "participations", "caseSubjects"} {
		if found[table] == 0 {
			t.Errorf("nobody asked about has rows of %s", table)
		}
	}
}

// TestPeopleOfTasksFromRows holds questions 7 to 10 to the rows.
func TestPeopleOfTasksFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	r.behind(t, ask)
	r.frontline(t, ask)
	r.failed(t, ask)
	var a struct{ NoLead, NoEvaluation, DifficultyAfterOutcome struct{ TotalCount int } }
	answered(t, ask, "10", map[string]any{"asOf": demo.AsOf}, &a)
	led, evaluated := map[any]bool{}, map[string]bool{}
	for _, p := range r.Data["participations"] {
		led[p["task"]] = led[p["task"]] || p["role"] == "LEAD"
	}
	for _, e := range r.Data["evaluations"] {
		for _, k := range items(e["tasks"]) {
			evaluated[k] = true
		}
	}
	count := func(fits func(demo.Row) bool) int { return len(r.of("tasks", fits)) }
	want := []int{count(func(k demo.Row) bool { return !led[k["key"]] }),
		count(func(k demo.Row) bool {
			return k["completedOn"] != nil && text(k["completedOn"]) <= demo.AsOf && !evaluated[text(k["key"])]
		}),
		count(func(k demo.Row) bool {
			return k["difficulty"] != nil && k["difficultySetOn"] != nil && k["outcomeVerifiedOn"] != nil && text(k["difficultySetOn"]) >= text(k["outcomeVerifiedOn"])
		})}
	same(t, "10", want, []int{a.NoLead.TotalCount, a.NoEvaluation.TotalCount, a.DifficultyAfterOutcome.TotalCount})
	if slices.Contains(want, 0) {
		t.Errorf("10: %v by the rows: one of them looks beside the data", want)
	}
}

func (r rows) behind(t *testing.T, ask asking) {
	t.Helper()
	tasks := r.byKey("tasks")
	for _, score := range []float64{95, 80} {
		behind, ever := map[string]int{}, map[any]bool{}
		for _, p := range r.Data["participations"] {
			k := tasks[p["task"]]
			s, ok := number(k["outcomeScore"])
			if ever[p["cadre"]] = ever[p["cadre"]] || p["role"] == "LEAD"; ok && s >= score && k["outcomeVerifiedOn"] != nil && (p["role"] == "DEPUTY" || p["role"] == "MEMBER") {
				behind[text(p["cadre"])]++
			}
		}
		maps.DeleteFunc(behind, func(c string, _ int) bool { return ever[c] })
		var a struct {
			Cadres struct {
				TotalCount int
				Nodes      []struct {
					Key   string
					Tasks struct{ Aggregate struct{ Count int } }
				}
			}
		}
		answered(t, ask, "07", map[string]any{"score": score}, &a)
		want, got := []string{}, []string{}
		for _, c := range first(20, slices.Sorted(maps.Keys(behind))) {
			want = append(want, fmt.Sprint(c, " ", behind[c]))
		}
		for _, n := range a.Cadres.Nodes {
			got = append(got, fmt.Sprint(n.Key, " ", n.Tasks.Aggregate.Count))
		}
		same(t, "7", want, got)
		if a.Cadres.TotalCount != len(behind) || len(behind) == 0 {
			t.Errorf("7: %d, %d by the rows", a.Cadres.TotalCount, len(behind))
		}
	}
}

func (r rows) frontline(t *testing.T, ask asking) {
	t.Helper()
	notes := 0
	for i := 23; i < len(r.Data["tasks"]); i += 80 {
		task := text(r.Data["tasks"][i]["key"])
		var a struct {
			Task struct {
				Cadres struct {
					Edges []struct {
						Role string
						Node struct {
							Key         string
							Evaluations nodes
						}
					}
				}
			}
		}
		answered(t, ask, "08", map[string]any{"task": task}, &a)
		want, got := []string{}, []string{}
		for _, p := range first(20, r.of("participations", is("task", task), "cadre", "role")) {
			all := r.of("evaluations", func(e demo.Row) bool {
				return e["cadre"] == p["cadre"] && e["kind"] == "FRONTLINE_OBSERVATION" && slices.Contains(items(e["tasks"]), task)
			}, "evaluatedOn", "key")
			notes += len(all)
			want = append(want, fmt.Sprint(p["cadre"], p["role"], len(all), column(first(5, all), "key")))
		}
		for _, e := range a.Task.Cadres.Edges {
			got = append(got, fmt.Sprint(e.Node.Key, e.Role, e.Node.Evaluations.TotalCount, e.Node.Evaluations.keys()))
		}
		same(t, "8: "+task, want, got)
	}
	if notes == 0 {
		t.Error("8: nothing was written about anybody")
	}
}

func (r rows) failed(t *testing.T, ask asking) {
	t.Helper()
	var a struct {
		Tasks struct {
			TotalCount int
			Nodes      []struct {
				Key         string
				Evaluations nodes
				Timeline    struct{ Nodes []struct{ On, Kind string } }
			}
		}
	}
	answered(t, ask, "09", map[string]any{"difficulty": 4, "score": 80}, &a)
	want, got := []string{}, []string{}
	for _, k := range r.Data["tasks"] {
		d, _ := number(k["difficulty"])
		well := r.of("evaluations", func(e demo.Row) bool {
			s, ok := number(e["score"])
			return ok && s >= 80 && slices.Contains(items(e["tasks"]), text(k["key"])) && text(e["evaluatedOn"]) < text(k["outcomeVerifiedOn"])
		}, "key")
		if k["outcome"] == "FAILED" && d >= 4 && len(well) > 0 {
			keys := column(well, "key")
			slices.Sort(keys)
			want = append(want, fmt.Sprint(k["key"], keys))
		}
	}
	for _, n := range a.Tasks.Nodes {
		keys := n.Evaluations.keys()
		slices.Sort(keys)
		got = append(got, fmt.Sprint(n.Key, keys))
		if !slices.IsSortedFunc(n.Timeline.Nodes, func(a, b struct{ On, Kind string }) int { return cmp.Compare(a.On, b.On) }) {
			t.Errorf("9: the timeline of %s is out of order", n.Key)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	same(t, "9", want, got)
	if a.Tasks.TotalCount != len(want) || len(want) == 0 {
		t.Errorf("9: %d, %d by the rows", a.Tasks.TotalCount, len(want))
	}
}
