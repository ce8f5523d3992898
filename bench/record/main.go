package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"runtime"
	"time"

	"bole/internal/judge/record"
	"bole/internal/judge/record/simulate"
)

var size = flag.Int("people", 20000, "people")
var fit = flag.Bool("fit", false, "hyperparameters too")

func main() {
	flag.Parse()
	n := *size
	s := simulate.Scenario{People: n, Tasks: n * 133 / 200, Raters: 200, Ratings: 6, Rule: simulate.Able, Silo: 0.9}
	b := time.Now()
	in := s.Draw(1)
	log.Print("drawn ", time.Since(b), len(in.Observations))
	small := simulate.Scenario{People: 2000, Tasks: 1330, Raters: 200, Ratings: 6, Rule: simulate.Able, Silo: 0.9}
	b = time.Now()
	m, err := record.Fit(context.Background(), small.Draw(2).Input, record.Options{Draws: -1})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("2000 fit ", time.Since(b), m.Summary())
	h := m.Summary().Hyperparameters
	runtime.GC()
	b = time.Now()
	m, err = record.Fit(context.Background(), in.Input, record.Options{Draws: -1, Fixed: &h})
	if err != nil {
		log.Fatal(err)
	}
	log.Print("estimates ", time.Since(b))
	b = time.Now()
	m, err = record.Fit(context.Background(), in.Input, record.Options{Fixed: &h})
	log.Print("with intervals ", time.Since(b), err)
	fmt.Printf("%+v\n", simulate.Judge(m.Estimates(), in.Ability))
	if *fit {
		b = time.Now()
		m, err = record.Fit(context.Background(), in.Input, record.Options{Draws: -1})
		log.Print("full fit ", time.Since(b), m.Summary())
	}
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	log.Print(ms.Sys>>20, " MB")
}
