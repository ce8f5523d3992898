package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/audit"
	"bole/internal/judge"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
	"bole/schema"
)

// patience is how long a command that ends by itself waits for a Neo4j that takes connections and answers nothing: a cold
// one, on a busy machine, is silent for longer than somebody at a screen waits.
const patience = time.Minute

// withRooms opens the Neo4j the settings name, or starts the managed local one, for as long as do runs. The context that
// do gets ends when ctx does, and when the managed one is given up; the reason of that is returned.
func (s *Settings) withRooms(ctx context.Context, do func(context.Context, *rooms.Rooms) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	o := rooms.Options{Store: store.Options{URI: s.Neo4jURI, User: s.Neo4jUser, Password: s.Neo4jPassword, Observe: s.observe, KeepBytes: s.keepBytes, KeepFrom: s.keepFrom},
		CypherRole: s.cypherRole, Hearing: s.Hearing, Deadlines: s.deadlines, Appraisal: s.appraisal, Graph: s.limits, Webhooks: s.webhooks, Log: s.Log,
		Audit: audit.Options{On: s.Audit, Purpose: s.purpose, Observe: s.audited}}
	if !s.serves {
		o.Store.Silence, o.Audit.Wait = patience, patience
	}
	if s.Neo4jURI == "" {
		if err := s.checkMemory(); err != nil {
			return err
		}
		server, err := localneo4j.Start(ctx, s.local())
		if err != nil {
			return err
		}
		defer server.Close() //nolint:errcheck // the supervisor has logged why
		go func() {
			<-server.Done()
			cancel(server.Err())
		}()
		o.Store.Full = server.Full
		o.Store.URI, o.Store.User, o.Store.Password = server.URI(), server.User(), server.Password()
	}
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	r, err := rooms.Open(sdl, o)
	if err != nil {
		return err
	}
	defer r.Close(context.WithoutCancel(ctx)) //nolint:errcheck // the process ends
	if s.Neo4jURI != "" {
		if err := r.Store.Check(ctx); err != nil {
			return err
		}
	}
	err = do(ctx, r)
	if lost := context.Cause(ctx); lost != nil && !errors.Is(lost, context.Canceled) {
		return errors.Join(lost, err)
	}
	return err
}

// checkMemory refuses sizes with which the managed Neo4j does not start.
func (s *Settings) checkMemory() error {
	switch {
	case s.Heap < leastHeap:
		return message.Errorf("BOLE_HEAP must be at least %d MiB; Neo4j does not start with less", leastHeap)
	case s.PageCache < leastPageCache:
		return message.Errorf("BOLE_PAGE_CACHE must be at least %d MiB; Neo4j does not start with less", leastPageCache)
	case s.DiskReserve < 1:
		return message.Errorf("%s must be more than 0; give a size, number or time", "BOLE_DISK_RESERVE")
	}
	return nil
}

// The least sizes of the managed Neo4j, in MiB.
const (
	leastHeap      = 128
	leastPageCache = 8
)

// local is the managed server in the data folder.
func (s *Settings) local() localneo4j.Options {
	return localneo4j.Options{
		Dir: filepath.Join(s.Data, "neo4j"), Logger: s.Log, HeapMB: s.Heap, PageCacheMB: s.PageCache, ReserveMB: s.DiskReserve, Hold: s.hold,
		Progress: func(step message.Text) { fmt.Fprintln(s.Stderr, step.In(s.lang)) },
	}
}

// RuleBook is the setting that commands share which read requirements: candidates are judged by it, and an import
// holds the requirements of vacancies against it.
type RuleBook struct {
	Rules string `help:"File with the rule book of conditions; empty: the one that comes with bole. docs/candidates.md." env:"BOLE_RULES" type:"path"`
}

// read reads it for the rooms.
func (b RuleBook) read(s *Settings) (err error) {
	if b.Rules != "" {
		s.appraisal.Rules, err = opened(b.Rules, message.New("the rule book"), judge.OpenRules)
	}
	return err
}

// opened reads a file that the operator names; what says in a message what it is.
func opened[T any](path string, what message.Text, open func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(path)
	if err != nil {
		var none T
		return none, message.Errorf("open %s: %v", what, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	v, err := open(f)
	if err != nil {
		return v, message.Errorf("read %s %s: %v", what, path, err)
	}
	return v, nil
}
