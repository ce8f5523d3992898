// Package demo generates the demo dataset: fictitious officials in the units of the published account that
// the product's statistics are measured by. All of it follows from the seed; nothing is read but constants.
package demo

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// Options of the generator; the zero value gives 2,400 cadres from seed 1, the fewest with whom all of
// the account's figures come out; fewer give the same kinds of facts in smaller numbers.
type Options struct {
	Seed   uint64
	Cadres int
}

// Cadres is how many officials the dataset holds unless another number is asked for.
const Cadres = 2400

// AsOf is the day the dataset is read as of.
const AsOf = "2024-08-31"

// Row is one row of a table by column name.
type Row map[string]any

// Data is the generated rows by table.
type Data map[string][]Row

// Write generates the dataset and writes it; see Data.Write.
func Write(dir string, o Options) error {
	if err := Generate(o).Write(dir); err != nil {
		return fmt.Errorf("write the demo dataset: %w", err)
	}
	return nil
}

// Write writes the rows as one JSONL file for each table.
func (d Data) Write(dir string) error {
	for table, rows := range d {
		if err := writeTable(filepath.Join(dir, table+".jsonl"), rows); err != nil {
			return err
		}
	}
	return nil
}

func writeTable(path string, rows []Row) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, r := range rows {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return w.Flush()
}

// Generate makes the rows of all tables.
func Generate(o Options) Data {
	if o.Cadres == 0 {
		o.Cadres = Cadres
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	g := &generator{
		rng:  rand.New(rand.NewPCG(o.Seed, 0x626f6c65)),
		data: Data{}, cadres: o.Cadres, managed: map[string]string{}, reviewed: map[string][]review{}, sanctioned: map[string]bool{}, indexed: map[string]string{},
	}
	g.sources()
	g.organizations()
	g.people()
	g.schemes()
	g.tasks()
	g.cases()
	g.evaluations()
	g.programs()
	g.vacancies()
	g.account()
	g.history()
	g.rulings()
	g.selections()
	g.considered(o.Seed)
	g.campaigns()
	return g.data
}

// generator holds what later parts need of earlier ones.
type generator struct {
	rng        *rand.Rand
	data       Data
	cadres     int
	orgs       []*org
	all        []*person
	jobs       []*job
	events     []*event
	judges     []string
	reviewed   map[string][]review // cadre → task reviews
	sanctioned map[string]bool
	first      *org              // where the latest career began
	indexed    map[string]string // cadre → responsibility index
	managed    map[string]string // position → whose officials hold it
	pool       []*person         // all, in the order in which stories take them
}

func (g *generator) add(table string, r Row) Row {
	for k, v := range r {
		if v == nil || v == "" {
			delete(r, k)
		}
	}
	g.data[table] = append(g.data[table], r)
	return r
}

// key numbers the rows of a table.
func (g *generator) key(table, prefix string) string {
	return fmt.Sprintf("%s%05d", prefix, len(g.data[table])+1)
}

func (g *generator) chance(p float64) bool { return g.rng.Float64() < p }

func pick[T any](g *generator, of []T) T { return of[g.rng.IntN(len(of))] }

// some are n different items, fewer where there are fewer.
func some[T any](g *generator, of []T, n int) []T {
	at := g.rng.Perm(len(of))
	out := make([]T, 0, n)
	for _, i := range at[:min(n, len(at))] {
		out = append(out, of[i])
	}
	return out
}

// day is a day from the beginning of a year to the end of 2023.
func (g *generator) day(from int) time.Time {
	begin := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
	end := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return begin.AddDate(0, 0, g.rng.IntN(int(end.Sub(begin).Hours()/24)))
}

func text(t time.Time) string { return t.Format(time.DateOnly) }

// past is the day's text when it is not after AsOf, and nothing otherwise.
func past(t time.Time) any {
	if s := text(t); s <= AsOf {
		return s
	}
	return nil
}

// points are 0 to 100, with one decimal.
func points(x float64) float64 { return float64(int(min(max(x, 0), 100)*10)) / 10 }

// sources are where the dataset's facts come from; the first is the published account.
func (g *generator) sources() {
	g.add("sources", Row{"key": "account", "title": "镇江推出“组合拳”树牢选人用人正确导向", "kind": "NEWS", "publisher": "新华日报"})
	g.add("sources", Row{"key": "generated", "title": "演示数据", "kind": "DATASET", "publisher": "bole", "publishedOn": AsOf})
	for i := range 6 {
		g.add("sources", Row{"key": fmt.Sprintf("register-%d", i+1), "title": fmt.Sprintf("事项登记第%d册", i+1), "kind": "FORM", "publishedOn": fmt.Sprint(2019 + i)})
	}
}
