package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Sizes of the benchmark's graph.
const (
	cadres      = 20_000
	tasks       = 40_000
	cases       = 60_000
	evaluations = 120_000
	units       = 200
)

var categories = []string{"DEBT_RESOLUTION", "PROJECT_DELIVERY", "INVESTMENT_ATTRACTION", "INDUSTRY", "FLOOD_RESPONSE", "PETITIONS_STABILITY",
	"WORK_SAFETY", "RURAL_WORK", "REFORM", "PUBLIC_SERVICE", "AID_POSTING", "OTHER"}

type object = map[string]any

// table writes one table of the import format.
type table struct {
	f *os.File
	w *bufio.Writer
	e *json.Encoder
	n int
}

type tables struct {
	dir  string
	open map[string]*table
	err  error
}

func (t *tables) add(name string, row object) {
	x := t.open[name]
	if x == nil {
		f, err := os.Create(filepath.Join(t.dir, name+".jsonl"))
		if err != nil {
			t.err = errors.Join(t.err, err)
			return
		}
		w := bufio.NewWriter(f)
		x = &table{f: f, w: w, e: json.NewEncoder(w)}
		t.open[name] = x
	}
	x.n++
	t.err = errors.Join(t.err, x.e.Encode(row))
}

func (t *tables) close() (rows int, err error) {
	for _, x := range t.open {
		rows += x.n
		t.err = errors.Join(t.err, x.w.Flush(), x.f.Close())
	}
	return rows, t.err
}

// generate writes the benchmark's dataset into dir, for some officials with their share of what there is, and returns the
// number of its rows.
func generate(dir string, officials int) (int, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	t := &tables{dir: dir, open: map[string]*table{}}
	for i := range units {
		o := fmt.Sprintf("o%03d", i)
		t.add("organizations", object{"key": o, "name": "单位" + o, "kind": "DEPARTMENT"})
		t.add("positions", object{"key": "p" + o, "title": "职位" + o, "organization": o})
	}
	for i := range officials {
		c := cadre(i)
		t.add("cadres", object{"key": c, "name": fmt.Sprintf("某%05d", rng.IntN(officials)), "workStartedOn": fmt.Sprint(1985 + rng.IntN(35))})
		t.add("appointments", object{"key": "a" + c, "cadre": c, "position": fmt.Sprintf("po%03d", i%units), "from": "2015-01-01", "main": true})
	}
	for i := range tasks * officials / cadres {
		k := fmt.Sprintf("t%05d", i)
		t.add("tasks", object{"key": k, "title": "事项" + k, "category": categories[rng.IntN(len(categories))], "difficulty": 1 + rng.IntN(5), "outcomeScore": float64(rng.IntN(1000)) / 10})
		var team []int
		for _, role := range []string{"LEAD", "DEPUTY", "MEMBER", "MEMBER"} {
			c := rng.IntN(officials)
			team = append(team, c)
			t.add("participations", object{"task": k, "cadre": cadre(c), "role": role, "from": fmt.Sprintf("20%02d-%02d-%02d", 15+rng.IntN(9), 1+rng.IntN(12), 1+rng.IntN(28))})
		}
		for j := range cases / tasks * 2 {
			if j == 1 && i%2 == 0 {
				continue
			}
			e := fmt.Sprintf("k%05d-%d", i, j)
			t.add("cases", object{"key": e, "title": "事例" + e, "occurredOn": "2023", "kind": "HARD_TASK", "polarity": pick(rng, "POSITIVE", "POSITIVE", "NEGATIVE"),
				"verification": pick(rng, "VERIFIED", "VERIFIED", "REPORTED"), "task": k})
			t.add("caseSubjects", object{"case": e, "cadre": cadre(team[rng.IntN(4)])})
		}
		for j := range evaluations / tasks {
			t.add("evaluations", object{"key": fmt.Sprintf("v%05d-%d", i, j), "kind": "TASK_REVIEW", "cadre": cadre(team[j]), "score": float64(rng.IntN(1000)) / 10, "evaluatedOn": "2024-01-15", "tasks": []string{k}})
		}
	}
	return t.close()
}

func cadre(i int) string { return fmt.Sprintf("c%05d", i) }

func pick(rng *rand.Rand, of ...string) string { return of[rng.IntN(len(of))] }
