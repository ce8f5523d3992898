package judge

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"bole/internal/judge/fact"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestBands(t *testing.T) {
	tests := []struct {
		name string
		of   []estimate
		want []int
	}{
		{"nobody", nil, []int{}},
		{"one", []estimate{{1, .1}}, []int{0}},
		{"cannot be told apart", []estimate{{1, .2}, {1.2, .2}, {1.3, .2}}, []int{0, 0, 0}},
		{"can", []estimate{{0, .1}, {1, .1}, {.95, .1}}, []int{1, 0, 0}},
		{"little is known of the second", []estimate{{1, .1}, {0, 1}, {.5, .05}}, []int{0, 0, 1}},
		{"not the highest value but the highest lower end leads", []estimate{{2, 2}, {1, .1}, {.2, .1}}, []int{0, 0, 1}},
		{"exact values", []estimate{{1, 0}, {2, 0}, {1, 0}}, []int{1, 0, 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, bandsOf(tt.of)); d != "" {
				t.Error(d)
			}
		})
	}
}

// Bands do not depend on the order in which people are given, and nobody stands above someone they are told to be
// below.
func TestBandsAreOfPeopleNotPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var es []estimate
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			es = append(es, estimate{rapid.Float64Range(-2, 2).Draw(t, "value"), rapid.Float64Range(0, 1).Draw(t, "se")})
		}
		at := rapid.Permutation(seq(len(es))).Draw(t, "order")
		moved := make([]estimate, len(es))
		for i, k := range at {
			moved[k] = es[i]
		}
		a, b := bandsOf(es), bandsOf(moved)
		for i, k := range at {
			if a[i] != b[k] {
				t.Fatalf("bands %v, in another order %v", a, b)
			}
		}
	})
}

func seq(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i)
	}
	return out
}

// record is a work record made by chance from the key alone.
func record(key string) *Measured {
	sum := sha256.Sum256([]byte(key))
	if sum[0]%5 == 0 {
		return nil
	}
	v := float64(sum[1])/64 - 2
	return &Measured{Value: v, Low80: v - .4, High80: v + .4, N: 3, Items: []Item{{"Evaluation", "v" + key, v / 2}, {"Task", "t" + key, -v}}}
}

func order(l *List) []string {
	var out []string
	for _, e := range l.Entries {
		out = append(out, fmt.Sprint(e.Dossier.Key, " ", e.Verdict, " ", e.Band))
	}
	return out
}

func TestOrder(t *testing.T) {
	f := world(400, 5)
	l := open(t, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(record, nil)
	if len(l.Entries)+l.Failed != 400 || len(l.Entries) < 40 {
		t.Fatalf("%d entries and %d failed of 400", len(l.Entries), l.Failed)
	}
	inKeys := 0
	for i := 1; i < len(l.Entries); i++ {
		a, b := l.Entries[i-1], l.Entries[i]
		switch {
		case place(a.Verdict) > place(b.Verdict), a.Verdict == b.Verdict && a.Band > b.Band:
			t.Errorf("%s %d stands before %s %d", a.Verdict, a.Band, b.Verdict, b.Band)
		case a.Verdict == b.Verdict && a.Measured == nil && b.Measured != nil:
			t.Errorf("someone without a record stands before someone with one")
		case a.Verdict == b.Verdict && a.Band == b.Band && (a.Measured == nil) != (b.Measured == nil):
			t.Errorf("band %d holds some with a record and some without", a.Band)
		}
		if a.Dossier.Key < b.Dossier.Key {
			inKeys++
		}
	}
	if share := float64(inKeys) / float64(len(l.Entries)-1); share < .3 || share > .7 {
		t.Errorf("%.2f of neighbours are in the order of keys: the lot follows them", share)
	}
	for i := range l.Entries {
		if c := l.Candidate(i); verdictOf(c.Gates) != c.Verdict || len(c.Evidence) > 3 {
			t.Errorf("%s: gates say %s, the list %s; %d pieces of evidence", c.Dossier.Key, verdictOf(c.Gates), c.Verdict, len(c.Evidence))
		}
	}
	half := open(t, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(record, func(d *fact.Dossier) bool { return d.Key < "c00200" })
	for _, e := range half.Entries {
		if e.Dossier.Key >= "c00200" {
			t.Errorf("%s is out of scope", e.Dossier.Key)
		}
	}
	out := l.About(f.Cadres[slices.IndexFunc(f.Cadres, func(d *fact.Dossier) bool { return l.opening.Verdict(d) == Failed })])
	if out.Band != -1 || out.Verdict != Failed || !slices.ContainsFunc(out.Gates, func(g Gate) bool { return g.Outcome == Fail }) {
		t.Errorf("why not is not told: band %d, %s", out.Band, out.Verdict)
	}
}

// Things that must never enter change neither the order nor the verdicts.
func TestWhatMustNeverEnter(t *testing.T) {
	tests := []struct {
		name   string
		change func(r *rand.Rand, f *fact.Facts, d *fact.Dossier)
	}{
		{"gender", func(r *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			d.Protected.Gender = []string{"MALE", "FEMALE", ""}[r.IntN(3)]
		}},
		{"ethnicity", func(r *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			d.Protected.Ethnicity = []string{"汉族", "回族", ""}[r.IntN(3)]
		}},
		{"birth", func(r *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			d.Protected.BirthMonth = fmt.Sprint(1950 + r.IntN(50))
		}},
		{"the kind of degree", func(_ *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			for i := range d.Educations {
				d.Educations[i].Mode, d.Educations[i].Degree = "IN_SERVICE", "博士"
			}
		}},
		{"seniority beyond the threshold", func(r *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			if d.WorkStartedOn < "2010" {
				d.WorkStartedOn, d.PartyJoinedOn = fmt.Sprintf("%d-08", 1975+r.IntN(35)), fmt.Sprint(1975+r.IntN(30))
			}
		}},
		{"who else worked on a task", func(_ *rand.Rand, f *fact.Facts, d *fact.Dossier) {
			for _, o := range f.Cadres[:3] {
				o.Work = append(o.Work, d.Work...)
			}
		}},
		{"who is near in the graph", func(_ *rand.Rand, f *fact.Facts, d *fact.Dossier) {
			d.Unit, d.ManagedBy = f.Cadres[0].Unit, "CENTRAL"
		}},
		{"how often one is named", func(_ *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			for i := range 5 {
				d.Nominations = append(d.Nominations, fact.Nomination{Round: fmt.Sprint("r", i), Kind: "NO_VACANCY", HeldOn: "2024-01-01", ByLeader: ptr(true)})
				d.Cases = append(d.Cases, fact.Involvement{Key: fmt.Sprint("x", i), Polarity: "NEGATIVE", Verification: "MALICIOUS", OccurredOn: "2023-01-01", NotifiedOn: "2023-02-01"},
					fact.Involvement{Key: fmt.Sprint("y", i), Polarity: "POSITIVE", Verification: "REPORTED", OccurredOn: "2023-01-01"})
			}
		}},
		{"what a political review says beyond failing", func(_ *rand.Rand, _ *fact.Facts, d *fact.Dossier) {
			for i := range d.Evaluations {
				if e := &d.Evaluations[i]; e.Kind == "POLITICAL_REVIEW" && e.Grade != "UNQUALIFIED" {
					e.Grade, e.Score = "EXCELLENT", ptr(100.)
				}
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(20) {
				f := world(60, seed)
				want := order(open(t, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(record, nil))
				r := rand.New(rand.NewPCG(seed, 9))
				for _, d := range f.Cadres[3:] {
					if r.IntN(2) == 0 {
						tt.change(r, f, d)
					}
				}
				if d := cmp.Diff(want, order(open(t, f, "2024-08-31", Ask{Vacancy: "v"}).Candidates(record, nil))); d != "" {
					t.Fatal(d)
				}
			}
		})
	}
}

// golden is the digest of the list below, on any machine. It changes with the rule book.
const golden = "6755761a21c8f6b52e03e99a84ece35ec1b58d25b0b6e1b97ac175ce82ab642c"

func TestDigest(t *testing.T) {
	list := func() *List { return open(t, world(60, 1), "2024-08-31", Ask{Vacancy: "v"}).Candidates(record, nil) }
	l := list()
	if got := l.Digest(); got != golden {
		t.Errorf("digest %s, want %s", got, golden)
	}
	l.lines(func(b canonical) {
		if !json.Valid(b) {
			t.Errorf("no JSON: %s", b)
		}
	})
	changes := map[string]func(*List){
		"an estimate":     func(l *List) { l.Entries[0].Measured = &Measured{Value: 9, N: 1} },
		"a fact":          func(l *List) { l.Entries[0].Dossier.WorkStartedOn = "1990-01-01" },
		"the order":       func(l *List) { slices.Reverse(l.Entries) },
		"who is left out": func(l *List) { l.Entries = l.Entries[1:] },
		"who failed":      func(l *List) { l.Failed++ },
	}
	for name, change := range changes {
		x := list()
		if change(x); x.Digest() == golden {
			t.Errorf("%s is not in the digest", name)
		}
	}
	for name, ask := range map[string]Ask{"a requirement": {Vacancy: "v", Requirements: []fact.Requirement{{Rule: "EDUCATION", Value: "大学本科", Strength: "MUST"}}}, "a want": {Vacancy: "v", Wants: []fact.Want{{Category: "OTHER", Weight: 1}}}} {
		if open(t, world(60, 1), "2024-08-31", ask).Digest() == l.opening.digest {
			t.Errorf("%s is not in the opening's digest", name)
		}
	}
}

func TestFit(t *testing.T) {
	d := able()
	f := about(d)
	task := func(key, outcome, verified string, change func(*fact.Task)) {
		x := &fact.Task{Key: key, Category: "REFORM", Setting: "ROUTINE", Difficulty: 4, DifficultySetOn: "2021-01-01", DifficultySource: "s", StartedOn: "2021-01-01", Outcome: outcome, OutcomeVerifiedOn: verified,
			Organizations: []string{"o00"}}
		change(x)
		f.Tasks[key] = x
	}
	f.Tasks = map[string]*fact.Task{}
	task("t1", "SUCCEEDED", "2023-01-01", func(t *fact.Task) { t.Setting = "MAJOR_TEST" })
	task("t2", "PARTLY", "2023-01-01", func(t *fact.Task) { t.Frontline, t.AccountabilityRisk = true, 4 })
	task("t3", "FAILED", "2023-01-01", func(t *fact.Task) { t.Frontline, t.Setting = true, "HARD_PROBLEM" })
	task("t4", "SUCCEEDED", "2024-09-01", func(t *fact.Task) { t.Frontline = true })
	task("t5", "SUCCEEDED", "2023-01-01", func(t *fact.Task) { t.Category, t.DifficultySetOn = "INDUSTRY", "2023-02-01" })
	task("t6", "SUCCEEDED", "2023-01-01", func(t *fact.Task) { t.Category = "PUBLIC_SERVICE" })
	for _, p := range []string{"t1 LEAD", "t2 DEPUTY", "t2 MEMBER", "t3 LEAD", "t4 LEAD", "t5 MEMBER"} {
		key, role, _ := strings.Cut(p, " ")
		d.Work = append(d.Work, fact.Participation{Task: key, Role: role, From: "2021-02-01"})
	}
	d.Nominations = []fact.Nomination{{Round: "r1", Kind: "NO_VACANCY", HeldOn: "2023-01-01"}, {Round: "r2", Kind: "NO_VACANCY", HeldOn: "2024-01-01"}, {Round: "r3", Kind: "VACANCY", Vacancy: "w", HeldOn: "2024-02-01"}}
	fit := open(t, f, "2024-08-31", Ask{Position: "o00-p3", Wants: []fact.Want{{Category: "REFORM", Weight: 2}, {Category: "INDUSTRY", Weight: 1}}}).Fit(d)
	if d := cmp.Diff([]wanted{{"REFORM", 2, []RoleWork{{"LEAD", [6]int{4: 2}, []string{"t1", "t3"}}, {"DEPUTY", [6]int{4: 1}, []string{"t2"}}}}, {"INDUSTRY", 1, []RoleWork{{"MEMBER", [6]int{0: 1}, []string{"t5"}}}}}, fit.Wanted); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]tilt{{"IMPORTANT", []string{"t1"}, nil, 2}, {"HIGH_RISK", nil, []string{"t2"}, 1}, {"FRONTLINE", nil, []string{"t2"}, 3}}, fit.Tilts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(&experience{2. / 3, []string{"INDUSTRY", "REFORM"}, []string{"PUBLIC_SERVICE"}, []string{"t5", "t1", "t2", "t3", "t4"}}, fit.Experience); d != "" {
		t.Error(d)
	}
	if len(fit.Led) != 2 || len(fit.Nominations) != 2 || fit.Nominations[0].Round != "r2" {
		t.Errorf("led %d, nominations %v", len(fit.Led), fit.Nominations)
	}
}
