package examples_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph"
	"bole/graph/figures"
	"bole/internal/access"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

var everyone = graph.Caller{Role: "ADMIN", Whole: true}

func definition(t *testing.T, code string) figures.Definition {
	t.Helper()
	for _, d := range figures.Definitions() {
		if d.Code == code {
			return d
		}
	}
	t.Fatalf("no statistic %s", code)
	return figures.Definition{}
}

func count(t *testing.T, g *rooms.Rooms, code string, c graph.Caller, asOf, unit string) *figures.Statistic {
	t.Helper()
	s, err := g.Figures.Count(t.Context(), definition(t, code), c, asOf, unit)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAccount holds that each published figure is counted, from different members with evidence.
func TestAccount(t *testing.T) {
	g := open(t)
	for _, d := range figures.Definitions() {
		s := count(t, g, d.Code, everyone, demo.AsOf, "")
		if !s.Published() || !s.Agrees() {
			t.Errorf("%s: %s counted, the account says %s", d.Code, s.Written(), d.Account.Figure)
		}
		seen := map[graph.Ref]bool{}
		counted, weight := 0, 0
		for _, m := range s.Members {
			if seen[m.Subject] {
				t.Errorf("%s: %v stands among the members twice", d.Code, m.Subject)
			}
			seen[m.Subject] = true
			weight += m.Weight
			if m.Counted {
				counted++
			}
			if len(m.Evidence) == 0 {
				t.Errorf("%s: %v is counted by nothing", d.Code, m.Subject)
			}
		}
		if counted != s.Numerator || weight != s.Denominator {
			t.Errorf("%s: %d over %d, its members give %d over %d", d.Code, s.Numerator, s.Denominator, counted, weight)
		}
	}
}

// rows are the generated rows by table, and what a naive recount needs of them.
type rows struct {
	demo.Data
	parent map[any]any
	keyed  map[string]map[any]demo.Row // tables that by was asked for
}

// generated are made once: no test writes to them.
var generated = sync.OnceValue(func() rows {
	r := rows{Data: demo.Generate(demo.Options{}), parent: map[any]any{}, keyed: map[string]map[any]demo.Row{}}
	for _, o := range r.Data["organizations"] {
		r.parent[o["key"]] = o["parent"]
	}
	return r
})

func (r rows) below(organization any, root string) bool {
	for o := organization; o != nil; o = r.parent[o] {
		if o == root {
			return true
		}
	}
	return false
}

func (r rows) byKey(table string) map[any]demo.Row {
	out := map[any]demo.Row{}
	for _, row := range r.Data[table] {
		out[row["key"]] = row
	}
	return out
}

// by is byKey, made once.
func (r rows) by(table string) map[any]demo.Row {
	if r.keyed[table] == nil {
		r.keyed[table] = r.byKey(table)
	}
	return r.keyed[table]
}

func text(v any) string { s, _ := v.(string); return s }

func during(v any, from string) bool { return text(v) >= from && text(v) <= demo.AsOf }

// TestRecount counts statistics again from the generated rows, by plain loops that know nothing of the graph.
func TestRecount(t *testing.T) {
	g, r := open(t), generated()
	managed, evaluators := r.byKey("positions"), r.byKey("evaluators")
	city := map[any][]demo.Row{}
	for _, a := range r.Data["appointments"] {
		if managed[a["position"]]["managedBy"] == "CITY" {
			city[a["cadre"]] = append(city[a["cadre"]], a)
		}
	}
	talked, talks := map[any]bool{}, map[any]bool{}
	for _, k := range r.Data["talks"] {
		if k["purpose"] == "VISIT" && during(k["heldOn"], "2024-01-01") && r.below(k["organization"], "zj") &&
			slices.ContainsFunc(city[k["cadre"]], func(a demo.Row) bool {
				return text(a["from"]) <= text(k["heldOn"]) && (a["to"] == nil || text(a["to"]) > text(k["heldOn"]))
			}) {
			talked[k["cadre"]], talks[k["key"]] = true, true
		}
	}
	recommended := map[any]bool{}
	for _, k := range r.Data["talkRecommendations"] {
		if talks[k["talk"]] {
			recommended[k["cadre"]] = true
		}
	}
	reviewed, observed := map[any]bool{}, map[any]bool{}
	tasks := r.byKey("tasks")
	for _, e := range r.Data["evaluations"] {
		by := evaluators[e["evaluator"]]
		switch e["kind"] {
		case "POLITICAL_REVIEW":
			if e["scheme"] == "s332" && during(e["evaluatedOn"], "") && r.below(by["organization"], "zj") {
				reviewed[e["cadre"]] = true
			}
		case "FRONTLINE_OBSERVATION":
			on, _ := e["tasks"].([]string)
			hard := slices.ContainsFunc(on, func(k string) bool { s := tasks[k]["setting"]; return s != nil && s != "ROUTINE" })
			if hard && by["kind"] == "PANEL" && during(e["evaluatedOn"], "") && r.below(by["organization"], "a2") {
				observed[e["key"]] = true
			}
		}
	}
	ranked := map[any]bool{}
	for _, d := range r.Data["decisions"] {
		modes, _ := d["modes"].([]string)
		if d["kind"] == "RANK_PROMOTION" && slices.Contains(modes, "INCENTIVE") && d["state"] != "PROPOSED" && during(d["decidedOn"], "2024-01-01") && r.below(d["organization"], "a3") {
			ranked[d["key"]] = true
		}
	}
	for code, want := range map[string]map[any]bool{"talks": talked, "talk-recommendations": recommended, "political-reviews": reviewed,
		"frontline-observations": observed, "responsibility-rank": ranked} {
		s := count(t, g, code, everyone, demo.AsOf, "")
		for _, m := range s.Members {
			if m.Counted && !want[m.Subject.Key] {
				t.Errorf("%s counts %s, plain loops do not", code, m.Subject.Key)
			}
		}
		if s.Numerator != len(want) {
			t.Errorf("%s: %d, plain loops count %d", code, s.Numerator, len(want))
		}
	}
}

// TestWhatIsPlanted turns facts that must not count into facts that do, and the other way, one at a time: each
// figure follows.
func TestWhatIsPlanted(t *testing.T) {
	g, r := open(t), generated()
	find := func(table string, fits func(demo.Row) bool) demo.Row {
		t.Helper()
		i := slices.IndexFunc(r.Data[table], fits)
		if i < 0 {
			t.Fatalf("no such row of %s", table)
		}
		return r.Data[table][i]
	}
	decision := func(fits func(demo.Row) bool) demo.Row { return find("decisions", fits) }
	proposed := func(kind, organization, program string) demo.Row {
		return decision(func(d demo.Row) bool {
			return d["state"] == "PROPOSED" && d["kind"] == kind && d["organization"] == organization && (program == "" || d["program"] == program)
		})
	}
	outside := decision(func(d demo.Row) bool { return d["organization"] == "js" && d["kind"] == "PROMOTION" })
	exempt := find("toleranceRulings", func(d demo.Row) bool { return d["task"] != nil })
	rejected := find("cases", func(d demo.Row) bool {
		return strings.HasPrefix(text(d["key"]), "e") && d["verification"] == "REJECTED"
	})
	running := find("sanctions", func(d demo.Row) bool { return d["effectEndsOn"] == "2024-11-10" })
	unknown := find("sanctions", func(d demo.Row) bool { return d["decidedOn"] == "2022-05-10" && d["effectEndsOn"] == nil })
	later := find("talks", func(d demo.Row) bool { return d["purpose"] == "VISIT" && d["heldOn"] == "2024-09-10" })
	leaderOnly := find("nominations", func(d demo.Row) bool {
		return d["round"] == "a1-round-1" && d["byLeader"] == true && d["outstanding"] == false
	})
	late := find("rounds", func(d demo.Row) bool { return d["key"] == "a1-round-2" })
	tests := []struct {
		name, code, table string
		row               demo.Row
		change            map[string]any
		by                int
	}{
		{"a proposed decision is taken", "tilt-city", "decisions", proposed("RANK_PROMOTION", "zj", "tilt"), map[string]any{"state": "EFFECTIVE"}, 1},
		{"a decision is taken back", "tilt-city", "decisions", decision(func(d demo.Row) bool { return d["batch"] == "zj-2024-04" && d["program"] == "tilt" }), map[string]any{"state": "REVOKED"}, -1},
		{"another authority's becomes the city's", "promoted-for-work", "decisions", outside, map[string]any{"organization": "zj"}, 1},
		{"a ruling that exempts is revoked", "promoted-for-work", "toleranceRulings", exempt, map[string]any{"revokedOn": "2024-08-01"}, 1},
		{"a rejected case is verified", "reused", "cases", rejected, map[string]any{"verification": "VERIFIED"}, 1},
		{"a sanction's effect had ended", "reused", "sanctions", running, map[string]any{"effectEndsOn": "2023-03-24"}, 1},
		{"an unknown end becomes known", "reused", "sanctions", unknown, map[string]any{"effectEndsOn": "2023-01-01"}, 1},
		{"a talk after the day is held before it", "talks", "talks", later, map[string]any{"heldOn": "2024-08-30"}, 1},
		{"named by a leader alone, then by both", "no-vacancy-share", "nominations", leaderOnly, map[string]any{"outstanding": true}, 1},
		{"a round after the decision is held before it", "no-vacancy-share", "rounds", late, map[string]any{"heldOn": "2024-01-05"}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := count(t, g, tt.code, everyone, demo.AsOf, "").Numerator
			changed := demo.Row{}
			for k, v := range tt.row {
				changed[k] = v
			}
			for k, v := range tt.change {
				changed[k] = v
			}
			upsert(t, g, tt.table, changed)
			after := count(t, g, tt.code, everyone, demo.AsOf, "").Numerator
			back := demo.Row{}
			for k := range tt.change {
				back[k] = nil // what was not there is cleared again
			}
			for k, v := range tt.row {
				back[k] = v
			}
			upsert(t, g, tt.table, back)
			if after != before+tt.by {
				t.Errorf("%s went from %d to %d, want %+d", tt.code, before, after, tt.by)
			}
			if again := count(t, g, tt.code, everyone, demo.AsOf, "").Numerator; again != before {
				t.Errorf("%s is %d once the row is as it was, want %d", tt.code, again, before)
			}
		})
	}
}

// upsert imports one row, an hour after the dataset.
func upsert(t *testing.T, g *rooms.Rooms, table string, row demo.Row) {
	t.Helper()
	upsertAt(t, g, table, row, 13)
}

// upsertAt imports one row at an hour of the dataset's day.
func upsertAt(t *testing.T, g *rooms.Rooms, table string, row demo.Row, hour int) {
	t.Helper()
	b, err := json.Marshal(row)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, table+".jsonl"), append(b, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	clock = time.Date(2024, time.August, 31, hour, 0, 0, 0, time.UTC)
	defer func() { clock = day }()
	roomstest.Import(t, g, dir, clock)
}

// TestStatisticsOfOthers asks for other units, days and callers.
func TestStatisticsOfOthers(t *testing.T) {
	g := open(t)
	ask := api(t, g)
	const figure = `query($code: String!, $asOf: Date!, $unit: String) { statistic(code: $code, asOf: $asOf, unit: $unit) { figure numerator account { figure } members(first: 1) { totalCount } } }`
	analyst := access.Grant{Role: "ANALYST"}
	numerator := func(grant access.Grant, code, asOf string, unit any) float64 {
		t.Helper()
		data, errs := ask(grant, `query($code: String!, $asOf: Date!, $unit: String) { statistic(code: $code, asOf: $asOf, unit: $unit) { numerator } }`, map[string]any{"code": code, "asOf": asOf, "unit": unit})
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		n, _ := data.(map[string]any)["statistic"].(map[string]any)["numerator"].(float64)
		return n
	}
	whole := numerator(analyst, "tilt-townships", demo.AsOf, nil)
	sum := 0.0
	for i := range 6 {
		unit := fmt.Sprintf("a%d", i+1)
		n := numerator(analyst, "tilt-townships", demo.AsOf, unit)
		if scoped := numerator(access.Grant{Role: "ANALYST", Units: []string{unit}}, "tilt-townships", demo.AsOf, nil); scoped > whole || scoped < n {
			t.Errorf("%s: %v of its own, %v of the whole are counted for those who see %s alone", unit, n, scoped, unit)
		}
		sum += n
	}
	if sum != whole || whole != 235 {
		t.Errorf("the areas have %v together, the city %v", sum, whole)
	}
	if n := numerator(analyst, "tilt-townships", "2024-04-18", nil); n != 0 {
		t.Errorf("%v before the first was decided", n)
	}
	if n := numerator(access.Grant{Role: "ANALYST", Units: []string{"no such unit"}}, "talks", demo.AsOf, nil); n != 0 {
		t.Errorf("%v for a caller without units", n)
	}
	for _, tt := range []struct {
		name      string
		grant     access.Grant
		variables map[string]any
		want      string
	}{
		{"sensitive members", analyst, map[string]any{"code": "political-removed", "asOf": demo.AsOf}, "the list of members of political-removed is not for the role ANALYST"},
		{"the person concerned", access.Grant{Role: "SUBJECT", Self: "c0001"}, map[string]any{"code": "talks", "asOf": demo.AsOf}, "not for the role SUBJECT"},
		{"an unknown code", analyst, map[string]any{"code": "x", "asOf": demo.AsOf}, "use one of: incentive-rank-promotions"},
		{"an unknown unit", analyst, map[string]any{"code": "talks", "asOf": demo.AsOf, "unit": "nowhere"}, `unit "nowhere" is not an organization`},
		{"a month", analyst, map[string]any{"code": "talks", "asOf": "2024-08"}, "asOf must be a full date"},
	} {
		_, errs := ask(tt.grant, figure, tt.variables)
		if len(errs) != 1 || !strings.Contains(fmt.Sprint(errs), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, errs, tt.want)
		}
	}
}

// TestMembersPages walks the members page by page, both ways.
func TestMembersPages(t *testing.T) {
	ask := api(t, open(t))
	grant := access.Grant{Role: "ORGANIZER"}
	page := func(args string) (keys []string, end, start string, more, before bool) {
		t.Helper()
		data, errs := ask(grant, `{ statistic(code: "political-promoted", asOf: "`+demo.AsOf+`") { members(`+args+`) { totalCount edges { cursor node { subject { ... on Cadre { key } } } }
			pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, nil)
		if len(errs) > 0 {
			t.Fatal(errs)
		}
		m, _ := data.(map[string]any)["statistic"].(map[string]any)["members"].(map[string]any)
		if m["totalCount"] != 39.0 {
			t.Errorf("totalCount is %v", m["totalCount"])
		}
		edges, _ := m["edges"].([]any)
		for _, e := range edges {
			s, _ := e.(map[string]any)["node"].(map[string]any)["subject"].(map[string]any)
			keys = append(keys, text(s["key"]))
		}
		info, _ := m["pageInfo"].(map[string]any)
		more, _ = info["hasNextPage"].(bool)
		before, _ = info["hasPreviousPage"].(bool)
		return keys, text(info["endCursor"]), text(info["startCursor"]), more, before
	}
	all, _, _, more, _ := page("first: 200")
	if len(all) != 39 || more || !slices.IsSorted(all) {
		t.Fatalf("%d members, more %t", len(all), more)
	}
	var walked []string
	keys, end, _, more, _ := page("first: 7")
	for walked = keys; more; walked = append(walked, keys...) {
		keys, end, _, more, _ = page(`first: 7, after: "` + end + `"`)
	}
	if !slices.Equal(walked, all) {
		t.Errorf("forward: %v", walked)
	}
	keys, _, start, _, before := page("last: 7")
	for walked = keys; before; walked = append(slices.Clone(keys), walked...) {
		keys, _, start, _, before = page(`last: 7, before: "` + start + `"`)
	}
	if !slices.Equal(walked, all) {
		t.Errorf("backward: %v", walked)
	}
}
