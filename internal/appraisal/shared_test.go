package appraisal_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/appraisal"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// replica is a server that keeps the hyperparameters of few scores, too. What it computes waits while it is held.
type replica struct {
	*api
	computed atomic.Int64  // searches and fits
	gate     chan struct{} // nil: nothing waits
}

func newReplica(t *testing.T, gate chan struct{}, patience time.Duration) *replica {
	r := &replica{gate: gate}
	r.api = serve(t, rooms.Options{Appraisal: appraisal.Options{Small: 1, Patience: patience, Fitting: func() func(error) {
		if r.computed.Add(1); r.gate != nil {
			<-r.gate
		}
		return func(error) {}
	}}})
	return r
}

const everyRecord = `{ cadres(first: 150) { nodes { key workRecord(asOf: "2024-08-31") { estimate standardError interval95 { low high } caveats items(first: 3) { nodes { contribution } } } } }
	cadre(key: "c0001") { workRecord(asOf: "2024-08-31") { model { asOf dataVersion current progress hyperparameters hyperparametersAsOf hyperparametersVersion converged iterations scores residualSpread } } } }`

// records are those of all officials, and the model behind them.
func (r *replica) records() (all any, model map[string]any) {
	r.t.Helper()
	got := r.get(organizer, everyRecord, nil)
	model, _ = at(got, "cadre", "workRecord", "model").(map[string]any)
	if len(list(got, "cadres", "nodes")) < 150 || model == nil {
		r.t.Fatalf("the answer is %.300v", got)
	}
	return got["cadres"], model
}

// populations is what stands in the graph.
func (r *replica) populations() [][]any {
	r.t.Helper()
	rows, err := r.rooms.Store.Read(r.t.Context(), law.System, cypher.Statement{Text: "MATCH (s:RecordPopulation) RETURN s.key, properties(s) ORDER BY s.number"})
	if err != nil {
		r.t.Fatal(err)
	}
	return rows
}

// rate writes a review's score, so far from what it was in the dataset: a little, since the evidence is small.
func (r *replica) rate(n int, by float64) {
	r.t.Helper()
	seen := 0
	for _, v := range data["evaluations"] {
		if text(v, "kind") == "TASK_REVIEW" && v["score"] != nil && text(v, "evaluatedOn") < "2024" {
			if seen++; seen == n {
				roomstest.Set(r.t, r.rooms, "Evaluation", key(v), map[string]any{"score": *point(v, "score") + by})
				return
			}
		}
	}
	r.t.Fatal("there are fewer reviews")
}

// TestPopulationIsFoundOnce: one replica searches, others and those that start later have what it found; a review more
// is in all records at once, the same to the last digit however the facts came into memory.
func TestPopulationIsFoundOnce(t *testing.T) {
	open(t)
	defer func() { data = nil }()
	a := newReplica(t, nil, time.Hour)
	before, model := a.records()
	if model["current"] != true || model["progress"] != nil || model["asOf"] != asOf || model["hyperparametersAsOf"] != asOf || model["converged"] != true || model["hyperparametersVersion"] != model["dataVersion"] {
		t.Errorf("the model is %v", model)
	}
	kept := a.populations()
	if len(kept) != 1 || kept[0][0] != model["hyperparameters"] {
		t.Fatalf("kept are %v, the model goes by %v", kept, model["hyperparameters"])
	}
	for _, c := range data["cadres"] { // keys of officials: what is kept names nobody
		if strings.Contains(fmt.Sprint(kept[0][1]), key(c)+" ") || strings.Contains(fmt.Sprint(kept[0][1]), `"`+key(c)+`"`) {
			t.Fatalf("%s stands in %v", key(c), kept[0][1])
		}
	}
	if n := a.computed.Load(); n != 2 {
		t.Errorf("the first computed %d times, want a search and a fit", n)
	}

	b := newReplica(t, nil, time.Hour)
	again, other := b.records()
	if n := b.computed.Load(); n != 1 {
		t.Errorf("the second computed %d times, want a fit alone", n)
	}
	if d := gocmp.Diff(before, again); d != "" || gocmp.Diff(model, other) != "" {
		t.Errorf("the replicas differ: %.1000s", d)
	}

	a.rate(7, -1)
	changed, now := a.records()
	if now["hyperparameters"] != model["hyperparameters"] || now["dataVersion"] == model["dataVersion"] || now["current"] != true || now["hyperparametersVersion"] != model["dataVersion"] {
		t.Errorf("after a review the model is %v", now)
	}
	if gocmp.Equal(before, changed) {
		t.Error("a review changed nothing")
	}
	fresh := newReplica(t, nil, time.Hour) // with all facts read anew
	whole, _ := fresh.records()
	if d := gocmp.Diff(whole, changed); d != "" {
		t.Errorf("facts read by change and whole give others: %.1000s", d)
	}
	if len(a.populations()) != 1 {
		t.Error("a single review had the search begin anew")
	}
	a.rate(7, 1)
	a.rate(7, -1)
	if back, _ := b.records(); gocmp.Diff(back, changed) != "" {
		t.Error("the same facts by another way give other records")
	}

	created := a.get(organizer, `mutation { createShortlist(input: {idempotencyKey: "kept", vacancy: "vac01", asOf: "2024-08-31", size: 5}) { key check { same } inputs } }`, nil)
	var in struct{ Population string }
	if text, _ := at(created, "createShortlist", "inputs").(string); json.Unmarshal([]byte(text), &in) != nil || in.Population != model["hyperparameters"] || at(created, "createShortlist", "check", "same") != true {
		t.Errorf("the shortlist is %v", created)
	}
}

// TestMeanwhile: while a search goes on, answers come from the last hyperparameters and the newest facts, and say so.
// Where there are none yet, they say how far it is, and the search goes on for the next request.
func TestMeanwhile(t *testing.T) {
	open(t)
	defer func() { data = nil }()
	gate := make(chan struct{})
	a := newReplica(t, gate, time.Millisecond)
	h, err := httpapi.New(a.rooms, a.signer, httpapi.Options{Deadline: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	hasty := &api{t, a.rooms, h, a.signer}
	a.get(organizer, `{ caseCounts(asOf: "2024-08-31") { totalCount } }`, nil) // the facts are there
	got := hasty.ask(organizer, `{ cadre(key: "c0001") { workRecord(asOf: "2024-08-31") { estimate } } }`, nil)
	if got.code() != "SERVICE_UNAVAILABLE" || !strings.Contains(got.message(), "for the first time, and 0 of 100") {
		t.Errorf("before the first fit: %q %s", got.code(), got.message())
	}
	b := newReplica(t, nil, time.Hour) // waits for what the first one finds
	second := make(chan map[string]any)
	go func() {
		defer close(second) // also where it fails
		_, model := b.records()
		second <- model
	}()
	time.Sleep(1500 * time.Millisecond)
	close(gate)
	model := <-second
	if n := b.computed.Load(); n != 1 || len(b.populations()) != 1 {
		t.Errorf("the second computed %d times while the first was at it", n)
	}
	a.gate = make(chan struct{})
	close(a.gate)
	if _, own := a.records(); own["hyperparameters"] != model["hyperparameters"] {
		t.Errorf("the first goes by %v, the second by %v", own, model)
	}

	many := demo.Data{}
	for i, v := range data["evaluations"] { // as many reviews again of a tenth of the work: the evidence has moved
		if text(v, "kind") == "TASK_REVIEW" && v["score"] != nil && i%10 == 0 && text(v, "cadre") != "" {
			r := row{"key": fmt.Sprint("more", i)}
			for column, value := range v {
				if column != "key" {
					r[column] = value
				}
			}
			many["evaluations"] = append(many["evaluations"], r)
		}
	}
	a.gate = make(chan struct{}, 2)
	a.gate <- struct{}{} // one may go on: the fit by the old hyperparameters or the search, whichever is first
	load(t, a.rooms, many)
	sawOld := false
	for range 100 {
		got := a.ask(organizer, everyRecord, nil)
		m, _ := at(got.Data, "cadre", "workRecord", "model").(map[string]any)
		if m == nil {
			t.Fatalf("meanwhile: %q %s", got.code(), got.message())
		}
		if m["hyperparameters"] == model["hyperparameters"] && m["current"] == false {
			sawOld = true
		}
		if m["current"] == true && m["hyperparameters"] != model["hyperparameters"] {
			break
		}
		select {
		case a.gate <- struct{}{}:
		default:
		}
		time.Sleep(50 * time.Millisecond)
	}
	if n := len(a.populations()); n != 2 || !sawOld {
		t.Errorf("%d sets are kept, and the old one answered meanwhile: %t", n, sawOld)
	}
	if _, last := a.records(); last["current"] != true || last["progress"] != nil {
		t.Errorf("in the end the model is %v", last)
	}
}
