package command

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"bole/graph/refusal"
	"bole/internal/httpapi"
	"bole/internal/rooms"
)

// againAfter is the pause after work on the graph that failed.
const againAfter = 5 * time.Second

// keep migrates once the graph can be reached, has statements planned, and brings units up to date then and after each
// midnight, because an appointment may begin that day. What needs a graph that is migrated begins then. Several replicas may do so at once.
func keep(ctx context.Context, log *slog.Logger, r *rooms.Rooms, h *httpapi.Server, migrated func()) {
	begin := sync.OnceFunc(migrated)
	prepared, failing := false, ""
	for ctx.Err() == nil {
		now := time.Now()
		err := r.Migrate(ctx)
		if err == nil {
			h.Migrating(false)
			begin()
			err = r.Upkeep(ctx, now)
		}
		if err == nil && !prepared {
			err = r.Figures.Prepare(ctx)
			prepared = err == nil
		}
		wait := time.Until(midnightAfter(now)) // what was done may have taken long
		switch {
		case err == nil && failing != "":
			log.Info("the graph is up to date again")
			failing = ""
		case err != nil && ctx.Err() == nil:
			reason := err.Error()
			if refused, ok := errors.AsType[*refusal.Error](err); ok {
				reason = string(refused.Code)
			}
			if reason != failing { // once, however often it is tried
				log.Warn("the graph could not be brought up to date; it is tried again", "cause", err)
			}
			failing, wait = reason, againAfter
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// midnightAfter is a minute after the next midnight.
func midnightAfter(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+1, 0, 1, 0, 0, t.Location())
}
