package command

import (
	"context"
	"encoding/json"
	"os/signal"
	"syscall"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/rooms"
)

// Check holds the facts against the rules of data quality.
type Check struct {
	AsOf   string   `name:"as-of" help:"Day to check as of, YYYY-MM-DD; empty: today."`
	Rules  []string `help:"Codes of the rules to check; empty: all. An unknown code lists none."`
	Format string   `help:"text or json." default:"text" enum:"text,json"`
}

// brokenRules ends the command with status 1.
func brokenRules(findings int) error { return message.Errorf("%d findings", findings) }

// Run checks the whole graph that serve uses: one line for each finding, and exit status 1 when there is one.
func (c *Check) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	asOf := c.AsOf
	if asOf == "" {
		asOf = time.Now().Format(time.DateOnly)
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := s.witness(ctx, r, "check", "", true); err != nil {
			return err
		}
		findings, err := r.Figures.Quality(ctx, law.Caller{Role: "ADMIN", Whole: true}, asOf, c.Rules)
		if err != nil {
			return err
		}
		e := json.NewEncoder(s.Stdout)
		e.SetEscapeHTML(false)
		for _, f := range findings {
			problem, remedy := f.Problem.In(s.lang), message.Phrase(f.Rule.Remedy).In(s.lang)
			if c.Format == "json" {
				line := map[string]any{"rule": f.Rule.Code, "type": f.Subject.Type, "key": f.Subject.Key, "problem": problem, "remedy": remedy, "related": f.Related}
				if err := e.Encode(line); err != nil {
					return err
				}
				continue
			}
			s.say(s.Stdout, "%s: %s %s: %s; %s", f.Rule.Code, f.Subject.Type, f.Subject.Key, problem, remedy)
		}
		if len(findings) > 0 {
			return brokenRules(len(findings))
		}
		s.say(s.Stderr, "nothing is wrong")
		return nil
	})
}
