package webhooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"bole/graph/refusal"
	"bole/internal/access"
	"bole/internal/audit"
)

// errSkip is that an event is not the hook's to hear any more, or says nothing.
var errSkip = errors.New("there is nothing to tell")

// tell has one hook told of what waits for it, in order, until ctx ends or the receiver wants nothing more. The first
// event waits until it is delivered or given up, and the others behind it.
func (d *leader) tell(ctx context.Context, h *line) {
	tries := 0
	for ctx.Err() == nil {
		e, waits, err := d.first(ctx, h)
		if err == nil && !waits {
			wait(ctx, h.woken, time.Minute)
			continue
		}
		if err == nil {
			err = d.attempt(ctx, h, e)
		}
		if ctx.Err() != nil {
			return // it is told again, under the same id
		}
		pause := time.Duration(0)
		if f, ok := errors.AsType[*failed](err); ok {
			tries++
			pause = max(f.after, d.pause(tries))
		} else if err != nil && !errors.Is(err, errSkip) {
			pause = d.options.First
		} else {
			tries = 0
		}
		over, err := d.settle(ctx, h, e, err)
		if refused, ok := errors.AsType[*refusal.Error](err); ok && refused.Code == refusal.Conflict {
			d.lost() // another replica has the lease
			return
		}
		if err != nil {
			d.Log.Warn("what became of an event could not be kept; it is told again", "webhook", h.Name, "id", e.id, "cause", err)
			pause = max(pause, d.options.First)
		}
		switch over {
		case goesOn:
			wait(ctx, nil, pause)
		case given:
			tries = 0
		case ends:
			return
		}
	}
}

// pause grows with each attempt; half of it is chance, so that many do not come back at one moment.
func (d *leader) pause(tries int) time.Duration {
	pause := d.options.First
	for range tries - 1 {
		if pause = 3 * pause; pause >= d.options.Most {
			pause = d.options.Most
			break
		}
	}
	return pause/2 + rand.N(pause)
}

// ending is how the telling goes on after an attempt.
type ending int

const (
	goesOn ending = iota // after a pause
	given                // with the next event: this one is given up
	ends                 // it does not
)

// settle keeps what became of an attempt.
func (d *leader) settle(ctx context.Context, h *line, e event, err error) (ending, error) {
	f, ok := errors.AsType[*failed](err)
	switch {
	case err == nil:
		d.delivery(h.Hook, "delivered")
		return goesOn, d.delivered(ctx, h, e)
	case errors.Is(err, errSkip):
		d.delivery(h.Hook, "skipped")
		return goesOn, d.skipped(ctx, e)
	case !ok:
		d.Log.Warn("an event could not be made; it is tried again", "webhook", h.Name, "id", e.id, "cause", err)
		return goesOn, nil
	case f.kind == gone:
		d.delivery(h.Hook, "gone")
		d.Log.Warn("a webhook's receiver is gone (410) and is told nothing more until the server is started again", "webhook", h.Name)
		return ends, d.failed(ctx, h, e, f, false)
	case d.options.Now().Sub(e.queued) >= d.options.GiveUp:
		d.delivery(h.Hook, "given up")
		d.Log.Error("an event was given up", "webhook", h.Name, "id", e.id, "event", e.kind, "cause", f)
		return given, d.failed(ctx, h, e, f, true)
	}
	d.delivery(h.Hook, "failed")
	d.Log.Warn("an event was not delivered; it is tried again", "webhook", h.Name, "id", e.id, "event", e.kind, "cause", f)
	return goesOn, d.failed(ctx, h, e, f, false)
}

// body is what a receiver gets.
type body struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"`
	Data      any    `json:"data"`
}

// attempt makes what an event says, for the hook's eyes at this moment, writes down whom it is about, and sends it.
func (d *leader) attempt(ctx context.Context, h *line, e event) error {
	c, err := access.Resolve(ctx, d.Graph, h.grant())
	if err != nil {
		return err
	}
	if !h.wants(e.kind) {
		return errSkip
	}
	data, shown, err := d.say(ctx, c, e)
	if err != nil {
		return err
	}
	b, err := json.Marshal(body{e.kind, e.at, data})
	if err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	if !shown.Nobody() || len(shown.Followed) > 0 {
		witness := audit.Of(c, audit.Read, e.id).About(shown)
		witness.Operation, witness.Fields = "webhook", []string{e.kind}
		if err := d.Audit.Record(ctx, witness); err != nil {
			return err
		}
	}
	return h.sender.send(ctx, e.id, d.options.Now(), b)
}
