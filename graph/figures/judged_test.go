package figures_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/localneo4j/neo4jtest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

func TestMain(m *testing.M) { neo4jtest.Main(m) }

// histories are officials with everything that decides what counts, as the judge and as the graph hold them. Cases,
// tasks and evaluations are shared and mixed up: what is somebody else's must not decide.
type histories struct {
	rng   *rand.Rand
	facts *fact.Facts
	nodes map[string][]any // by label
	links map[[3]string][]any
	about map[string][]string // officials, by case
}

func newHistories(rng *rand.Rand, n int) *histories {
	h := &histories{rng: rng, facts: &fact.Facts{Tasks: map[string]*fact.Task{}, Evaluations: map[string]*fact.Evaluation{}},
		nodes: map[string][]any{}, links: map[[3]string][]any{}, about: map[string][]string{}}
	h.node("Organization", "o", nil)
	for i := range n {
		key := fmt.Sprintf("t%03d", i)
		h.facts.Tasks[key] = &fact.Task{Key: key}
		h.node("Task", key, nil)
		c := fmt.Sprintf("c%03d", i)
		h.facts.Cadres = append(h.facts.Cadres, &fact.Dossier{Key: c})
		h.node("Cadre", c, nil)
	}
	for i := range 2 * n {
		h.kase(fmt.Sprintf("k%03d", i), i/2)
	}
	for i := range n / 4 {
		e := &fact.Evaluation{Key: fmt.Sprintf("b%03d", i), EvaluatedOn: h.day()}
		h.facts.Evaluations[e.Key] = e
		h.evaluation(e, i*4)
		h.link("Evaluation", e.Key, "OF", "Organization", "o", nil)
	}
	for i, d := range h.facts.Cadres {
		h.official(d, i)
	}
	for i, d := range h.facts.Cadres {
		h.decisions(d, i)
	}
	return h
}

// day is a whole day of four years.
func (h *histories) day() string {
	return time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, h.rng.IntN(4*365)).Format(time.DateOnly)
}

func (h *histories) perhaps(day string) string {
	if h.rng.IntN(3) == 0 {
		return ""
	}
	return day
}

func (h *histories) of(list ...string) string { return list[h.rng.IntN(len(list))] }

// near is a number close to an official's, which is where what belongs to them lies.
func (h *histories) near(i, n int) int { return (i + h.rng.IntN(3)) % n }

func (h *histories) node(label, key string, props map[string]any) {
	p := map[string]any{"key": key}
	for k, v := range props {
		if v != "" {
			p[k] = v
		}
	}
	h.nodes[label] = append(h.nodes[label], p)
}

func (h *histories) link(from, a, typ, to, b string, props map[string]any) {
	p := map[string]any{}
	for k, v := range props {
		if v != "" {
			p[k] = v
		}
	}
	id := [3]string{from, typ, to}
	h.links[id] = append(h.links[id], map[string]any{"a": a, "b": b, "p": p})
}

// kase is a case about one to three officials, each with their own notice and finding.
func (h *histories) kase(key string, at int) {
	of := fact.Involvement{Key: key, Polarity: h.of("POSITIVE", "NEGATIVE", "NEGATIVE", "NEGATIVE"), OccurredOn: h.day(), VerifiedOn: h.perhaps(h.day()),
		Verification: h.of("REPORTED", "CHECKING", "VERIFIED", "VERIFIED", "VERIFIED", "VERIFIED", "PARTLY", "PARTLY", "PARTLY", "REJECTED", "MALICIOUS")}
	h.node("Case", key, map[string]any{"polarity": of.Polarity, "occurredOn": of.OccurredOn, "verifiedOn": of.VerifiedOn, "verification": of.Verification})
	first := h.rng.IntN(2)
	for i := first; i <= first+h.rng.IntN(3); i++ {
		d := h.facts.Cadres[(at+i)%len(h.facts.Cadres)]
		c := of
		c.Finding, c.NotifiedOn = h.perhaps("部分属实"), h.perhaps(h.day())
		if c.NotifiedOn != "" && h.rng.IntN(2) == 0 {
			c.RespondBy = h.day()
		}
		d.Cases = append(d.Cases, c)
		h.about[key] = append(h.about[key], d.Key)
		h.link("Case", key, "ABOUT", "Cadre", d.Key, map[string]any{"finding": c.Finding, "notifiedOn": c.NotifiedOn, "respondBy": c.RespondBy})
	}
}

// grounds are tasks and cases that something rests on, most of them the official's.
func (h *histories) grounds(at int) (tasks, cases []string) {
	n := len(h.facts.Cadres)
	for range h.rng.IntN(3) {
		if k := fmt.Sprintf("t%03d", h.near(at, n)); !slices.Contains(tasks, k) {
			tasks = append(tasks, k)
		}
	}
	for range h.rng.IntN(3) {
		if k := fmt.Sprintf("k%03d", h.near(2*at, 2*n)); !slices.Contains(cases, k) {
			cases = append(cases, k)
		}
	}
	if h.rng.IntN(2) == 0 { // resting on one kind alone is what fails to count
		tasks = nil
	}
	return tasks, cases
}

func (h *histories) evaluation(e *fact.Evaluation, at int) {
	e.Tasks, e.Cases = h.grounds(at)
	h.node("Evaluation", e.Key, map[string]any{"evaluatedOn": e.EvaluatedOn})
	h.restsOn("Evaluation", e.Key, "Task", e.Tasks)
	h.restsOn("Evaluation", e.Key, "Case", e.Cases)
}

func (h *histories) restsOn(label, key, on string, keys []string) {
	for _, k := range keys {
		h.link(label, key, "BASED_ON", on, k, nil)
	}
}

func (h *histories) official(d *fact.Dossier, i int) {
	n := len(h.facts.Cadres)
	key := func(prefix string, k int) string { return fmt.Sprintf("%s%03d-%d", prefix, i, k) }
	for k := range h.rng.IntN(4) {
		s := fact.Statement{Key: key("st", k), Of: "Case", On: fmt.Sprintf("k%03d", h.near(2*i, 2*n)), Status: h.of("OPEN", "ANSWERED", "ANSWERED", "WITHDRAWN"), AnsweredOn: h.perhaps(h.day())}
		d.Statements = append(d.Statements, s)
		h.node("Statement", s.Key, map[string]any{"status": s.Status, "answeredOn": s.AnsweredOn})
		h.link("Statement", s.Key, "BY", "Cadre", d.Key, nil)
		h.link("Statement", s.Key, "ABOUT", s.Of, s.On, nil)
	}
	for k := range h.rng.IntN(3) {
		s := fact.Sanction{Key: key("s", k), DecidedOn: h.day(), StartsOn: h.perhaps(h.day()), RevokedOn: h.of("", "", h.day()), EffectEndsOn: h.perhaps(h.day())}
		d.Sanctions = append(d.Sanctions, s)
		h.node("Sanction", s.Key, map[string]any{"decidedOn": s.DecidedOn, "startsOn": s.StartsOn, "revokedOn": s.RevokedOn, "effectEndsOn": s.EffectEndsOn})
		h.link("Sanction", s.Key, "ON", "Cadre", d.Key, nil)
	}
	for k := range h.rng.IntN(5) {
		h.ruling(d, key("r", k), i)
	}
	for k := range 2 {
		e := fact.Evaluation{Key: key("v", k), EvaluatedOn: h.day()}
		h.evaluation(&e, i)
		h.link("Evaluation", e.Key, "OF", "Cadre", d.Key, nil)
		d.Evaluations = append(d.Evaluations, e)
		h.facts.Evaluations[e.Key] = &e // decisions about others may rest on it
	}
	h.link("Cadre", d.Key, "WORKED_ON", "Task", fmt.Sprintf("t%03d", i), map[string]any{"role": "LEAD"})
}

func (h *histories) ruling(d *fact.Dossier, key string, i int) {
	n := len(h.facts.Cadres)
	r := fact.Ruling{Key: key, Effect: h.of("EXEMPT", "EXEMPT", "EXEMPT", "MITIGATED"), RuledOn: h.day(), RevokedOn: h.of("", "", h.day()), Of: h.of("Case", "Case", "Task", "Sanction")}
	switch r.Of {
	case "Case":
		r.On = fmt.Sprintf("k%03d", h.near(2*i, 2*n))
	case "Task":
		r.On = fmt.Sprintf("t%03d", h.near(i, n))
	default:
		if len(d.Sanctions) == 0 {
			return
		}
		r.On = d.Sanctions[h.rng.IntN(len(d.Sanctions))].Key
	}
	d.Rulings = append(d.Rulings, r)
	h.node("ToleranceRuling", r.Key, map[string]any{"effect": r.Effect, "ruledOn": r.RuledOn, "revokedOn": r.RevokedOn})
	h.link("ToleranceRuling", r.Key, "FOR", "Cadre", d.Key, nil)
	h.link("ToleranceRuling", r.Key, "RULES_ON", r.Of, r.On, nil)
}

// decisions rest on tasks, cases, evaluations of the official, of a leading body and of somebody else, rounds and talks.
func (h *histories) decisions(d *fact.Dossier, i int) {
	n := len(h.facts.Cadres)
	for k := range 2 {
		e := fact.Decision{Key: fmt.Sprintf("d%03d-%d", i, k), State: h.of("PROPOSED", "DECIDED", "EFFECTIVE", "EFFECTIVE", "REVOKED"), DecidedOn: h.day()}
		if h.rng.IntN(2) == 0 {
			e.Tasks, e.Cases = h.grounds(i)
		}
		for range h.rng.IntN(3) {
			v := h.of(d.Evaluations[0].Key, d.Evaluations[1].Key, fmt.Sprintf("b%03d", h.near(i/4, n/4)), fmt.Sprintf("v%03d-0", h.near(i, n)))
			if !slices.Contains(e.Evaluations, v) {
				e.Evaluations = append(e.Evaluations, v)
			}
		}
		h.node("Decision", e.Key, map[string]any{"state": e.State, "decidedOn": e.DecidedOn})
		if h.rng.IntN(8) == 0 {
			e.Rounds = []string{"n" + e.Key}
			h.node("RecommendationRound", e.Rounds[0], nil)
		}
		if h.rng.IntN(8) == 0 {
			e.Talks = []string{"w" + e.Key}
			h.node("Talk", e.Talks[0], nil)
		}
		h.link("Decision", e.Key, "CONCERNS", "Cadre", d.Key, nil)
		for label, keys := range map[string][]string{"Task": e.Tasks, "Case": e.Cases, "Evaluation": e.Evaluations, "RecommendationRound": e.Rounds, "Talk": e.Talks} {
			h.restsOn("Decision", e.Key, label, keys)
		}
		d.Decisions = append(d.Decisions, e)
	}
}

func (h *histories) store(t *testing.T, r *rooms.Rooms) {
	t.Helper()
	for label, rows := range h.nodes {
		roomstest.Exec(t, "UNWIND $p.rows AS r CREATE (n:"+cypher.Quote(label)+") SET n = r", map[string]any{"rows": rows})
	}
	for id, rows := range h.links {
		roomstest.Exec(t, "UNWIND $p.rows AS r MATCH (a:"+cypher.Quote(id[0])+" {key: r.a}) MATCH (b:"+cypher.Quote(id[2])+" {key: r.b}) CREATE (a)-[x:"+cypher.Quote(id[1])+"]->(b) SET x = r.p",
			map[string]any{"rows": rows})
	}
	if err := r.Upkeep(t.Context(), time.Date(2024, 8, 31, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	// The planner takes indexes of what was just written for empty, and would walk them for every row.
	roomstest.Exec(t, "CALL db.prepareForReplanning()", nil)
}

// comparison holds what a statement says of an official's node to what the judge says.
type comparison struct {
	text  string // gives the official's key, the node's, and a truth
	judge func(y *judge.Day, d *fact.Dossier, key string) (counts, comparable bool)
}

// itemOf is an item of a list by its key.
func itemOf[T any](list []T, key func(*T) string, want string) *T {
	i := slices.IndexFunc(list, func(x T) bool { return key(&x) == want })
	return &list[i]
}

var comparisons = map[string]comparison{
	"case": {"MATCH (c:Cadre)<-[:ABOUT]-(k:Case) RETURN c.key, k.key, " + figures.CaseCounts("k", "c.key"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		return y.CaseCounts(d, itemOf(d.Cases, func(c *fact.Involvement) string { return c.Key }, key)), true
	}},
	"exempt case": {"MATCH (c:Cadre)<-[:ABOUT]-(k:Case) RETURN c.key, k.key, " + figures.Exemption("k", "c.key"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		return y.Exempt(d, "Case", key), true
	}},
	"exempt task": {"MATCH (c:Cadre)-[:WORKED_ON]->(t:Task) RETURN c.key, t.key, " + figures.Exemption("t", "c.key"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		return y.Exempt(d, "Task", key), true
	}},
	"evaluation": {"MATCH (c:Cadre)<-[:OF]-(e:Evaluation) RETURN c.key, e.key, " + figures.GroundsCount("e"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		e := itemOf(d.Evaluations, func(e *fact.Evaluation) string { return e.Key }, key)
		counts, _ := y.EvaluationCounts(d, e)
		return counts, e.EvaluatedOn <= y.AsOf()
	}},
	"decision": {"MATCH (c:Cadre)<-[:CONCERNS]-(e:Decision) RETURN c.key, e.key, " + figures.GroundsCount("e"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		e := itemOf(d.Decisions, func(e *fact.Decision) string { return e.Key }, key)
		counts, _ := y.DecisionCounts(d, e)
		return counts, e.DecidedOn <= y.AsOf() && (e.State == "DECIDED" || e.State == "EFFECTIVE")
	}},
	"sanction": {"MATCH (c:Cadre)<-[:ON]-(s:Sanction) RETURN c.key, s.key, " + figures.SanctionCounts("s"), func(y *judge.Day, d *fact.Dossier, key string) (bool, bool) {
		state := y.SanctionState(d, itemOf(d.Sanctions, func(s *fact.Sanction) string { return s.Key }, key))
		return state != "REVOKED" && state != "EXEMPT", state != "NOT_YET"
	}},
}

// TestCountsAsTheJudgeCounts holds the Cypher of counts.go to package judge on 2,100 histories with whole days, as of
// several days and with two times for a hearing.
func TestCountsAsTheJudgeCounts(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	h := newHistories(rand.New(rand.NewPCG(20, 7)), 2100)
	h.store(t, r)
	by := map[string]*fact.Dossier{}
	for _, d := range h.facts.Cadres {
		by[d.Key] = d
	}
	met := map[string]int{}
	for i, asOf := range []string{"2022-06-15", "2023-09-01", "2024-12-31"} {
		hearing := []int{30, 10, 30}[i]
		y, err := judge.On(h.facts, asOf, hearing)
		if err != nil {
			t.Fatal(err)
		}
		for what, c := range comparisons {
			rows, err := r.Store.Read(t.Context(), law.System, cypher.Statement{Text: c.text, Params: map[string]any{"p": map[string]any{"asOf": asOf, "hearing": hearing}}})
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			for _, row := range rows {
				person, key := row[0].(string), row[1].(string)
				want, comparable := c.judge(y, by[person], key)
				if !comparable {
					continue
				}
				met[fmt.Sprint(what, " ", want)]++
				if row[2] != want {
					t.Errorf("as of %s, %s %s of %s: Cypher says %v, the judge %v", asOf, what, key, person, row[2], want)
				}
			}
		}
	}
	for what := range comparisons {
		for _, counts := range []bool{true, false} {
			if n := met[fmt.Sprint(what, " ", counts)]; n < 100 {
				t.Errorf("%s: %t was met %d times; the histories are too poor", what, counts, n)
			}
		}
	}
}
