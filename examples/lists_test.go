package examples_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bole/internal/dataset/demo"
)

// TestOfficialsFromRows holds question 58 to the rows.
func TestOfficialsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	home, posts, ranks := r.homes(), 0, 0
	for _, key := range r.some() {
		now := func(table, by string) []string {
			return column(r.of(table, func(x demo.Row) bool { return x["cadre"] == key && x["to"] == nil }, by, "key"), "key")
		}
		var a struct {
			Cadre struct {
				Name, Status             string
				Organization             node
				Appointments, RankGrants nodes
			}
		}
		answered(t, ask, "58", map[string]any{"cadre": key}, &a)
		c := r.by("cadres")[key]
		want, got := first(5, now("appointments", "from")), a.Cadre.Appointments.keys()
		same(t, "58: "+key, fmt.Sprint(c["name"], c["status"], home[key], want, first(3, now("rankGrants", "grantedOn"))),
			fmt.Sprint(a.Cadre.Name, a.Cadre.Status, a.Cadre.Organization.Key, got, a.Cadre.RankGrants.keys()))
		posts, ranks = posts+len(got), ranks+len(a.Cadre.RankGrants.Nodes)
	}
	if posts == 0 || ranks == 0 {
		t.Errorf("58: %d posts, %d ranks", posts, ranks)
	}
}

// TestSearchFromRows holds question 59 to the titles, page by page.
func TestSearchFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	for _, words := range []string{"润州 债务化解", "0422", "人民政府 安全 1280", "无此事项"} {
		want := column(r.of("tasks", func(k demo.Row) bool {
			return !slices.ContainsFunc(strings.Fields(words), func(w string) bool { return !strings.Contains(text(k["title"])+"\n"+text(k["summary"]), w) })
		}, "key"), "key")
		got := []string{}
		for p := (page{HasNextPage: true}); p.HasNextPage; {
			var a struct {
				Search struct {
					TotalCount int
					Edges      []struct {
						Excerpt string
						Node    node
					}
					PageInfo page
				}
			}
			variables := map[string]any{"text": words, "types": []string{"TASK"}, "first": 7}
			if p.EndCursor != "" {
				variables["after"] = p.EndCursor
			}
			answered(t, ask, "59", variables, &a)
			for _, e := range a.Search.Edges {
				got = append(got, e.Node.Key)
			}
			if p = a.Search.PageInfo; a.Search.TotalCount != len(want) {
				t.Errorf("59: %q: %d, %d by the rows", words, a.Search.TotalCount, len(want))
			}
		}
		slices.Sort(got)
		same(t, "59: "+words, want, got)
	}
}

// strokes of the surnames that the demo has, counted by hand.
var strokes = map[rune]int{'马': 3, '王': 4, '刘': 6, '孙': 6, '朱': 6, '何': 7, '吴': 7, '张': 7, '李': 7, '杨': 7, '陈': 7, '周': 8, '林': 8, '罗': 8,
	'胡': 9, '赵': 9, '徐': 10, '郭': 10, '高': 10, '黄': 11}

// byStrokes holds that names come by the strokes of their surnames.
func byStrokes(t *testing.T, what string, names []string) {
	t.Helper()
	last := 0
	for _, name := range names {
		n := strokes[[]rune(name)[0]]
		if n == 0 || n < last {
			t.Errorf("%s: %s with %d strokes after %d", what, name, n, last)
		}
		last = n
	}
}

// serving are the officials in service who belong to a unit or one below it.
func (r rows) serving(unit string) []demo.Row {
	home := r.homes()
	return r.of("cadres", func(c demo.Row) bool { return c["status"] == "ACTIVE" && r.below(home[c["key"]], unit) }, "key")
}

// TestPagesFromRows walks question 60 from the first page to the last.
func TestPagesFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	got, names := []string{}, []string{}
	want := column(r.serving("a3"), "key")
	for p := (page{HasNextPage: true}); p.HasNextPage; {
		var a struct {
			Cadres struct {
				TotalCount int
				Nodes      []struct{ Key, Name string }
				PageInfo   page
			}
		}
		variables := map[string]any{"unit": "a3", "first": 60}
		if p.EndCursor != "" {
			variables["after"] = p.EndCursor
		}
		answered(t, ask, "60", variables, &a)
		for _, n := range a.Cadres.Nodes {
			got, names = append(got, n.Key), append(names, n.Name)
		}
		if p = a.Cadres.PageInfo; a.Cadres.TotalCount != len(want) {
			t.Errorf("60: %d, %d by the rows", a.Cadres.TotalCount, len(want))
		}
	}
	byStrokes(t, "60", names)
	slices.Sort(got)
	same(t, "60", want, got)
	if len(want) <= 120 {
		t.Errorf("60: %d officials make two pages at most", len(want))
	}
}

// TestListsFromRows holds questions 61 to 63 to the rows.
func TestListsFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	tasks := r.of("tasks", func(k demo.Row) bool {
		d, _ := number(k["difficulty"])
		return k["category"] == "DEBT_RESOLUTION" && d >= 4 && (k["outcome"] == "FAILED" || k["outcome"] == "PARTLY")
	}, "key")
	slices.SortStableFunc(tasks, func(a, b demo.Row) int {
		return strings.Compare(text(b["outcomeVerifiedOn"]), text(a["outcomeVerifiedOn"]))
	})
	var list struct{ Tasks nodes }
	answered(t, ask, "61", map[string]any{"category": "DEBT_RESOLUTION"}, &list)
	same(t, "61", first(5, column(tasks, "key")), list.Tasks.keys())
	if list.Tasks.TotalCount != len(tasks) || len(tasks) < 6 {
		t.Errorf("61: %d, %d by the rows", list.Tasks.TotalCount, len(tasks))
	}
	for _, unit := range []string{"a3", "zj-04", "zj"} {
		under := func(k demo.Row) bool {
			return slices.ContainsFunc(items(k["organizations"]), func(o string) bool { return r.below(o, unit) })
		}
		want := []int{len(r.serving(unit)), len(r.of("positions", func(p demo.Row) bool { return r.below(p["organization"], unit) })),
			len(r.of("tasks", under)), len(r.of("tasks", func(k demo.Row) bool { return under(k) && k["outcome"] == "FAILED" }))}
		var a struct{ Officials, Posts, Tasks, Failed nodes }
		answered(t, ask, "62", map[string]any{"unit": unit}, &a)
		same(t, "62: "+unit, want, []int{a.Officials.TotalCount, a.Posts.TotalCount, a.Tasks.TotalCount, a.Failed.TotalCount})
		if unit == "zj" && slices.Contains(want, 0) {
			t.Errorf("62: %v by the rows", want)
		}
	}
	holders := map[int]bool{}
	for _, position := range []string{"zj-04-p2", "a1-p1", "a3-p2"} {
		for _, day := range []string{"2020-06-30", "2021-06-30", demo.AsOf} {
			want := column(r.of("appointments", func(x demo.Row) bool {
				return x["position"] == position && text(x["from"]) <= day && (x["to"] == nil || text(x["to"]) > day)
			}, "from", "key"), "key")
			var a struct{ Position struct{ Appointments nodes } }
			answered(t, ask, "63", map[string]any{"position": position, "day": day}, &a)
			same(t, "63: "+position+" "+day, want, a.Position.Appointments.keys())
			holders[len(want)] = true
		}
	}
	if len(holders) < 3 {
		t.Errorf("63: %v holders alone", slices.Sorted(maps.Keys(holders)))
	}
}

// TestSeriesFromRows holds question 64 to the rows.
func TestSeriesFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	for _, unit := range []string{"zj", "a3"} {
		var a struct {
			StatisticSeries []struct {
				AsOf, From, Figure string
				Members            struct {
					TotalCount int
					Nodes      []struct{ Subject node }
				}
			}
		}
		answered(t, ask, "64", map[string]any{"code": "responsibility-rank", "from": "2023-10-01", "to": demo.AsOf, "unit": unit}, &a)
		want, got, different := []string{}, []string{}, map[int]bool{}
		for i, day := range []string{"2023-12-31", "2024-03-31", "2024-06-30", demo.AsOf} {
			decided := column(r.of("decisions", func(d demo.Row) bool {
				on := text(d["decidedOn"])
				return d["kind"] == "RANK_PROMOTION" && slices.Contains(items(d["modes"]), "INCENTIVE") && (d["state"] == "DECIDED" || d["state"] == "EFFECTIVE") &&
					on >= day[:4]+"-01-01" && on <= day && r.below(d["organization"], unit)
			}, "key"), "key")
			different[len(decided)] = true
			want = append(want, fmt.Sprint(day, " ", day[:4]+"-01-01 ", len(decided), " ", len(decided)))
			if i < len(a.StatisticSeries) {
				for _, m := range a.StatisticSeries[i].Members.Nodes {
					if !slices.Contains(decided, m.Subject.Key) {
						t.Errorf("64: %s counts %s, the rows do not", day, m.Subject.Key)
					}
				}
			}
		}
		for _, p := range a.StatisticSeries {
			got = append(got, fmt.Sprint(p.AsOf, " ", p.From+" ", p.Figure, " ", p.Members.TotalCount))
		}
		same(t, "64: "+unit, want, got)
		if len(different) < 3 {
			t.Errorf("64: %s has the figures %v alone", unit, slices.Sorted(maps.Keys(different)))
		}
	}
}

// TestNeighboursFromRows holds question 65 to the rows.
func TestNeighboursFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	kinds, left := map[string]int{}, 0
	for _, task := range []string{"t0422", "t0096", text(r.of("decisions", func(d demo.Row) bool { return len(items(d["tasks"])) > 0 }, "key")[0]["tasks"].([]string)[0])} {
		want, edges := map[string]int{"Task " + task: 1}, 0
		on := func(row demo.Row) bool { return slices.Contains(items(row["tasks"]), task) }
		for typ, found := range map[string][]demo.Row{"Cadre": r.of("participations", is("task", task)), "Case": r.of("cases", is("task", task)),
			"Evaluation": r.of("evaluations", on), "Decision": r.of("decisions", on)} {
			for _, row := range found {
				key := text(row["key"])
				if typ == "Cadre" {
					key = text(row["cadre"])
				}
				want[typ+" "+key] = 1
				edges++
				kinds[typ]++
			}
		}
		var a struct {
			Neighborhood struct {
				Truncated bool
				LeftOut   []struct {
					Type         string
					Shown, There int
				}
				Nodes []struct{ Type, Key string }
				Edges []struct{ Type string }
			}
		}
		answered(t, ask, "65", map[string]any{"task": base64.RawURLEncoding.EncodeToString([]byte("Task:" + task))}, &a)
		there, shown := map[string]int{}, map[string]int{}
		for node := range want {
			typ, _, _ := strings.Cut(node, " ")
			there[typ]++
		}
		for _, n := range a.Neighborhood.Nodes {
			if node := n.Type + " " + n.Key; want[node] != 1 {
				t.Errorf("65: %s has %s beside it, the rows do not", task, node)
			}
			shown[n.Type]++
		}
		for _, l := range a.Neighborhood.LeftOut {
			if l.There != there[l.Type] || l.Shown != shown[l.Type] || l.Shown >= l.There {
				t.Errorf("65: %s shows %d of %d %s by leftOut, %d of %d by the rows", task, l.Shown, l.There, l.Type, shown[l.Type], there[l.Type])
			}
			there[l.Type] = shown[l.Type]
		}
		same(t, "65: "+task, there, shown)
		if whole := len(a.Neighborhood.Edges) == edges; whole == a.Neighborhood.Truncated || whole != (len(a.Neighborhood.LeftOut) == 0) || len(a.Neighborhood.Edges) > 12 {
			t.Errorf("65: %s has %d edges, %d by the rows, and truncated is %t", task, len(a.Neighborhood.Edges), edges, a.Neighborhood.Truncated)
		}
		left += len(a.Neighborhood.LeftOut)
	}
	if left == 0 {
		t.Error("65: nothing is left out around any of the tasks")
	}
	if len(kinds) < 4 {
		t.Errorf("65: %v alone are around", kinds)
	}
}
