package history

import (
	"context"
	"sync"
	"time"

	"bole/graph"
	"bole/graph/store"
)

const (
	feedPage  = 200
	feedPause = 400 * time.Millisecond // between two looks at the end of the log, however many wait for it
)

// Feed answers the subscription changes: next waits for the next change that the caller may see.
func (h *History) Feed(ctx context.Context, q graph.Query) (next func(context.Context) (any, error), err error) {
	after, _ := q.Args["after"].(string)
	f, err := h.following(ctx, q, after, true)
	if err != nil {
		return nil, err
	}
	var ready []*change
	return func(ctx context.Context) (any, error) {
		for len(ready) == 0 {
			var more bool
			if ready, more, err = f.page(ctx, feedPage); err != nil {
				return nil, err
			}
			if len(ready) > 0 || more {
				continue
			}
			if err := h.end.beyond(ctx, h.store, f.seq); err != nil {
				return nil, err
			}
		}
		c := ready[0]
		ready = ready[1:]
		return c.edge(), nil
	}, nil
}

// end is where the log ends, looked up for all who wait for it to grow.
type end struct {
	mu  sync.Mutex
	at  time.Time
	seq int64
}

// beyond waits until the log has an entry behind one.
func (e *end) beyond(ctx context.Context, st *store.Store, seq int64) error {
	for {
		now, err := e.now(ctx, st)
		if err != nil || now > seq {
			return err
		}
		select {
		case <-time.After(feedPause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (e *end) now(ctx context.Context, st *store.Store) (int64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if time.Since(e.at) < feedPause {
		return e.seq, nil
	}
	v, err := st.Versions(ctx) // of the whole log, which is its last number: clocks of replicas may differ
	if err == nil {
		e.at, e.seq = time.Now(), v.Seq[""]
	}
	return e.seq, err
}
