package main

import (
	"context"
	"encoding/json"
	"log"
	"runtime"
	"slices"
	"time"

	"bole/graph/law"
	"bole/internal/httpapi"
)

// lookup is what a service asks for a vacancy.
const lookup = `query($v: String!, $d: Date!) { vacancy(key: $v) { candidates(asOf: $d) { candidates(first: 100) { totalCount nodes {
  cadre { key name } eligibility band gates { rule { code } part outcome } record { estimate interval80 { low high } } evidence { why contribution node { __typename id } } } } } } }`

// candidates measures lookups of recommendations over 20,000 officials of the demo's generator.
func candidates(ctx context.Context) error {
	people := listed
	if err := people.fill(ctx); err != nil {
		return err
	}
	r, _, stop, err := opened(ctx, people.server())
	if err != nil {
		return err
	}
	defer stop()
	api, err := answering(r, httpapi.Options{Deadline: 10 * time.Minute})
	if err != nil {
		return err
	}
	return lookups(ctx, api)
}

func lookups(ctx context.Context, api *httpapi.Server) error {
	ask := func(c law.Caller, query string, v map[string]any) (time.Duration, json.RawMessage, error) {
		begun := time.Now()
		data, err := api.Ask(ctx, c, query, v)
		return time.Since(begun), data, err
	}
	took, data, err := ask(whole, `{ cadres(first: 1) { nodes { workRecord(asOf: "2024-08-31") { model { scores cadres } } } } }`, nil)
	if err != nil {
		return err
	}
	var memory runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&memory)
	log.Printf("facts loaded and the population fitted: %v; held %d MB; %s", took.Round(time.Millisecond), memory.HeapAlloc>>20, data)
	for i := range vacancies {
		if took, _, err = ask(whole, lookup, vacancy(i+1)); err != nil {
			return err
		}
		log.Printf("first list of vac%02d: %v", i+1, took.Round(time.Millisecond))
	}
	log.Print("| caller | requests | p50 | p95 | p99 | most |\n| --- | --- | --- | --- | --- | --- |")
	for _, c := range []law.Caller{whole, {Role: "SERVICE", Units: []string{"a1", "a1-01", "a1-02", "a1-10", "a1-11", "a1-12"}}} {
		var all []time.Duration
		for i := range 240 {
			took, _, err := ask(c, lookup, vacancy(i%vacancies+1))
			if err != nil {
				return err
			}
			if i >= 24 {
				all = append(all, took)
			}
		}
		slices.Sort(all)
		at := func(p float64) float64 { return ms(all[int(p*float64(len(all)-1))]) }
		who := "some units"
		if c.Whole {
			who = "whole graph"
		}
		log.Printf("| %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms |", who, len(all), at(.5), at(.95), at(.99), at(1))
	}
	batch, _, err := ask(whole, `{ candidateLists(vacancies: ["vac01","vac02","vac03","vac04","vac05","vac06"], asOf: "2024-08-31") { candidates(first: 20) { nodes { cadre { key } band } } } }`, nil)
	if err != nil {
		return err
	}
	page, _, err := ask(whole, `{ cadres(first: 50) { nodes { key workRecord(asOf: "2024-08-31") { estimate interval80 { low high } items(first: 5) { nodes { contribution task { title } } } } } } }`, nil)
	if err != nil {
		return err
	}
	log.Printf("six vacancies at once: %v; a page of 50 officials with records and five items each: %v", batch.Round(time.Millisecond), page.Round(time.Millisecond))
	return nil
}
