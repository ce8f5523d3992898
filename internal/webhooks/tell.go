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

// keepLimit bounds the keeping of what was delivered.
const keepLimit = 5 * time.Second

// tell has one hook told of what waits for it, in order, until ctx ends or the receiver wants nothing more. The first
// event waits until it is delivered or given up, and the others behind it.
func (d *leader) tell(ctx context.Context, h *line) {
	tries := 0
	for ctx.Err() == nil {
		e, waits, err := d.first(ctx, h)
		switch {
		case err != nil: // looking says so
			wait(ctx, nil, d.options.First)
			continue
		case !waits:
			wait(ctx, h.woken, time.Minute)
			continue
		}
		err = d.attempt(ctx, h, e)
		if err != nil && ctx.Err() != nil {
			return // it is told again, under the same id
		}
		then, keeping := d.settle(ctx, h, e, err)
		if refused, ok := errors.AsType[*refusal.Error](keeping); ok && refused.Code == refusal.Conflict {
			d.lost() // another replica has the lease
			return
		}
		if keeping != nil {
			d.Log.Warn("what became of an event could not be kept; it is told again", "webhook", h.Name, "id", e.id, "cause", keeping)
			then = again
		}
		switch then {
		case next:
			tries = 0
		case again:
			tries++
			wait(ctx, nil, d.pause(tries, err))
		case ends:
			return
		}
	}
}

// unmadeMost bounds the pause before an event is made again: what keeps it from being made is here and not there.
const unmadeMost = time.Minute

// pause grows with each attempt; half of it is chance, so that many do not come back at one moment.
func (d *leader) pause(tries int, err error) time.Duration {
	pause, most := d.options.First, d.options.Most
	f, ok := errors.AsType[*failed](err)
	if !ok || f.kind == unmade {
		most = min(most, unmadeMost)
	}
	for range tries - 1 {
		if pause = 3 * pause; pause >= most {
			break
		}
	}
	pause = min(pause, most)
	pause = pause/2 + rand.N(pause)
	if ok {
		return max(f.after, pause)
	}
	return pause
}

// ending is how the telling goes on after an attempt.
type ending int

const (
	next  ending = iota // with the next event
	again               // with the same one, after a pause
	ends                // it does not
)

// settle keeps what became of an attempt.
func (d *leader) settle(ctx context.Context, h *line, e event, err error) (ending, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepLimit) // also when the server is being stopped
	defer cancel()
	f, ok := errors.AsType[*failed](err)
	if !ok {
		result, keep := "delivered", d.delivered
		if errors.Is(err, errSkip) {
			result, keep = "skipped", d.skipped
		}
		if err := keep(ctx, h, e); err != nil {
			return again, err
		}
		d.delivery(h.Hook, result)
		return next, nil
	}
	log := d.Log.With("webhook", h.Name, "id", e.id, "event", e.kind)
	switch {
	case f.kind == gone:
		d.delivery(h.Hook, "gone")
		log.Warn("a webhook's receiver is gone (410) and is told nothing more until the server is started again")
		return ends, d.failed(ctx, h, e, f, false)
	case d.options.Now().Sub(e.queued) >= d.options.GiveUp:
		d.delivery(h.Hook, "given up")
		log.Error("an event was given up", "cause", f)
		return next, d.failed(ctx, h, e, f, true)
	}
	d.delivery(h.Hook, "failed")
	log.Warn("an event was not delivered; it is tried again", "cause", f)
	return again, d.failed(ctx, h, e, f, false)
}

// body is what a receiver gets.
type body struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"`
	Data      any    `json:"data"`
}

// attempt makes what an event says, for the hook's eyes at this moment, writes down whom it is about, and sends it. An
// error is errSkip, a *failed, or that the context has ended.
func (d *leader) attempt(ctx context.Context, h *line, e event) error {
	b, err := d.made(ctx, h, e)
	switch {
	case errors.Is(err, errSkip):
		return err
	case err != nil:
		return &failed{kind: unmade, cause: err}
	}
	return h.sender.send(ctx, e.id, d.options.Now(), b)
}

func (d *leader) made(ctx context.Context, h *line, e event) ([]byte, error) {
	if !h.wants(e.kind) {
		return nil, errSkip
	}
	c, err := access.Resolve(ctx, d.Graph, h.grant())
	if err != nil {
		return nil, err
	}
	data, shown, err := d.say(ctx, c, e)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(body{e.kind, e.at, data})
	if err != nil {
		return nil, fmt.Errorf("write an event: %w", err)
	}
	if shown.Nobody() && len(shown.Followed) == 0 {
		return b, nil
	}
	witness := audit.Of(c, audit.Read, e.id).About(shown)
	witness.Operation, witness.Fields = "webhook", []string{e.kind}
	return b, d.Audit.Record(ctx, witness)
}
