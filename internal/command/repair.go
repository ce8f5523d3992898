package command

import (
	"context"
	"os/signal"
	"syscall"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/rooms"
)

// Repair removes what stands twice in the graph.
type Repair struct {
	DryRun bool `help:"Only say what would be removed and what would stay."`
}

// Run repairs the graph that serve uses: one line for each pair of nodes, and exit status 1 when something is left.
func (c *Repair) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		if err := s.witness(ctx, r, "repair", "", false); err != nil {
			return err
		}
		found, err := r.Repair(ctx, law.System, c.DryRun)
		left := 0
		for _, f := range found {
			done := message.New("one is left of them")
			switch {
			case !f.Alike:
				left++
				done = message.New("they differ and stay: whoever knows which is right says so, by an import")
			case c.DryRun:
				left++
				done = message.New("they are alike: one would be left of them")
			}
			s.say(s.Stdout, "%s %s to %s stands %d times; %s", f.From, f.Relationship, f.To, f.Times, done)
		}
		switch {
		case err != nil:
			return err
		case left > 0:
			return brokenRules(left)
		}
		s.say(s.Stderr, "nothing stands twice")
		return nil
	})
}
