package examples_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

// asking answers requests of callers with a grant.
type asking = func(grant access.Grant, query string, variables map[string]any) (data any, errs []any)

// answered asks the operation of a question with variables of the test's own and reads its data.
func answered(t *testing.T, ask asking, number string, variables map[string]any, into any) {
	t.Helper()
	files, err := filepath.Glob(number + "-*.graphql")
	if err != nil || len(files) != 1 {
		t.Fatalf("operation %s: %v, %v", number, files, err)
	}
	query, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	data, errs := ask(access.Grant{Role: "ORGANIZER"}, string(query), variables)
	if len(errs) > 0 {
		t.Fatalf("%s: %v", number, errs)
	}
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}

// together gives, for each pair of officials, the tasks they worked on at the same time, from the rows.
func (r rows) together() map[string]map[string][]string {
	byTask := map[any][]demo.Row{}
	for _, p := range r.Data["participations"] {
		byTask[p["task"]] = append(byTask[p["task"]], p)
	}
	apart := func(a, b demo.Row) bool {
		return a["to"] != nil && b["from"] != nil && text(a["to"]) <= text(b["from"])
	}
	out := map[string]map[string][]string{}
	for task, ps := range byTask {
		for _, a := range ps {
			for _, b := range ps {
				me, other := text(a["cadre"]), text(b["cadre"])
				if me == other || apart(a, b) || apart(b, a) || slices.Contains(out[me][other], text(task)) {
					continue
				}
				if out[me] == nil {
					out[me] = map[string][]string{}
				}
				out[me][other] = append(out[me][other], text(task))
			}
		}
	}
	return out
}

func TestCoworkersFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	together := r.together()
	checked := 0
	for _, me := range slices.Sorted(maps.Keys(together)) {
		want := map[string]int{}
		for other, tasks := range together[me] {
			if len(tasks) >= 2 {
				want[other] = len(tasks)
			}
		}
		if len(want) == 0 || len(want) > 20 || checked >= 40 {
			continue
		}
		checked++
		var a struct {
			Cadre struct {
				Coworkers struct {
					Nodes []struct {
						Cadre struct{ Key string }
						Tasks int
					}
				}
			}
		}
		answered(t, ask, "11", map[string]any{"cadre": me, "min": 2}, &a)
		got := map[string]int{}
		for _, n := range a.Cadre.Coworkers.Nodes {
			got[n.Cadre.Key] = n.Tasks
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-rows +answer):\n%s", me, d)
		}
	}
	if checked < 10 {
		t.Errorf("only %d officials have someone they worked with twice", checked)
	}
}

func TestPathsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	tasksOf, cadresOf := map[string][]string{}, map[string][]string{}
	for _, p := range r.Data["participations"] {
		c, k := text(p["cadre"]), text(p["task"])
		tasksOf[c], cadresOf[k] = append(tasksOf[c], k), append(cadresOf[k], c)
	}
	dist := map[string]int{"c0039": 0}
	for at := []string{"c0039"}; len(at) > 0; at = at[1:] {
		for _, k := range tasksOf[at[0]] {
			for _, c := range cadresOf[k] {
				if _, known := dist[c]; !known {
					dist[c] = dist[at[0]] + 2
					at = append(at, c)
				}
			}
		}
	}
	found := map[int]int{}
	for _, c := range slices.Sorted(maps.Keys(tasksOf)) {
		want, known := dist[c]
		if !known {
			want = math.MaxInt
		}
		if found[min(want, 6)] >= 4 || c == "c0039" {
			continue
		}
		found[min(want, 6)]++
		id := func(key string) string { return base64.RawURLEncoding.EncodeToString([]byte("Cadre:" + key)) }
		var a struct {
			ThroughTasks struct {
				Complete bool
				Paths    []struct {
					Length int
					Nodes  []struct{ Type, Key string }
				}
			}
		}
		answered(t, ask, "12", map[string]any{"from": id("c0039"), "to": id(c)}, &a)
		if (want <= 4) != (len(a.ThroughTasks.Paths) > 0) || len(a.ThroughTasks.Paths) > 0 && a.ThroughTasks.Paths[0].Length != want {
			t.Errorf("to %s: %d by the rows, %+v", c, want, a.ThroughTasks)
		}
		for _, p := range a.ThroughTasks.Paths {
			for i := 1; i < len(p.Nodes); i++ {
				pair := []string{p.Nodes[i-1].Key, p.Nodes[i].Key}
				if !slices.Contains(tasksOf[pair[0]], pair[1]) && !slices.Contains(tasksOf[pair[1]], pair[0]) {
					t.Errorf("%v is no participation", pair)
				}
			}
		}
	}
	if found[2] == 0 || found[4] == 0 || found[6] == 0 {
		t.Errorf("lengths %v: the test does not meet them all", found)
	}
}

func TestPromotionsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	tasks := r.byKey("tasks")
	byKind, byMode, inTilts, total := map[string]int{}, map[string]int{}, 0, 0
	for _, d := range r.Data["decisions"] {
		state := text(d["state"])
		if kind := text(d["kind"]); kind != "PROMOTION" && kind != "FURTHER_USE" || state != "DECIDED" && state != "EFFECTIVE" || !during(d["decidedOn"], "2023-01-01") {
			continue
		}
		total++
		day := text(d["decidedOn"])
		quarter := fmt.Sprintf("%s-Q%d", day[:4], (int(day[5]-'0')*10+int(day[6]-'0')+2)/3)
		byKind[quarter+" "+text(d["kind"])]++
		modes, _ := d["modes"].([]string)
		if len(modes) == 0 {
			modes = []string{""}
		}
		for _, m := range modes {
			byMode[quarter+" "+m]++
		}
		of, _ := d["tasks"].([]string)
		if slices.ContainsFunc(of, func(k string) bool {
			return slices.Contains([]string{"CENTRAL_WORK", "HARD_PROBLEM", "MAJOR_TEST"}, text(tasks[k]["setting"]))
		}) {
			inTilts++
		}
	}
	type groups struct {
		Groups []struct {
			Key       struct{ DecidedOn, Kind, Modes string }
			Aggregate struct{ Count int }
		}
		Truncated bool
	}
	var a struct {
		All struct {
			TotalCount     int
			ByKind, ByMode groups
		}
		InTilts struct{ Aggregate struct{ Count int } }
	}
	answered(t, ask, "25", map[string]any{"from": "2023-01-01", "to": demo.AsOf}, &a)
	of := func(g groups) map[string]int {
		out := map[string]int{}
		for _, x := range g.Groups {
			out[x.Key.DecidedOn+" "+x.Key.Kind+x.Key.Modes] = x.Aggregate.Count
		}
		return out
	}
	if d := cmp.Diff(byKind, of(a.All.ByKind)); d != "" || a.All.TotalCount != total || total == 0 {
		t.Errorf("by kind, %d of %d (-rows +answer):\n%s", a.All.TotalCount, total, d)
	}
	if d := cmp.Diff(byMode, of(a.All.ByMode)); d != "" {
		t.Errorf("by mode (-rows +answer):\n%s", d)
	}
	if a.InTilts.Aggregate.Count != inTilts || inTilts == 0 {
		t.Errorf("%d in the tilts, %d by the rows", a.InTilts.Aggregate.Count, inTilts)
	}
}

func TestTimeToPromotionFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	exempt := map[string]bool{}
	for _, x := range r.Data["toleranceRulings"] {
		if x["effect"] == "EXEMPT" && x["task"] != nil && text(x["ruledOn"]) <= demo.AsOf && (x["revokedOn"] == nil || text(x["revokedOn"]) > demo.AsOf) {
			exempt[text(x["task"])+text(x["cadre"])] = true
		}
	}
	leads, seen := map[any][]string{}, map[string]bool{}
	for _, p := range r.Data["participations"] {
		if pair := text(p["task"]) + text(p["cadre"]); p["role"] == "LEAD" && !seen[pair] && !exempt[pair] {
			seen[pair] = true
			leads[p["task"]] = append(leads[p["task"]], text(p["cadre"]))
		}
	}
	led := map[string]int{}
	for _, k := range r.Data["tasks"] {
		hard, _ := k["difficulty"].(int)
		if verified := text(k["outcomeVerifiedOn"]); hard >= 4 && k["outcome"] == "SUCCEEDED" && verified != "" && verified <= demo.AsOf &&
			k["difficultySetOn"] != nil && text(k["difficultySetOn"]) < verified {
			led[text(k["category"])] += len(leads[k["key"]])
		}
	}
	var a struct {
		TimeToPromotion []struct {
			Category      string
			Led, Promoted int
			MedianDays    *float64
			Members       struct {
				Nodes []struct {
					Days     *int
					Task     struct{ OutcomeVerifiedOn string }
					Decision *struct{ DecidedOn string }
				}
			}
		}
	}
	answered(t, ask, "26", map[string]any{"asOf": demo.AsOf, "difficulty": 4}, &a)
	got, promoted := map[string]int{}, 0
	for _, x := range a.TimeToPromotion {
		got[x.Category] = x.Led
		promoted += x.Promoted
		if (x.Promoted > 0) != (x.MedianDays != nil) {
			t.Errorf("%s: %d promoted and a median of %v", x.Category, x.Promoted, x.MedianDays)
		}
		for _, m := range x.Members.Nodes {
			if m.Decision == nil {
				continue
			}
			from, err1 := time.Parse(time.DateOnly, m.Task.OutcomeVerifiedOn)
			to, err2 := time.Parse(time.DateOnly, m.Decision.DecidedOn)
			if err1 != nil || err2 != nil || int(to.Sub(from).Hours()/24) != *m.Days || *m.Days <= 0 {
				t.Errorf("from %s to %s are not %d days", m.Task.OutcomeVerifiedOn, m.Decision.DecidedOn, *m.Days)
			}
		}
	}
	if d := cmp.Diff(led, got); d != "" || promoted == 0 {
		t.Errorf("%d promoted (-rows +answer):\n%s", promoted, d)
	}
}
