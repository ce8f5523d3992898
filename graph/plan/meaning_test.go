package plan_test

import (
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/render"
	"bole/internal/worldtest"
)

var queries = flag.Int("queries", 0, "how many queries are generated; 0 are those that the sample is chosen from")

// seed of the generated data and queries.
const seed = 20240831

// rooms are what answers without a database: plans and the evaluator of what they mean.
type rooms struct {
	law   *law.Law
	world *worldtest.World
	seen  func(*plan.Plan) // each plan that is evaluated; nil: nobody looks
	shown render.Shown     // whom the last answer was about
}

func newRooms(t *testing.T) *rooms {
	t.Helper()
	l := worldtest.Law(t)
	return &rooms{law: l, world: worldtest.New(l.Schema(), rand.New(rand.NewPCG(seed, 0)))}
}

// ask plans a request, evaluates its statements and writes the answer.
func (r *rooms) ask(q worldtest.Request) ([]byte, error) {
	sdl := r.law.Schema().SDL
	doc, errs := gqlparser.LoadQuery(sdl, q.Text)
	if len(errs) > 0 {
		return nil, errs
	}
	op, pinned := doc.Operations[0], map[string]bool{} // with holes, as requests that share a plan have it
	root, err := plan.Requests(sdl, sdl.Query, op, q.Variables, q.Caller, pinned)[0].Plan(r.law, sdl.Query, plan.Limits{Rows: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	_, b, ok := plan.ShapeOf(r.law, op, q.Variables, q.Caller, pinned)
	if !ok {
		return nil, errors.New("the variables have no shape")
	}
	s := render.NewState(b, message.English, 0)
	write := func() ([]byte, []*refusal.Error) {
		place := root.Nodes.Places[0]
		return s.Node(root.Nodes.Types[place.Type], place.Key(b), root.Path)
	}
	if root.Page != nil {
		row := r.rows(root.Page.Plan, b)[0]
		var figures []any
		if len(row) > 2 {
			figures = row[2].([]any)
		}
		write = func() ([]byte, []*refusal.Error) {
			return s.Connection(root.Page.Shape, row[0], row[1], figures, root.Path)
		}
	}
	for {
		s.Begin()
		answer, refused := write()
		wanted := s.WantedNodes()
		switch {
		case len(wanted) > 0:
		case len(refused) > 0:
			return nil, refused[0]
		default:
			r.shown = s.Shown()
		}
		switch {
		case len(wanted) > 0:
		case answer == nil:
			return []byte("null"), nil
		default:
			return answer, nil
		}
		for l, keys := range wanted {
			p, by := plan.EvaluateLater(r.world, r.law.Schema(), l, keys, b)
			if r.seen != nil {
				r.seen(p)
			}
			s.GiveNodes(l, keys, by)
		}
	}
}

func (r *rooms) rows(p *plan.Plan, b plan.Binding) [][]any {
	if r.seen != nil {
		r.seen(p)
	}
	return plan.Evaluate(r.world, r.law.Schema(), p, b)
}

// query is the generated query of a number, the same here and where Neo4j answers it.
func (r *rooms) query(i int) *worldtest.Query {
	return worldtest.NewQuery(r.world, rand.New(rand.NewPCG(seed, uint64(i+1))))
}

// TestPlansMeanWhatIsAsked compares the meaning of plans with the naive interpreter, without a database, and holds that
// every match of a node that belongs to somebody carries the caller's scope or hangs on an admitted owner.
func TestPlansMeanWhatIsAsked(t *testing.T) {
	r := newRooms(t)
	n := max(*queries, sampleOf)
	of := make([]map[string]bool, sampleOf)
	found := 0
	for i := range n {
		here := map[string]bool{}
		q := r.query(i)
		r.seen = func(p *plan.Plan) {
			maps.Copy(here, plan.Kinds(p))
			if faults := plan.Unscoped(r.law, q.Caller, p); len(faults) > 0 {
				t.Errorf("query %d, caller %+v: no scope on %v in\n%s", i, q.Caller, faults, p.Text)
			}
		}
		rows, err := q.Compare(r.ask)
		if err != nil {
			t.Fatalf("query %d: %v", i, err)
		}
		if about := q.About(); !maps.Equal(about, r.shown.Officials) {
			t.Errorf("query %d, caller %+v: the answer is about %v, and the audit is told %v", i, q.Caller, about, r.shown.Officials)
		}
		if rows {
			found++
		}
		if i < sampleOf {
			of[i] = here
		}
	}
	if found < n/4 {
		t.Errorf("only %d of %d queries had rows: the generator asks beside the data", found, n)
	}
	t.Run("sample", func(t *testing.T) { coversAllKinds(t, of) })
}

// sampleFile holds the numbers of the queries that Neo4j answers as well, chosen among the first sampleOf; see
// package graph.
const (
	sampleFile = "testdata/sample.json"
	sampleOf   = 6000
)

var resample = flag.Bool("resample", false, "choose anew which queries Neo4j answers")

// coversAllKinds holds that the queries which Neo4j confirms have each pair of blocks, each condition at each place, and
// each other kind of part that thousands of queries have.
func coversAllKinds(t *testing.T, of []map[string]bool) {
	all := map[string]bool{}
	for _, kinds := range of {
		maps.Copy(all, kinds)
	}
	for _, kind := range []string{"Page > Groups", "Page > List", "List > List", "List > One", "One > List", "List > Count", "Variants > One", "Groups > Optional", "Optional > List",
		"Lookup > Groups", "List > Guarded", "Referenced where InScope", "Not where Compare NOT IN", "Some where Exists", "Counted where Compare =", "Join where Exists", "Exists where CompareFields =", "Not where CompareFields <", "Page where Somewhere", "Somewhere where CompareFields =", "Exists out true, edge false, label false, walk *0..", "Join up a tree true",
		"Somewhere by a relation true, by a reference false", "Somewhere by a relation false, by a reference true", "Start by a further relation true, total true"} {
		if !all[kind] {
			t.Errorf("none of %d queries has %s: the generator is too poor", sampleOf, kind)
		}
	}
	if *resample {
		writeSample(t, of, all)
	}
	var sample []int
	b, err := os.ReadFile(sampleFile)
	if err == nil {
		err = json.Unmarshal(b, &sample)
	}
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, i := range sample {
		if i >= len(of) {
			t.Fatalf("%s holds query %d of %d", sampleFile, i, len(of))
		}
		maps.Copy(covered, of[i])
	}
	var missing []string
	for kind := range all {
		if !covered[kind] {
			missing = append(missing, kind)
		}
	}
	slices.Sort(missing)
	t.Logf("%d of %d queries have all %d kinds", len(sample), len(of), len(all))
	if len(missing) > 0 {
		t.Errorf("the sample does not have\n%s\nchoose it anew: go test ./graph/plan -run PlansMean -resample", strings.Join(missing, "\n"))
	}
}

// writeSample chooses, again and again, the query with the most kinds that no other chosen one has.
func writeSample(t *testing.T, of []map[string]bool, all map[string]bool) {
	t.Helper()
	var sample []int
	missing := maps.Clone(all)
	for len(missing) > 0 {
		best, most := 0, 0
		for i, kinds := range of {
			n := 0
			for kind := range kinds {
				if missing[kind] {
					n++
				}
			}
			if n > most {
				best, most = i, n
			}
		}
		sample = append(sample, best)
		for kind := range of[best] {
			delete(missing, kind)
		}
	}
	slices.Sort(sample)
	b, err := json.Marshal(sample)
	if err == nil {
		err = os.WriteFile(sampleFile, append(b, '\n'), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
