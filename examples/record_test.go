package examples_test

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"bole/internal/access"
	"bole/internal/dataset/demo"
)

type band struct{ Low, High float64 }

type recordItem struct {
	Kind         string
	Evaluation   *struct{ Key string }
	Task         struct{ Key string }
	Score        *float64
	Contribution float64
	Difficulty   *int
	Before       *bool `json:"beforeOutcome"`
}

type workRecord struct {
	AsOf                                               string
	Estimate, RawMean, RawDifference                   float64
	Population, Remainder                              float64
	BeforeOutcome                                      *float64
	Reviews, Outcomes, Tasks, Evaluators, Cadres, Size int
	Interval80, Interval95                             band
	Items                                              struct {
		TotalCount int
		Nodes      []recordItem
		PageInfo   page
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 2e-5 }

// someone are officials for the record: every 61st, and those of the examples.
func (c *recount) someone() []string {
	out := []string{"c0140", "c0039"}
	for i := 0; i < len(c.Data["cadres"]); i += 61 {
		out = append(out, text(c.Data["cadres"][i]["key"]))
	}
	return out
}

func TestRecordsFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	const records = `query($keys: [String!]!, $asOf: Date!, $first: Int!, $after: String) { cadres(first: 200, filter: { key: { in: $keys } }) { nodes { key
		workRecord(asOf: $asOf) { estimate rawMean rawDifference population remainder beforeOutcome reviews outcomes tasks evaluators interval80 { low high } interval95 { low high }
			items(first: $first, after: $after) { totalCount nodes { kind evaluation { key } task { key } score contribution difficulty beforeOutcome } pageInfo { endCursor hasNextPage } } } } } }`
	type answer struct {
		Cadres struct {
			Nodes []struct {
				Key        string
				WorkRecord *workRecord
			}
		}
	}
	ask1 := func(keys []string, first int, after string) answer {
		t.Helper()
		variables := map[string]any{"keys": keys, "asOf": demo.AsOf, "first": first}
		if after != "" {
			variables["after"] = after
		}
		var a answer
		told(t, ask, access.Grant{Role: "ORGANIZER"}, records, variables, &a)
		return a
	}
	keys := c.someone()
	checked := 0
	for _, n := range ask1(keys, 80, "").Cadres.Nodes {
		reviews, outcomes := c.reviews(n.Key), c.outcomes(n.Key)
		if (n.WorkRecord == nil) != (len(reviews)+len(outcomes) == 0) {
			t.Errorf("%s: a record %v, %d reviews and %d outcomes by the rows", n.Key, n.WorkRecord, len(reviews), len(outcomes))
		}
		if n.WorkRecord == nil {
			continue
		}
		checked++
		c.record(t, n.Key, n.WorkRecord, reviews, outcomes)
		if checked > 5 {
			continue
		}
		var walked []recordItem
		for p := (page{HasNextPage: true}); p.HasNextPage; {
			r := ask1([]string{n.Key}, 3, p.EndCursor).Cadres.Nodes[0].WorkRecord
			walked, p = append(walked, r.Items.Nodes...), r.Items.PageInfo
		}
		if d := gocmp.Diff(n.WorkRecord.Items.Nodes, walked); d != "" {
			t.Errorf("%s: page by page (-at once +walked):\n%s", n.Key, d)
		}
	}
	if checked < 30 {
		t.Errorf("only %d of %d have a record", checked, len(keys))
	}
}

// record holds one official's record to the rows: what it rests on, and that the parts sum to the estimate.
func (c *recount) record(t *testing.T, key string, r *workRecord, reviews, outcomes []observation) {
	t.Helper()
	want, sum, before := map[string]float64{}, 0.0, 0
	tasks, evaluators := map[string]bool{}, map[any]bool{}
	for _, o := range reviews {
		want["REVIEW "+text(o.evaluation["key"])+" "+o.task] = o.score
		evaluators[o.evaluation["evaluator"]] = true
		if o.before {
			before++
		}
	}
	for _, o := range outcomes {
		want["OUTCOME  "+o.task] = o.score
	}
	for _, o := range slices.Concat(reviews, outcomes) {
		sum += o.score
		tasks[o.task] = true
		want["ASSIGNMENT  "+o.task] = 0
	}
	n := len(reviews) + len(outcomes)
	if r.Reviews != len(reviews) || r.Outcomes != len(outcomes) || r.Tasks != len(tasks) || r.Evaluators != len(evaluators) {
		t.Errorf("%s: %d reviews, %d outcomes, %d tasks, %d evaluators; by the rows %d, %d, %d, %d", key, r.Reviews, r.Outcomes, r.Tasks, r.Evaluators,
			len(reviews), len(outcomes), len(tasks), len(evaluators))
	}
	if !near(r.RawMean, sum/float64(n)) {
		t.Errorf("%s: raw mean %v, by the rows %v", key, r.RawMean, sum/float64(n))
	}
	if (r.BeforeOutcome == nil) != (len(reviews) == 0) || r.BeforeOutcome != nil && !near(*r.BeforeOutcome, float64(before)/float64(len(reviews))) {
		t.Errorf("%s: the share before the outcome is %v, by the rows %d of %d", key, r.BeforeOutcome, before, len(reviews))
	}
	got, parts, last := map[string]float64{}, r.Population+r.Remainder, math.Inf(1)
	for _, i := range r.Items.Nodes {
		name, score := i.Kind+" ", 0.0
		if i.Evaluation != nil {
			name += i.Evaluation.Key
		}
		if i.Score != nil {
			score = *i.Score
		}
		got[name+" "+i.Task.Key] = score
		parts += i.Contribution
		if math.Abs(i.Contribution) > last {
			t.Errorf("%s: %s contributes %v, more than the item before it", key, name, i.Contribution)
		}
		last = math.Abs(i.Contribution)
		if d := c.difficulty(c.tasks[i.Task.Key]); (i.Difficulty == nil) != (d == 0) || i.Difficulty != nil && *i.Difficulty != d {
			t.Errorf("%s: the difficulty of %s that counts is %d by the rows", key, i.Task.Key, d)
		}
	}
	if d := gocmp.Diff(want, got); d != "" || r.Items.TotalCount != len(want) {
		t.Errorf("%s: %d items (-rows +answer):\n%s", key, r.Items.TotalCount, d)
	}
	if !near(parts, r.Estimate) {
		t.Errorf("%s: the parts sum to %v, the estimate is %v", key, parts, r.Estimate)
	}
	if e := r.Estimate; e < r.Interval80.Low || e > r.Interval80.High || r.Interval95.Low > r.Interval80.Low || r.Interval95.High < r.Interval80.High {
		t.Errorf("%s: %v lies in %v and %v", key, e, r.Interval80, r.Interval95)
	}
}

func TestRecordTrendFromRows(t *testing.T) {
	ask, r := api(t, open(t)), generated()
	days := []string{"2020-08-31", "2021-08-31", "2022-08-31", "2023-08-31", demo.AsOf}
	var trends struct {
		Cadres struct {
			Nodes []struct {
				Key   string
				Trend []workRecord
			}
		}
	}
	told(t, ask, access.Grant{Role: "ORGANIZER"}, `query($keys: [String!]!, $days: [Date!]!) { cadres(first: 200, filter: { key: { in: $keys } }) { nodes { key
		trend(asOf: $days) { asOf reviews outcomes tasks rawMean } } } }`, map[string]any{"keys": r.recount(demo.AsOf).someone(), "days": days}, &trends)
	got, want := map[string][3]int{}, map[string][3]int{}
	for _, n := range trends.Cadres.Nodes {
		for _, x := range n.Trend {
			got[n.Key+" "+x.AsOf] = [3]int{x.Reviews, x.Outcomes, x.Tasks}
		}
	}
	for _, day := range days {
		c := r.recount(day)
		for _, n := range trends.Cadres.Nodes {
			tasks, reviews, outcomes := map[string]bool{}, c.reviews(n.Key), c.outcomes(n.Key)
			for _, o := range slices.Concat(reviews, outcomes) {
				tasks[o.task] = true
			}
			if len(tasks) > 0 {
				want[n.Key+" "+day] = [3]int{len(reviews), len(outcomes), len(tasks)}
			}
		}
	}
	if d := gocmp.Diff(want, got); d != "" || len(want) < 60 {
		t.Errorf("%d points of trends (-rows +answer):\n%s", len(want), d)
	}
	var a struct {
		Cadre struct {
			Trend      []workRecord
			WorkRecord struct {
				workRecord
				Influence struct {
					Without, Change float64
					Item            recordItem
				}
			}
		}
	}
	answered(t, ask, "03", map[string]any{"cadre": "c0140", "days": days, "asOf": demo.AsOf}, &a)
	w := a.Cadre.WorkRecord
	if !near(w.Influence.Without-w.Estimate, w.Influence.Change) || w.Influence.Change == 0 {
		t.Errorf("without the item that weighs most %v, with it %v: not %v", w.Influence.Without, w.Estimate, w.Influence.Change)
	}
	if !slices.ContainsFunc(w.Items.Nodes, func(i recordItem) bool {
		return gocmp.Equal(i.Evaluation, w.Influence.Item.Evaluation) && i.Task == w.Influence.Item.Task && i.Kind == w.Influence.Item.Kind
	}) {
		t.Errorf("the item that weighs most is none of the items: %+v", w.Influence.Item)
	}
	if last := a.Cadre.Trend[len(a.Cadre.Trend)-1]; last.AsOf != demo.AsOf || last.Estimate != w.Estimate {
		t.Errorf("the trend ends %+v, the record is %v", last, w.Estimate)
	}
}

func TestPerformersFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	type performer struct {
		Cadre struct{ Key string }
		Parts []struct {
			Task struct{ Key string }
			Role string
		}
		Record *workRecord
	}
	var a struct {
		Performers struct {
			TotalCount int
			Nodes      []performer
		}
	}
	answered(t, ask, "06", map[string]any{"difficulty": 4, "asOf": demo.AsOf, "first": 200}, &a)
	want, got := map[string][]string{}, map[string][]string{}
	for at, roles := range c.roles {
		k := c.tasks[at.key]
		if d, _ := k["difficulty"].(int); d >= 4 && k["category"] == "DEBT_RESOLUTION" && k["outcome"] == "SUCCEEDED" && c.verified(k) && slices.Contains(roles, "LEAD") {
			want[at.cadre] = append(want[at.cadre], at.key+" LEAD")
		}
	}
	for _, parts := range want {
		slices.Sort(parts)
	}
	low := math.Inf(1)
	for _, n := range a.Performers.Nodes {
		for _, p := range n.Parts {
			got[n.Cadre.Key] = append(got[n.Cadre.Key], p.Task.Key+" "+p.Role)
		}
		reviews, outcomes := c.reviews(n.Cadre.Key), c.outcomes(n.Cadre.Key)
		if n.Record == nil || n.Record.Reviews != len(reviews) || n.Record.Outcomes != len(outcomes) {
			t.Errorf("%s: %+v, %d reviews and %d outcomes by the rows", n.Cadre.Key, n.Record, len(reviews), len(outcomes))
			continue
		}
		if n.Record.Interval80.Low > low {
			t.Errorf("%s stands after someone whose interval begins lower", n.Cadre.Key)
		}
		low = n.Record.Interval80.Low
	}
	if d := gocmp.Diff(want, got); d != "" || a.Performers.TotalCount != len(want) || len(want) < 20 {
		t.Errorf("%d of %d (-rows +answer):\n%s", a.Performers.TotalCount, len(want), d)
	}
}

func TestTeamsFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	type team struct {
		Task                     struct{ Key string }
		Outcome, Expected, Above float64
		Interval80               band
		Verdict                  string
		Unrated                  int
		Members                  []struct {
			Role  string
			Cadre struct{ Key string }
		}
	}
	var a struct {
		TeamOutcomes struct {
			TotalCount int
			Nodes      []team
		}
	}
	answered(t, ask, "14", map[string]any{"category": "DEBT_RESOLUTION", "asOf": demo.AsOf, "first": 200}, &a)
	elsewhere := map[pair]bool{} // officials with scores for other tasks than one
	members := map[string]map[string]string{}
	rank := []string{"LEAD", "DEPUTY", "MEMBER", "SUPPORT"}
	for at, roles := range c.roles {
		if members[at.key] == nil {
			members[at.key] = map[string]string{}
		}
		members[at.key][at.cadre] = slices.MinFunc(roles, func(a, b string) int { return cmp.Compare(slices.Index(rank, a), slices.Index(rank, b)) })
	}
	for cadre := range c.work {
		scores := slices.Concat(c.reviews(cadre), c.outcomes(cadre))
		for _, task := range c.work[cadre] {
			elsewhere[pair{cadre, task}] = slices.ContainsFunc(scores, func(o observation) bool { return o.task != task })
		}
	}
	want := map[string]bool{}
	for key, k := range c.tasks {
		of := text(key)
		known := slices.ContainsFunc(slices.Collect(maps.Keys(members[of])), func(m string) bool { return elsewhere[pair{m, of}] })
		if _, scored := k["outcomeScore"].(float64); scored && known && k["category"] == "DEBT_RESOLUTION" && c.verified(k) {
			want[of] = true
		}
	}
	verdicts := map[string]int{}
	low := math.Inf(1)
	for _, x := range a.TeamOutcomes.Nodes {
		key := x.Task.Key
		if !want[key] || x.Outcome != c.tasks[key]["outcomeScore"] || !near(x.Outcome-x.Expected, x.Above) {
			t.Errorf("%s: outcome %v, expected %v, above %v; among the rows' %t with %v", key, x.Outcome, x.Expected, x.Above, want[key], c.tasks[key]["outcomeScore"])
		}
		got, unrated := map[string]string{}, 0
		for _, m := range x.Members {
			got[m.Cadre.Key] = m.Role
		}
		for m := range members[key] {
			if !elsewhere[pair{m, key}] {
				unrated++
			}
		}
		if d := gocmp.Diff(members[key], got); d != "" || x.Unrated != unrated {
			t.Errorf("%s: %d without a record apart from it, %d by the rows; members (-rows +answer):\n%s", key, x.Unrated, unrated, d)
		}
		verdict := "AS_EXPECTED"
		if x.Interval80.Low > 0 {
			verdict = "ABOVE"
		} else if x.Interval80.High < 0 {
			verdict = "BELOW"
		}
		if x.Verdict != verdict || x.Above < x.Interval80.Low || x.Above > x.Interval80.High || x.Interval80.Low > low {
			t.Errorf("%s: %s with %v in %v after one from %v on", key, x.Verdict, x.Above, x.Interval80, low)
		}
		low = x.Interval80.Low
		verdicts[verdict]++
	}
	if len(verdicts) != 3 || a.TeamOutcomes.TotalCount != len(want) || len(a.TeamOutcomes.Nodes) != len(want) {
		t.Errorf("%d teams, %d by the rows, verdicts %v", a.TeamOutcomes.TotalCount, len(want), verdicts)
	}
}

// planted is how much more the demo's evaluators give than is deserved: the generator takes the opposite off.
func planted(evaluator int) float64 { return 6 - float64(evaluator*7919%13) }

func TestSeveritiesFromRows(t *testing.T) {
	ask, c := api(t, open(t)), generated().recount(demo.AsOf)
	evaluators := c.byKey("evaluators")
	unitOn := func(cadre, day string) any {
		var at demo.Row
		for _, a := range c.posts[cadre] {
			if main, _ := a["main"].(bool); main && text(a["from"]) <= day && (a["to"] == nil || text(a["to"]) > day) && (at == nil || text(a["from"]) >= text(at["from"])) {
				at = a
			}
		}
		return c.positions[at["position"]]["organization"]
	}
	type count struct{ Reviews, Own, Others int }
	want, got := map[string]count{}, map[string]count{}
	for cadre := range c.work {
		for _, o := range c.reviews(cadre) {
			key := text(o.evaluation["evaluator"])
			n := want[key]
			n.Reviews++
			if home := evaluators[key]["organization"]; home != nil && home == unitOn(cadre, text(o.evaluation["evaluatedOn"])) {
				n.Own++
			} else {
				n.Others++
			}
			want[key] = n
		}
	}
	for key, n := range want {
		if n.Own == 0 || n.Others == 0 {
			want[key] = count{Reviews: n.Reviews}
		}
	}
	var a struct {
		Severities struct {
			Nodes []struct {
				Evaluator struct{ Key string }
				Severity  struct {
					Value      float64
					Reviews    int
					Tendency   string
					Interval95 band
					OwnUnit    *struct{ Own, Others int }
				}
			}
		}
	}
	told(t, ask, access.Grant{Role: "ORGANIZER"}, `query($asOf: Date!) { severities(asOf: $asOf, first: 200) { nodes { evaluator { key } severity { value reviews tendency interval95 { low high }
		ownUnit { own others } } } } }`, map[string]any{"asOf": demo.AsOf}, &a)
	var values, truths []float64
	value := math.Inf(1)
	for _, n := range a.Severities.Nodes {
		s := n.Severity
		x := count{Reviews: s.Reviews}
		if s.OwnUnit != nil {
			x.Own, x.Others = s.OwnUnit.Own, s.OwnUnit.Others
		}
		got[n.Evaluator.Key] = x
		tendency := "NOT_DISTINGUISHABLE"
		if s.Interval95.Low > 0 {
			tendency = "LENIENT"
		} else if s.Interval95.High < 0 {
			tendency = "SEVERE"
		}
		if s.Tendency != tendency || s.Value > value || s.Value < s.Interval95.Low || s.Value > s.Interval95.High {
			t.Errorf("%s: %s with %v in %v, after %v", n.Evaluator.Key, s.Tendency, s.Value, s.Interval95, value)
		}
		value = s.Value
		for i := range evaluators {
			if key := text(i); key == n.Evaluator.Key && key[0] == 'e' && s.Reviews >= 20 {
				values, truths = append(values, s.Value), append(truths, planted(numberOf(key)-1))
			}
		}
	}
	if d := gocmp.Diff(want, got); d != "" {
		t.Errorf("reviews by evaluator (-rows +answer):\n%s", d)
	}
	if r := spearman(values, truths); len(values) < 50 || r < .8 {
		t.Errorf("over %d evaluators the order agrees with what was planted by %.3f", len(values), r)
	}
}

// numberOf is the number in a key such as e017.
func numberOf(key string) (n int) {
	for _, c := range key[1:] {
		n = 10*n + int(c-'0')
	}
	return n
}

// spearman is the correlation of ranks, those of equal values averaged.
func spearman(x, y []float64) float64 {
	ranks := func(of []float64) []float64 {
		out := make([]float64, len(of))
		for i, a := range of {
			for _, b := range of {
				switch {
				case b < a:
					out[i]++
				case b == a:
					out[i] += .5
				}
			}
		}
		return out
	}
	rx, ry, mean := ranks(x), ranks(y), float64(len(x))/2
	var xy, xx, yy float64
	for i := range rx {
		xy += (rx[i] - mean) * (ry[i] - mean)
		xx += (rx[i] - mean) * (rx[i] - mean)
		yy += (ry[i] - mean) * (ry[i] - mean)
	}
	return xy / math.Sqrt(xx*yy)
}
