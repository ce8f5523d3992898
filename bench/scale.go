package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"time"

	"bole/graph/law"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
)

// whole may see the whole graph.
var whole = law.Caller{Role: "SERVICE", Whole: true}

// scaling measures how the start, the memory and the answers grow with the officials of the demo's generator.
func scaling(ctx context.Context) error {
	sizes, err := numbers("-scale", *scale)
	if err != nil {
		return err
	}
	var all []*sized
	for _, n := range sizes {
		s := &sized{people: demoOfficials(n)}
		if err := s.people.fill(ctx); err != nil {
			return err
		}
		all = append(all, s)
	}
	fmt.Println("| officials | scores | first start: search, facts and all records | CPU bole | converged | after a restart: facts and all records | CPU bole | CPU Neo4j | held | an official | first lists of vacancies |\n| ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, s := range all {
		if err := s.started(ctx); err != nil {
			return err
		}
	}
	return grown(ctx, all)
}

// sized is a graph and the API that answers from it.
type sized struct {
	people  demoOfficials
	server  *localneo4j.Server
	api     *httpapi.Server
	stop    func()
	keys    []string
	cursors []string
}

func (s *sized) open(ctx context.Context) error {
	r, server, stop, err := opened(ctx, s.people.server())
	if err != nil {
		return err
	}
	s.server, s.stop = server, stop
	if s.api, err = answering(r, httpapi.Options{Deadline: time.Hour}); err != nil {
		stop()
	}
	return err
}

// spent is what a step took.
type spent struct {
	took        time.Duration
	bole, neo4j float64 // seconds of CPU
}

func (s *sized) ask(ctx context.Context, query string, variables object) (spent, json.RawMessage, error) {
	bole, neo4j, begun := cpu(os.Getpid()), cpu(s.server.PID()), time.Now()
	data, err := s.api.Ask(ctx, whole, query, variables)
	return spent{time.Since(begun), cpu(os.Getpid()) - bole, cpu(s.server.PID()) - neo4j}, data, err
}

// aRecord asks for one record: for that all facts and the records of all are needed.
const aRecord = `{ cadres(first: 1) { nodes { workRecord(asOf: "` + demo.AsOf + `") { model { scores cadres converged current iterations } } } } }`

// started writes the row of a start from nothing, where no earlier run has kept the hyperparameters, and of a restart.
func (s *sized) started(ctx context.Context) error {
	if err := s.open(ctx); err != nil {
		return err
	}
	first, _, err := s.ask(ctx, aRecord, nil)
	if err != nil {
		s.stop()
		return err
	}
	s.stop()
	if err := s.open(ctx); err != nil {
		return err
	}
	defer s.stop()
	before := held()
	again, data, err := s.ask(ctx, aRecord, nil)
	if err != nil {
		return err
	}
	after := held()
	var answer struct {
		Cadres struct {
			Nodes []struct {
				WorkRecord struct {
					Model struct {
						Scores    int
						Converged bool
					}
				}
			}
		}
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return err
	}
	model := answer.Cadres.Nodes[0].WorkRecord.Model
	var lists []time.Duration
	for i := range vacancies {
		list, _, err := s.ask(ctx, lookup, vacancy(i+1))
		if err != nil {
			return err
		}
		lists = append(lists, list.took)
	}
	fmt.Printf("| %d | %d | %.1f s | %.1f s | %v | %.1f s | %.1f s | %.1f s | %d MB | %.1f kB | %.2f–%.2f s |\n", s.people, model.Scores, first.took.Seconds(), first.bole, model.Converged,
		again.took.Seconds(), again.bole, again.neo4j, (after-before)>>20, float64(after-before)/float64(s.people)/1000, slices.Min(lists).Seconds(), slices.Max(lists).Seconds())
	return nil
}

// held is what the process holds on its heap.
func held() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// growing are the questions whose cost may grow: the scenarios, search, counts and groups.
func growing() []scenario {
	return append(slices.Clone(scenarios[:6]),
		scenario{"search", "a text", "text", map[string]question{inProduct: {query: `query($t: String!) { search(text: $t) { edges { field excerpt node { id } } } }`}}},
		scenario{"count", "all officials", "", map[string]question{inProduct: {query: `{ cadres(first: 1) { totalCount } }`}}},
		scenario{"groups", "evaluations by kind, with their average", "", map[string]question{inProduct: {query: `{ evaluations { groupBy(by: [{kind: VALUE}]) { groups { key { kind } aggregate { count score { avg } } } } } }`}}},
		scenario{"candidates", "first 100 of a vacancy's list", "vacancy", map[string]question{inProduct: {query: lookup}}})
}

// grown compares the sizes question by question, asked in turns.
func grown(ctx context.Context, all []*sized) error {
	for _, s := range all {
		if err := s.open(ctx); err != nil {
			return err
		}
		defer s.stop()
		if _, _, err := s.ask(ctx, aRecord, nil); err != nil {
			return err
		}
		if err := s.page(ctx); err != nil {
			return err
		}
	}
	fmt.Println("\n| question | officials | p50 | p95 | CPU bole | CPU Neo4j | : fewest, p95 | CPU |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, q := range growing() {
		took := make([][]time.Duration, len(all))
		sum := make([]spent, len(all))
		for i := range 160 {
			rng := rand.New(rand.NewPCG(1, uint64(i)))
			variables := rng.Uint64()
			for j := range all {
				s := all[(i+j)%len(all)]
				one, _, err := s.ask(ctx, q.asked[inProduct].query, s.variables(q.vary, rand.New(rand.NewPCG(variables, 1))))
				if err != nil {
					return fmt.Errorf("%s at %d: %w", q.name, s.people, err)
				}
				if at := (i + j) % len(all); i >= 60 { // the first warm both
					took[at] = append(took[at], one.took)
					sum[at].bole += one.bole
					sum[at].neo4j += one.neo4j
				}
			}
		}
		var least spent
		var p95 time.Duration
		for i, s := range all {
			slices.Sort(took[i])
			n := len(took[i])
			at := func(p float64) time.Duration { return took[i][int(p*float64(n-1))] }
			if i == 0 {
				least, p95 = sum[0], at(.95)
			}
			fmt.Printf("| (%s) %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.2f | %.2f |\n", q.name, q.what, s.people, ms(at(.5)), ms(at(.95)), 1000*sum[i].bole/float64(n), 1000*sum[i].neo4j/float64(n),
				float64(at(.95))/float64(p95), (sum[i].bole+sum[i].neo4j)/(least.bole+least.neo4j))
		}
	}
	return nil
}

// page takes the keys and cursors that questions vary by.
func (s *sized) page(ctx context.Context) error {
	var after any
	for range pages {
		_, data, err := s.ask(ctx, pageByName, object{"after": after})
		if err != nil {
			return err
		}
		var answer struct {
			Cadres struct {
				Nodes    []struct{ Key string }
				PageInfo struct{ EndCursor string }
			}
		}
		if err := json.Unmarshal(data, &answer); err != nil {
			return err
		}
		for _, n := range answer.Cadres.Nodes {
			s.keys = append(s.keys, n.Key)
		}
		after = answer.Cadres.PageInfo.EndCursor
		s.cursors = append(s.cursors, answer.Cadres.PageInfo.EndCursor)
	}
	log.Printf("%d officials: %d to ask for", s.people, len(s.keys))
	return nil
}

func (s *sized) variables(vary string, rng *rand.Rand) object {
	switch vary {
	case "key":
		return object{"key": s.keys[rng.IntN(len(s.keys))]}
	case "category":
		return object{"category": categories[rng.IntN(len(categories))]}
	case "page":
		return object{"after": s.cursors[rng.IntN(len(s.cursors)-1)]}
	case "text":
		return object{"t": pick(rng, "债务化解", "项目", "招商", "防汛 应急", "信访", "安全", "调研", "2023", "不存在的词语")}
	case "vacancy":
		return aVacancy(rng)
	}
	return object{}
}

// vacancies is of how many vacancies lists are asked for.
const vacancies = 12

// aVacancy draws one of them.
func aVacancy(rng *rand.Rand) object { return vacancy(1 + rng.IntN(vacancies)) }

func vacancy(n int) object { return object{"v": fmt.Sprintf("vac%02d", n), "d": demo.AsOf} }
