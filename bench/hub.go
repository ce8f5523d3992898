package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
)

// hubEdges is how many relationships the hub has of one type.
const hubEdges = 50_000

// hub measures paths and neighbourhoods at an organization where 50,000 officials serve, for a caller of the whole
// graph and one of the hub's unit alone, and of another that sees two of them.
func hub(ctx context.Context) error {
	r, _, stop, err := opened(ctx, localneo4j.Options{Dir: filepath.Join(*dir, "hub"), HeapMB: 2048, PageCacheMB: 512, Progress: func(s message.Text) { log.Print(s) }})
	if err != nil {
		return err
	}
	defer stop()
	if err := once(ctx, r, writeHub); err != nil {
		return err
	}
	api, err := answering(r, httpapi.Options{})
	if err != nil {
		return err
	}
	id := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	vars := object{"hub": id("Organization:hub"), "task": id("Task:hub"), "a": id("Cadre:c00001"), "b": id("Cadre:c49999")}
	log.Printf("| request | caller | p50 | p95 | most |\n| --- | --- | --- | --- | --- |")
	for _, q := range [][2]string{
		{"neighborhood of the unit, depth 1, limit 25", `query($hub: ID!) { a: neighborhood(of: $hub, depth: 1) { truncated nodes { id label } edges { source target } } }`},
		{"neighborhood of the unit, depth 3, limit 100", `query($hub: ID!) { a: neighborhood(of: $hub, depth: 3, limit: 100) { truncated nodes { id label } edges { source target } } }`},
		{"neighborhood of the task, depth 2, limit 25", `query($task: ID!) { a: neighborhood(of: $task, depth: 2) { truncated nodes { id label } edges { source target } } }`},
		{"path through the hub, shortest", `query($a: ID!, $b: ID!) { a: path(from: $a, to: $b, via: [SERVES_IN, WORKED_ON]) { complete paths { length } } }`},
		{"path through the hub, all up to 6", `query($a: ID!, $b: ID!) { a: path(from: $a, to: $b, via: [SERVES_IN, WORKED_ON], mode: ALL, maxLength: 6) { complete paths { length } } }`},
		{"path from the hub to a person, all up to 6", `query($hub: ID!, $b: ID!) { a: path(from: $hub, to: $b, via: [SERVES_IN, WORKED_ON], mode: ALL, maxLength: 6) { complete paths { length } } }`},
	} {
		for _, c := range []law.Caller{{Role: "ORGANIZER", Whole: true}, {Role: "ORGANIZER", Units: []string{"hub"}}, {Role: "ORGANIZER", Units: []string{"small"}}} {
			var took []time.Duration
			for i := range 30 {
				begun := time.Now()
				if _, err := api.Ask(ctx, c, q[1], vars); err != nil {
					return fmt.Errorf("%s: %w", q[0], err)
				}
				if i >= 10 { // the first ones warm the server
					took = append(took, time.Since(begun))
				}
			}
			slices.Sort(took)
			who := "whole graph"
			if !c.Whole {
				who = "unit " + c.Units[0]
			}
			log.Printf("| %s | %s | %.0f ms | %.0f ms | %.0f ms |", q[0], who, ms(took[len(took)/2]), ms(took[len(took)*95/100]), ms(took[len(took)-1]))
		}
	}
	return nil
}

// once fills a graph by a dataset that write makes, the first time.
func once(ctx context.Context, r *rooms.Rooms, write func(t *tables)) error {
	if err := r.Migrate(ctx); err != nil {
		return err
	}
	return r.Store.Once(ctx, "bench", func() error {
		data, err := os.MkdirTemp("", "bole-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(data)
		t := &tables{dir: data, open: map[string]*table{}}
		write(t)
		if _, err := t.close(); err != nil {
			return err
		}
		_, err = dataset.Import(ctx, r.Dataset(), data, dataset.Options{Now: time.Now(), Caller: law.System})
		return err
	})
}

// writeHub writes officials who all serve in one unit and all worked on one task, but for two of another unit.
func writeHub(t *tables) {
	for _, o := range []string{"hub", "small"} {
		t.add("organizations", object{"key": o, "name": "单位" + o, "kind": "DEPARTMENT"})
		t.add("positions", object{"key": "p" + o, "title": "职位" + o, "organization": o})
	}
	t.add("tasks", object{"key": "hub", "title": "人人参与的事项", "category": "OTHER"})
	for i := range hubEdges {
		c, in := cadre(i), "phub"
		if i == 1 || i == hubEdges-1 {
			in = "psmall"
		}
		t.add("cadres", object{"key": c, "name": "某" + c})
		t.add("appointments", object{"key": "a" + c, "cadre": c, "position": in, "from": "2015-01-01", "main": true})
		t.add("participations", object{"task": "hub", "cadre": c, "role": "MEMBER", "from": "2020-01-01"})
	}
}
