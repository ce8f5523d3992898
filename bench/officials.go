package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"bole/graph/message"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
)

// demoOfficials is a graph of that many officials of the demo's generator, in a folder of its own.
type demoOfficials int

func (n demoOfficials) folder() string { return filepath.Join(*dir, fmt.Sprintf("officials-%d", n)) }

// server holds what it reads of 200,000 officials in its page cache.
func (n demoOfficials) server() localneo4j.Options {
	return localneo4j.Options{Dir: n.folder(), HeapMB: 2048, PageCacheMB: max(1024, int(n)/50), Progress: func(s message.Text) { log.Print(s) }}
}

// fill loads the officials once, by Neo4j's own tool.
func (n demoOfficials) fill(ctx context.Context) error {
	loaded := n.folder() + ".loaded"
	if _, err := os.Stat(loaded); err == nil {
		return nil
	}
	data, err := os.MkdirTemp("", "bole-officials-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if err := demo.Write(data, demo.Options{Cadres: int(n)}); err != nil {
		return err
	}
	out, err := os.MkdirTemp("", "bole-bulk-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	var files dataset.Bulk
	err = n.with(ctx, func(r *rooms.Rooms) (err error) {
		files, _, err = dataset.WriteBulk(ctx, r.Dataset(), data, out, dataset.Options{Now: time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC)})
		return err
	})
	if err != nil {
		return err
	}
	if err := localneo4j.Bulk(ctx, n.server(), files.Arguments()); err != nil {
		return err
	}
	if err := n.with(ctx, func(*rooms.Rooms) error { return nil }); err != nil {
		return err
	}
	return os.WriteFile(loaded, nil, 0o600)
}

// listed is how many officials those of scenario (i) are.
const listed = demoOfficials(20_000)

// startOfficials starts the server of the officials that lists are made of.
func startOfficials(ctx context.Context) (*localneo4j.Server, error) {
	if err := listed.fill(ctx); err != nil {
		return nil, err
	}
	return localneo4j.Start(ctx, listed.server())
}

// readied waits until each peer has loaded all facts and drawn up all lists, which its first requests may be too short
// for.
func readied(s scenario, peers []*peer) error {
	if !s.inGenerated() {
		return nil
	}
	for _, p := range peers {
		begun := time.Now()
		for n := 1; n <= vacancies; {
			if _, err := p.ask(http.DefaultClient, p.request(s, vacancy(n))); err == nil {
				n++
			} else if time.Since(begun) > 10*time.Minute {
				return fmt.Errorf("%s, %s: %w", s.name, p.name, err)
			}
		}
		log.Printf("%s: facts, records and lists after %.1f s", p.name, time.Since(begun).Seconds())
	}
	return nil
}

// with starts the server, migrates, and stops it again.
func (n demoOfficials) with(ctx context.Context, do func(*rooms.Rooms) error) error {
	r, _, stop, err := opened(ctx, n.server())
	if err != nil {
		return err
	}
	defer stop()
	if err := r.Migrate(ctx); err != nil {
		return err
	}
	return do(r)
}
