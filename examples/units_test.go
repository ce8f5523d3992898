package examples_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"bole/internal/dataset/demo"
)

// held reports whether a stretch holds the day the demo is as of.
func held(row demo.Row) bool {
	return text(row["from"]) <= demo.AsOf && (row["to"] == nil || text(row["to"]) > demo.AsOf)
}

// serving reports whether an official was in service on the day.
func serving(cadre demo.Row) bool {
	return cadre["status"] == "ACTIVE" || text(cadre["statusFrom"]) > demo.AsOf
}

// TestHeadcountFromRows holds question 27 to the rows: posts and who holds them, for three units.
func TestHeadcountFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	cadres, free := r.byKey("cadres"), 0
	for _, unit := range []string{"a1", "a3", "a6", "zj-01"} {
		type line struct {
			approved, filled int
			unknown          bool
		}
		want := map[string]line{}
		for _, p := range r.Data["positions"] {
			if !r.below(p["organization"], unit) {
				continue
			}
			filled := 0
			for _, a := range r.of("appointments", is("position", p["key"])) {
				counts, said := a["countsHeadcount"].(bool)
				if !said {
					counts = !slices.Contains([]string{"CONCURRENT", "SECONDED", "RETAINED"}, text(a["kind"]))
				}
				if held(a) && counts && serving(cadres[a["cadre"]]) {
					filled++
				}
			}
			headcount, known := p["headcount"].(int)
			if !known && filled == 0 {
				continue
			}
			key := text(p["organization"]) + " " + text(p["grade"])
			x := want[key]
			want[key] = line{x.approved + headcount, x.filled + filled, x.unknown || !known || text(p["headcountFrom"]) > demo.AsOf}
		}
		var a struct {
			Establishment struct {
				TotalCount int
				Nodes      []struct {
					Organization                   node
					Grade                          string
					Approved, Filled, Vacant, Over int
					Appointments                   []node
				}
			}
		}
		answered(t, ask, "27", map[string]any{"unit": unit, "asOf": demo.AsOf}, &a)
		lines := slices.Sorted(maps.Keys(want))
		if a.Establishment.TotalCount != len(lines) {
			t.Errorf("27: %s has %d lines, %d by the rows", unit, a.Establishment.TotalCount, len(lines))
		}
		for i, n := range a.Establishment.Nodes {
			x := want[lines[i]]
			vacant, excess := max(0, x.approved-x.filled), max(0, x.filled-x.approved)
			if x.unknown {
				x.approved, vacant, excess = 0, 0, 0
			}
			same(t, "27: "+lines[i], fmt.Sprint(lines[i], x.approved, x.filled, vacant, excess, x.filled),
				fmt.Sprint(n.Organization.Key+" "+n.Grade, n.Approved, n.Filled, n.Vacant, n.Over, len(n.Appointments)))
			free += n.Vacant
		}
	}
	if free == 0 {
		t.Error("27: no post is free: the test asks beside the data")
	}
}

// groups of ranks that the demo has quotas of, written down apart from the product's rules.
var groups = map[string][]string{
	"GENERAL 调研员":      {"四级调研员", "三级调研员", "二级调研员", "一级调研员"},
	"GENERAL 主任科员":     {"四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员"},
	"POLICE 四高及以上":     {"四级高级警长", "三级高级警长", "二级高级警长", "一级高级警长", "二级警务专员", "一级警务专员"},
	"JUDGE 四高及以上":      {"四级高级法官", "三级高级法官", "二级高级法官", "一级高级法官", "二级大法官", "一级大法官", "首席大法官"},
	"PROSECUTOR 四高及以上": {"四级高级检察官", "三级高级检察官", "二级高级检察官", "一级高级检察官", "二级大检察官", "一级大检察官", "首席大检察官"},
}

// TestRanksFromRows holds question 28 to the rows.
func TestRanksFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	cadres, positions, organizations := r.byKey("cadres"), r.byKey("positions"), r.byKey("organizations")
	servesIn := map[string]map[string]bool{} // officials by organization
	for _, a := range r.Data["appointments"] {
		if a["main"] == true && held(a) && serving(cadres[a["cadre"]]) {
			o := text(positions[a["position"]]["organization"])
			if servesIn[o] == nil {
				servesIn[o] = map[string]bool{}
			}
			servesIn[o][text(a["cadre"])] = true
		}
	}
	latest := map[string]demo.Row{} // open grants by official and ladder
	for _, g := range r.of("rankGrants", func(g demo.Row) bool {
		return text(g["grantedOn"]) <= demo.AsOf && (g["to"] == nil || text(g["to"]) > demo.AsOf)
	}, "grantedOn", "key") {
		latest[text(g["cadre"])+" "+text(g["ladder"])] = g
	}
	type use struct{ Organizations, Approved, Used, Vacant, Over, OrganizationsOver int }
	want := map[string]use{}
	for _, q := range r.Data["rankQuotas"] {
		group := text(q["ladder"]) + " " + text(q["group"])
		if !held(q) || !r.below(q["organization"], "zj") {
			continue
		}
		if groups[group] == nil {
			t.Fatalf("the demo has quotas of %s, which the test does not know", group)
		}
		used := 0
		for c := range servesIn[text(q["organization"])] {
			if g := latest[c+" "+text(q["ladder"])]; g != nil && slices.Contains(groups[group], text(g["rank"])) {
				used++
			}
		}
		quota, _ := q["quota"].(int)
		key := group + " " + text(organizations[q["organization"]]["kind"])
		u := want[key]
		u.Organizations, u.Approved, u.Used = u.Organizations+1, u.Approved+quota, u.Used+used
		u.Vacant, u.Over = u.Vacant+max(0, quota-used), u.Over+max(0, used-quota)
		if used > quota {
			u.OrganizationsOver++
		}
		want[key] = u
	}
	var a struct {
		RankUse []struct {
			Ladder, Group, Kind string
			use
			Organizations, Approved, Used, Vacant, Over, OrganizationsOver int
		}
	}
	answered(t, ask, "28", map[string]any{"unit": "zj", "asOf": demo.AsOf}, &a)
	got := map[string]use{}
	over := 0
	for _, x := range a.RankUse {
		got[x.Ladder+" "+x.Group+" "+x.Kind] = use{x.Organizations, x.Approved, x.Used, x.Vacant, x.Over, x.OrganizationsOver}
		over += x.Over
	}
	same(t, "28", want, got)
	if over == 0 {
		t.Error("28: no rank is over its quota")
	}
}

// TestChangedFromRows holds question 34 to what was imported when.
func TestChangedFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	var a map[string]struct{ TotalCount int }
	answered(t, ask, "34", map[string]any{"since": "2024-08-31T12:00:00Z"}, &a)
	delete(a, "changes") // which tells the same row by row
	for table, n := range a {
		if n.TotalCount != len(r.Data[table]) || n.TotalCount == 0 {
			t.Errorf("34: %s: %d changed, %d were imported then", table, n.TotalCount, len(r.Data[table]))
		}
	}
	// One task changes later: it alone is told.
	row := demo.Row{}
	maps.Copy(row, r.Data["tasks"][7])
	row["title"] = text(row["title"]) + "（改）"
	g := open(t)
	upsertAt(t, g, "tasks", row, 15) // later than what other tests of the package change
	defer upsertAt(t, g, "tasks", r.Data["tasks"][7], 15)
	var b map[string]nodes
	answered(t, ask, "34", map[string]any{"since": "2024-08-31T14:30:00Z"}, &b)
	for table, n := range b {
		want := map[string][]string{"tasks": {text(row["key"])}, "changes": {text(row["key"])}}[table]
		if !slices.Equal(n.keys(), want) || table != "changes" && n.TotalCount != len(want) {
			t.Errorf("34: %s: %v changed, want %v", table, n, want)
		}
	}
}

// TestWorkedUnderFromRows holds question 13 to the rows: promotions of those who worked under a lead, and who named them.
func TestWorkedUnderFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	promotions, named := 0, 0
	for _, lead := range r.leads(40) {
		all := r.promotedUnder(lead)
		want, got := []string{}, []string{}
		for _, d := range first(10, all) {
			line := fmt.Sprint(d["key"], d["cadre"], slices.Sorted(slices.Values(items(d["rounds"]))))
			by := r.of("nominations", func(n demo.Row) bool { return n["cadre"] == d["cadre"] && n["byLeader"] == true })
			slices.SortFunc(by, func(a, b demo.Row) int {
				return strings.Compare(text(r.by("rounds")[a["round"]]["heldOn"])+text(a["round"]), text(r.by("rounds")[b["round"]]["heldOn"])+text(b["round"]))
			})
			want = append(want, line+fmt.Sprint(column(first(3, by), "round"), column(first(3, by), "leader")))
			named += len(by)
		}
		var a struct {
			Decisions struct {
				TotalCount int
				Nodes      []struct {
					Key   string
					Cadre struct {
						Key         string
						Nominations struct {
							Edges []struct {
								Leader string
								Node   node
							}
						}
					}
					Rounds nodes
				}
			}
		}
		answered(t, ask, "13", map[string]any{"lead": lead}, &a)
		for _, n := range a.Decisions.Nodes {
			rounds, by := []string{}, []string{}
			for _, e := range n.Cadre.Nominations.Edges {
				rounds, by = append(rounds, e.Node.Key), append(by, e.Leader)
			}
			got = append(got, fmt.Sprint(n.Key, n.Cadre.Key, n.Rounds.keys())+fmt.Sprint(rounds, by))
		}
		same(t, "13: under "+lead, want, got)
		if a.Decisions.TotalCount != len(all) {
			t.Errorf("13: %d promotions under %s, %d by the rows", a.Decisions.TotalCount, lead, len(all))
		}
		promotions += len(all)
	}
	if promotions < 20 || named == 0 {
		t.Errorf("13: %d promotions, %d named: the test asks beside the data", promotions, named)
	}
}

// promotedUnder are the promotions of those who by then worked on a task that an official by then led.
func (r rows) promotedUnder(lead string) []demo.Row {
	before := func(p demo.Row, day string) bool { return p["from"] != nil && text(p["from"]) < day }
	led := map[any][]demo.Row{}
	for _, p := range r.of("participations", func(p demo.Row) bool { return p["cadre"] == lead && p["role"] == "LEAD" }) {
		led[p["task"]] = append(led[p["task"]], p)
	}
	work := r.ofCadres("participations")
	return r.of("decisions", func(d demo.Row) bool {
		day := text(d["decidedOn"])
		return d["kind"] == "PROMOTION" && (d["state"] == "DECIDED" || d["state"] == "EFFECTIVE") && d["cadre"] != lead &&
			slices.ContainsFunc(work[text(d["cadre"])], func(p demo.Row) bool {
				return p["role"] != "LEAD" && before(p, day) && slices.ContainsFunc(led[p["task"]], func(own demo.Row) bool { return before(own, day) })
			})
	}, "decidedOn", "key")
}

// leads are some who led with others below them, that of the example first, and those with a promotion below that rests
// on a round.
func (r rows) leads(most int) []string {
	promoted, lead, with := map[any]bool{}, map[any]string{}, map[string]bool{}
	for _, d := range r.Data["decisions"] {
		promoted[d["cadre"]] = promoted[d["cadre"]] || d["kind"] == "PROMOTION" && len(items(d["rounds"])) > 0
	}
	for _, p := range r.of("participations", is("role", "LEAD")) {
		lead[p["task"]] = text(p["cadre"])
	}
	for _, p := range r.Data["participations"] {
		if l := lead[p["task"]]; l != "" && p["role"] != "LEAD" && promoted[p["cadre"]] {
			with[l] = true
		}
	}
	delete(with, "c0781")
	return first(most, append([]string{"c0781"}, slices.Sorted(maps.Keys(with))...))
}

// TestFirstPromotionFromRows holds who of question 26 was promoted, when, and the medians, to the rows; what counts is
// decided by plain loops of its own.
func TestFirstPromotionFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	tasks := r.byKey("tasks")
	days := map[string][]int{}
	seen := map[string]bool{}
	for _, p := range r.Data["participations"] {
		k := tasks[p["task"]]
		hard, _ := k["difficulty"].(int)
		verified := text(k["outcomeVerifiedOn"])
		pair := text(p["task"]) + " " + text(p["cadre"])
		if p["role"] != "LEAD" || seen[pair] || hard < 4 || k["outcome"] != "SUCCEEDED" || verified == "" || verified > demo.AsOf ||
			k["difficultySetOn"] == nil || text(k["difficultySetOn"]) >= verified || r.exempt("task", p["task"], p["cadre"]) {
			continue
		}
		seen[pair] = true
		for _, d := range r.of("decisions", is("cadre", p["cadre"]), "decidedOn", "key") {
			kind, state, on := text(d["kind"]), text(d["state"]), text(d["decidedOn"])
			if slices.Contains([]string{"PROMOTION", "FURTHER_USE", "RANK_PROMOTION"}, kind) && (state == "DECIDED" || state == "EFFECTIVE") && on > verified && on <= demo.AsOf && r.stands(d) {
				days[text(k["category"])] = append(days[text(k["category"])], daysBetween(t, verified, on))
				break
			}
		}
	}
	var a struct {
		TimeToPromotion []struct {
			Category   string
			Promoted   int
			MedianDays *float64
		}
	}
	answered(t, ask, "26", map[string]any{"asOf": demo.AsOf, "difficulty": 4}, &a)
	want, got := map[string]string{}, map[string]string{}
	for c, d := range days {
		slices.Sort(d)
		want[c] = fmt.Sprint(len(d), float64(d[(len(d)-1)/2]+d[len(d)/2])/2)
	}
	for _, x := range a.TimeToPromotion {
		if x.Promoted > 0 {
			got[x.Category] = fmt.Sprint(x.Promoted, *x.MedianDays)
		}
	}
	same(t, "26", want, got)
	if len(want) < 3 {
		t.Errorf("26: promotions in %d categories alone", len(want))
	}
}

func daysBetween(t *testing.T, from, to string) int {
	t.Helper()
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return int(b.Sub(a).Hours() / 24)
}

// exempt reports whether a ruling in effect takes what it rules on out for a person.
func (r rows) exempt(column string, key, cadre any) bool {
	return slices.ContainsFunc(r.Data["toleranceRulings"], func(x demo.Row) bool {
		return x["effect"] == "EXEMPT" && x[column] == key && x["cadre"] == cadre && text(x["ruledOn"]) <= demo.AsOf && (x["revokedOn"] == nil || text(x["revokedOn"]) > demo.AsOf)
	})
}

// stands reports whether a decision rests on nothing recorded, or on at least one thing that counts.
func (r rows) stands(d demo.Row) bool {
	grounds := []demo.Row{d}
	rests := len(items(d["rounds"])) > 0
	none := !rests && len(items(d["tasks"]))+len(items(d["cases"]))+len(items(d["evaluations"])) == 0
	for _, e := range items(d["evaluations"]) {
		row := r.by("evaluations")[e]
		if len(items(row["tasks"]))+len(items(row["cases"])) == 0 {
			rests = true
		}
		grounds = append(grounds, row)
	}
	for _, g := range grounds {
		for _, k := range items(g["tasks"]) {
			rests = rests || !r.exempt("task", k, d["cadre"])
		}
		for _, k := range items(g["cases"]) {
			rests = rests || r.caseStands(k, d["cadre"]) && !r.exempt("case", k, d["cadre"])
		}
	}
	return none || rests
}

func (r rows) caseStands(key string, cadre any) bool {
	k := r.by("cases")[key]
	about := r.of("caseSubjects", func(s demo.Row) bool { return s["case"] == key && s["cadre"] == cadre })
	if len(about) == 0 || k["verifiedOn"] != nil && text(k["verifiedOn"]) > demo.AsOf {
		return false
	}
	if v := k["verification"]; v != "VERIFIED" && (v != "PARTLY" || about[0]["finding"] == nil) {
		return false
	}
	if k["polarity"] == "POSITIVE" {
		return true
	}
	told := text(about[0]["notifiedOn"])
	if told == "" || told > demo.AsOf {
		return false
	}
	until := text(about[0]["respondBy"])
	if until == "" {
		day, _ := time.Parse(time.DateOnly, told)
		until = day.AddDate(0, 0, 30).Format(time.DateOnly)
	}
	heard := slices.ContainsFunc(r.Data["statements"], func(s demo.Row) bool {
		return s["case"] == key && s["cadre"] == cadre && s["status"] == "ANSWERED" && text(s["answeredOn"]) <= demo.AsOf
	})
	return until < demo.AsOf || heard
}

// TestExamplesCanBeFollowed holds that each answer names what it speaks of by key or id.
func TestExamplesCanBeFollowed(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".json") {
			continue
		}
		b, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		var e example
		if err := json.Unmarshal(b, &e); err != nil {
			t.Fatal(err)
		}
		if s := string(b); !strings.Contains(s, `"key": "`) && !strings.Contains(s, `"id": "`) {
			t.Errorf("%s: nothing in the answer can be followed", f.Name())
		}
	}
}
