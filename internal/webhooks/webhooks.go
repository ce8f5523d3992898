package webhooks

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"bole/graph"
	"bole/graph/figures"
	"bole/graph/law"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/appraisal"
	"bole/internal/audit"
	"bole/internal/due"
	"bole/internal/history"
)

// Rooms are what events are made of.
type Rooms struct {
	Law       *law.Law
	Store     *store.Store
	Graph     *graph.Graph
	History   *history.History
	Appraiser *appraisal.Appraiser
	Figures   *figures.Figures
	Due       *due.Due
	Audit     *audit.Audit
	Log       *slog.Logger
}

// Webhooks tells the systems of the operator's file. Of several replicas one does, by a lease.
type Webhooks struct {
	Rooms
	options Options
}

// New gives the telling of hooks; nothing is told before Keep.
func New(r Rooms, o Options) *Webhooks {
	o = o.withDefaults()
	for _, h := range o.Hooks {
		h.sender.client.Timeout = o.Limit
	}
	return &Webhooks{Rooms: r, options: o}
}

// lease is what the replica holds that delivers.
const lease = "webhooks"

// Keep tells until ctx ends, whenever this replica has the lease. The graph must have been migrated.
func (w *Webhooks) Keep(ctx context.Context) {
	if len(w.options.Hooks) == 0 {
		return
	}
	for ctx.Err() == nil {
		l, err := w.Store.Lease(ctx, lease, "the delivery of webhooks")
		if err != nil { // another replica has it, or the graph is away
			w.Log.Debug("webhooks are not delivered from here", "cause", err)
			wait(ctx, nil, w.options.Lease/2+rand.N(w.options.Lease))
			continue
		}
		w.Log.Info("webhooks are delivered from here")
		w.lead(ctx, l)
		l.Release(ctx)
		for _, h := range w.options.Hooks {
			w.waits(h, 0)
		}
	}
}

// leader delivers as long as it has the lease.
type leader struct {
	*Webhooks
	lease   *store.Lease
	lost    context.CancelFunc
	hooks   []*line
	version string             // of the facts that all lists were last drawn up from
	drawn   time.Time          // when that was
	opened  map[int64]openings // what this look has read, by the place before it
	failing string             // what looking met; "" where it met nothing
}

// line is a hook with what waits for it.
type line struct {
	*Hook
	place
	saved int64         // the place in the log that stands in the graph
	woken chan struct{} // something may be waiting
}

// lead looks for events and has each hook told of its own, by its own goroutine, until ctx ends or the lease is lost.
func (w *Webhooks) lead(ctx context.Context, l *store.Lease) {
	ctx, lost := context.WithCancel(ctx)
	defer lost()
	d := &leader{Webhooks: w, lease: l, lost: lost}
	for _, h := range w.options.Hooks {
		line := &line{Hook: h, woken: make(chan struct{}, 1)}
		for ctx.Err() == nil {
			err := d.begin(ctx, line)
			if err == nil {
				break
			}
			d.met(ctx, err)
			wait(ctx, nil, w.options.First)
		}
		d.hooks = append(d.hooks, line)
	}
	var telling sync.WaitGroup
	for _, line := range d.hooks {
		telling.Go(func() { d.tell(ctx, line) })
	}
	for ctx.Err() == nil {
		d.met(ctx, d.look(ctx))
		wait(ctx, nil, w.options.Look)
	}
	telling.Wait()
}

// met notes what looking met, once for each reason; a lease that is lost ends it.
func (d *leader) met(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	reason := ""
	if err != nil {
		reason = err.Error()
		if refused, ok := errors.AsType[*refusal.Error](err); ok {
			if reason = string(refused.Code); refused.Code == refusal.Conflict {
				d.lost()
			}
		}
	}
	switch {
	case reason != "" && reason != d.failing:
		d.Log.Warn("what webhooks are to be told could not be looked up; it is tried again", "cause", err)
	case reason == "" && d.failing != "":
		d.Log.Info("what webhooks are to be told is looked up again")
	}
	d.failing = reason
}

// wait waits for a while, for the end of ctx, or for what wakes it.
func wait(ctx context.Context, woken <-chan struct{}, pause time.Duration) {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-woken:
	case <-t.C:
	}
}

func (w *Webhooks) waits(h *Hook, oldest time.Duration) {
	if w.options.Observe != nil {
		w.options.Observe.Waiting(h.Name, oldest)
	}
}

func (w *Webhooks) delivery(h *Hook, result string) {
	if w.options.Observe != nil {
		w.options.Observe.Delivery(h.Name, result)
	}
}
