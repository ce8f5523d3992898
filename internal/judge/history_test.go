package judge

import (
	"flag"
	"fmt"
	"testing"

	"bole/internal/judge/fact"

	"pgregory.net/rapid"
)

// checks has rapid look at n cases instead of its usual hundred.
func checks(tb testing.TB, n int) {
	tb.Helper()
	f := flag.Lookup("rapid.checks")
	before := f.Value.String()
	if err := f.Value.Set(fmt.Sprint(n)); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = f.Value.Set(before) })
}

// draw makes histories by chance.
type draw struct{ t *rapid.T }

func (g draw) int(n int, what string) int { return rapid.IntRange(0, n-1).Draw(g.t, what) }
func (g draw) of(what string, list ...string) string {
	return list[g.int(len(list), what)]
}

// date is a day of five years, or only its month or year.
func (g draw) date(what string) string {
	s := format(number(2021, 1, 1) + int32(g.int(5*365, what)))
	return s[:[]int{10, 10, 10, 10, 7, 4}[g.int(6, what+" precision")]]
}

// perhaps is a date, or none.
func (g draw) perhaps(what string) string {
	if g.int(3, what+" is there") == 0 {
		return ""
	}
	return g.date(what)
}

func (g draw) asOf() string {
	return format(number(2022, 1, 1) + int32(g.int(3*365, "asOf")))
}

func (g draw) some(what, prefix string, n int) []string {
	var out []string
	for i := range n {
		if g.int(2, what) == 0 {
			out = append(out, fmt.Sprint(prefix, i))
		}
	}
	return out
}

// history is one official with cases, statements, rulings, sanctions, evaluations and decisions of every state.
func (g draw) history() *fact.Facts {
	d := &fact.Dossier{Key: "c", Status: "ACTIVE"}
	f := &fact.Facts{Cadres: []*fact.Dossier{d}, Tasks: map[string]*fact.Task{}}
	for i := range 3 {
		t := &fact.Task{Key: fmt.Sprint("t", i), Category: "REFORM", Difficulty: g.int(6, "difficulty"), DifficultySetOn: g.perhaps("set"), DifficultySource: g.of("source", "s", "s", "s", ""),
			Outcome: g.of("outcome", "SUCCEEDED", "PARTLY", "FAILED", "ONGOING"), OutcomeVerifiedOn: g.perhaps("outcome verified")}
		f.Tasks[t.Key] = t
		d.Work = append(d.Work, fact.Participation{Task: t.Key, Role: g.of("role", taskRoles...), From: g.perhaps("began")})
	}
	for i := range 3 {
		d.Cases = append(d.Cases, fact.Involvement{Key: fmt.Sprint("k", i), Polarity: g.of("polarity", "POSITIVE", "NEGATIVE", "NEGATIVE"),
			Verification: g.of("verification", "REPORTED", "CHECKING", "VERIFIED", "VERIFIED", "VERIFIED", "PARTLY", "PARTLY", "REJECTED", "MALICIOUS"), OccurredOn: g.date("occurred"),
			VerifiedOn: g.perhaps("verified"), Finding: g.of("finding", "", "部分属实"), NotifiedOn: g.perhaps("notified"), RespondBy: g.perhaps("respond by")})
	}
	for i := range g.int(3, "statements") {
		d.Statements = append(d.Statements, fact.Statement{Key: fmt.Sprint("st", i), Of: "Case", On: fmt.Sprint("k", g.int(3, "about")),
			Status: g.of("status", "OPEN", "ANSWERED", "ANSWERED", "WITHDRAWN"), AnsweredOn: g.perhaps("answered")})
	}
	for i := range g.int(3, "sanctions") {
		d.Sanctions = append(d.Sanctions, fact.Sanction{Key: fmt.Sprint("s", i), Name: "警告", Regime: "PARTY", DecidedOn: g.date("decided"), StartsOn: g.perhaps("starts"),
			EffectEndsOn: g.perhaps("ends"), RevokedOn: g.of("revoked", "", "", g.date("revoked on"))})
	}
	for i := range g.int(3, "rulings") {
		of := g.of("ruling", "Case", "Sanction", "Task")
		d.Rulings = append(d.Rulings, fact.Ruling{Key: fmt.Sprint("r", i), Effect: g.of("effect", "EXEMPT", "EXEMPT", "MITIGATED"), RuledOn: g.date("ruled"),
			RevokedOn: g.of("ruling revoked", "", "", g.date("ruling revoked on")), Of: of, On: map[string]string{"Case": "k", "Sanction": "s", "Task": "t"}[of] + fmt.Sprint(g.int(3, "on"))})
	}
	for i := range 3 {
		d.Evaluations = append(d.Evaluations, fact.Evaluation{Key: fmt.Sprint("v", i), Kind: g.of("kind", "TASK_REVIEW", "SPECIAL"), Score: ptr(70.), EvaluatedOn: g.date("evaluated"),
			Tasks: g.some("rests on tasks", "t", 3), Cases: g.some("rests on cases", "k", 4)})
	}
	for i := range 1 + g.int(3, "decisions") {
		d.Decisions = append(d.Decisions, fact.Decision{Key: fmt.Sprint("d", i), Kind: "PROMOTION", State: g.of("state", "PROPOSED", "DECIDED", "EFFECTIVE", "REVOKED"), DecidedOn: g.date("decision"),
			Tasks: g.some("on tasks", "t", 2), Cases: g.some("on cases", "k", 4), Evaluations: g.some("on evaluations", "v", 4), Rounds: g.some("on rounds", "n", g.int(2, "rounds"))})
	}
	return f
}

// What counts is what the sentences of docs/counting.md say, for every case, sanction, evaluation, decision and
// difficulty of ten thousand histories.
func TestWhatCountsIsWhatTheSentencesSay(t *testing.T) {
	checks(t, 10000)
	seen := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		g := draw{t}
		f, asOf := g.history(), g.asOf()
		y, err := On(f, asOf, 0)
		if err != nil {
			t.Fatal(err)
		}
		d := f.Cadres[0]
		o := oracle{asOf: ends(asOf)[0], d: d}
		same := func(what string, got, want any) {
			if seen[fmt.Sprint(what[:1], want)]++; got != want {
				t.Fatalf("as of %s, %s: %v, by the sentences %v", asOf, what, got, want)
			}
		}
		for i := range d.Cases {
			same("case "+d.Cases[i].Key, y.CaseCounts(d, &d.Cases[i]), o.caseCounts(d.Cases[i]))
		}
		for i := range d.Sanctions {
			want, got := o.sanction(d.Sanctions[i]), y.SanctionState(d, &d.Sanctions[i])
			if want == "NONE" && got != inForce && got != effectUnknown {
				continue
			}
			same("sanction "+d.Sanctions[i].Key, got, want)
		}
		for i := range d.Evaluations {
			counts, mixed := y.EvaluationCounts(d, &d.Evaluations[i])
			wantCounts, wantMixed := o.evaluation(d.Evaluations[i])
			same("evaluation "+d.Evaluations[i].Key, fmt.Sprint(counts, mixed), fmt.Sprint(wantCounts, wantMixed))
		}
		for i := range d.Decisions {
			counts, mixed := y.DecisionCounts(d, &d.Decisions[i])
			wantCounts, wantMixed := o.decision(d.Decisions[i])
			same("decision "+d.Decisions[i].Key, fmt.Sprint(counts, mixed), fmt.Sprint(wantCounts, wantMixed))
		}
		for _, key := range sortedKeys(f.Tasks) {
			value, known, why := y.Difficulty(f.Tasks[key])
			got := fmt.Sprint(value)
			if !known {
				got += " unknown"
			}
			if known != (why == "") {
				t.Fatalf("difficulty of %s: known %v, why %q", key, known, why)
			}
			same("task "+key, got, o.difficulty(*f.Tasks[key]))
		}
	})
	for _, what := range []string{"ctrue", "cfalse", "s" + string(inForce), "s" + string(effectEnded), "s" + string(effectUnknown), "s" + string(revoked), "s" + string(exempted), "s" + string(notYet),
		"etrue true", "etrue false", "efalse false", "dtrue true", "dtrue false", "dfalse false", "t3 unknown", "t5"} {
		if seen[what] < 100 {
			t.Errorf("%s was met %d times: the histories are too poor", what, seen[what])
		}
	}
}
