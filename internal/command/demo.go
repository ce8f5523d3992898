package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/internal/access"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/httpapi"
	"bole/internal/localneo4j"
	"bole/internal/rooms"
	"bole/schema"
)

// Demo serves the demo dataset; the first run loads it.
type Demo struct {
	Serve

	Seed   uint64 `help:"Seed of the generated dataset." default:"1"`
	Cadres int    `help:"How many officials it holds." default:"${cadres}"`

	filled []dataset.Tally // what was loaded before the server was started; nil: nothing
}

// Run loads what is not there yet, prints how to ask, and serves until Ctrl-C.
func (c *Demo) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if here, err := loopback(c.Addr); err != nil || !here {
		return errors.Join(err, message.Errorf("%s is beyond loopback, where the demo's development tokens are not accepted; listen on 127.0.0.1", c.Addr))
	}
	if err := errors.Join(c.listensSafely(), c.prepare(ctx, s)); err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, demo.AsOf)
	if err != nil {
		return message.Errorf("read the demo's day: %v", err)
	}
	s.appraisal.Now = func() time.Time { return day } // what is computed ahead is of the demo's day
	s.limits.Today = s.appraisal.Now
	if err := c.fill(ctx, s); err != nil {
		return err
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := r.Migrate(ctx); err != nil {
			return err
		}
		if err := c.load(ctx, s, r); err != nil {
			return err
		}
		hint, err := hint(ctx, s, r)
		if err != nil {
			return err
		}
		c.serving = func(ctx context.Context, h *httpapi.Server) { c.shortlists(ctx, s, r, h) }
		return c.serve(ctx, s, r, func(addr string) { fmt.Fprint(s.Stdout, strings.ReplaceAll(hint, "ADDRESS", addr)) })
	})
}

// demoLoaded is the step recorded once the whole demo dataset is there.
const demoLoaded = "demo dataset"

// fill makes the managed local graph with the dataset in it, where there is none yet: all at once, which takes a fraction
// of what a server does with it row by row.
func (c *Demo) fill(ctx context.Context, s *Settings) error {
	if s.Neo4jURI != "" {
		return nil
	}
	if err := s.checkMemory(); err != nil {
		return err
	}
	sdl, err := schema.Load()
	if err != nil {
		return err
	}
	g, err := rooms.Unmade(sdl, s.appraisal.Rules)
	if err != nil {
		return err
	}
	var tallies []dataset.Tally
	filled, err := localneo4j.Fill(ctx, s.local(), func(files string) (args []string, err error) {
		err = c.generated(s, func(dir string) error {
			var bulk dataset.Bulk
			bulk, tallies, err = dataset.WriteBulk(ctx, g, dir, files, dataset.Options{Now: time.Now()})
			args = bulk.Arguments()
			return err
		})
		return args, err
	})
	if filled {
		c.filled = tallies
	}
	return err
}

// load imports the generated dataset unless that was recorded: an interrupted first run is completed.
func (c *Demo) load(ctx context.Context, s *Settings, r *rooms.Rooms) error {
	return r.Store.Once(ctx, demoLoaded, func() error {
		if c.filled == nil {
			return c.generated(s, func(dir string) error { return importInto(ctx, s, r, &Import{Path: dir}) })
		}
		if err := s.witness(ctx, r, "import demo", "", false); err != nil {
			return err
		}
		return printed(s, c.filled)
	})
}

// generated writes the dataset for a while.
func (c *Demo) generated(s *Settings, do func(dir string) error) error {
	dir, err := os.MkdirTemp("", "bole-demo-")
	if err != nil {
		return message.Errorf("make a folder for the demo dataset: %v", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a leftover in the system's temporary folder
	s.say(s.Stderr, "loading the demo dataset (once)…")
	set := filepath.Join(dir, "demo")
	if err := os.Mkdir(set, 0o700); err != nil {
		return message.Errorf("make a folder for the demo dataset: %v", err)
	}
	if err := demo.Write(set, demo.Options{Seed: c.Seed, Cadres: c.Cadres}); err != nil {
		return err
	}
	return do(set)
}

// demoLists is the step recorded once the demo's shortlists are there.
const demoLists = "demo shortlists"

// shortlists has shortlists drawn up and choices recorded, beside the server: the first takes some seconds.
func (c *Demo) shortlists(ctx context.Context, s *Settings, r *rooms.Rooms, h *httpapi.Server) {
	organizer := law.Caller{Role: "ORGANIZER", Whole: true, Issuer: "bole", Subject: demo.Organizer, Name: demo.Organizer}
	err := r.Store.Once(ctx, demoLists, func() error {
		return demo.Shortlists(ctx, func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error) {
			return h.Ask(ctx, organizer, query, variables)
		})
	})
	if err != nil && ctx.Err() == nil {
		s.Log.Warn("the demo's shortlists could not be drawn up", "cause", err)
	}
}

// hint is what the first screen says, with ADDRESS for where the server listens.
func hint(ctx context.Context, s *Settings, r *rooms.Rooms) (string, error) {
	signer, err := access.NewSigner(s.Data)
	if err != nil {
		return "", err
	}
	someone, err := r.SomeKey(ctx, r.Schema.Owner())
	if err != nil {
		return "", err
	}
	var b strings.Builder
	tokens := map[string]string{}
	for _, role := range access.Roles {
		grant := access.Grant{Role: role, Name: "demo-" + strings.ToLower(role), Whole: true} // named, so that questions can be saved
		if role == law.Subject {
			grant.Whole, grant.Self = false, someone
		}
		if tokens[role], err = signer.Sign(grant, 24*time.Hour); err != nil {
			return "", err
		}
	}
	s.say(&b, "\nbole listens on http://ADDRESS — the console is there, GraphiQL at /graphiql, the contract at /schema.graphql.\n\nOpen the console as somebody of the organization department:\n\n  http://ADDRESS/#token=%s\n\nOne token for each role, good for a day; each fits behind #token= too:", tokens["ORGANIZER"])
	for _, role := range access.Roles {
		fmt.Fprintf(&b, "  %-10s %s\n", role, tokens[role])
	}
	s.say(&b, "\nThree requests to try:\n\n  TOKEN=%s", tokens["ANALYST"])
	for _, q := range requests {
		body, err := json.Marshal(map[string]string{"query": q})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "  curl -s http://ADDRESS/graphql -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \\\n    -d '%s'\n", body)
	}
	s.say(&b, "\nCtrl-C stops everything; the data stays.")
	return b.String(), nil
}

// requests are the three of the first screen: a person's work, hard tasks' leads, and a page by cursor.
var requests = []string{
	`{ cadres(first: 1, filter: {tasks: {count: [{gte: 3}]}}) { nodes { name organization { name } tasks(first: 3) { totalCount edges { role node { title difficulty outcome } } } } } }`,
	`{ cadres(first: 5, orderBy: {name: ASC}, filter: {tasks: {some: {role: {eq: LEAD}, node: {category: {eq: DEBT_RESOLUTION}, difficulty: {gte: 4}}}}}) { totalCount nodes { key name } } }`,
	`{ tasks(first: 5, orderBy: {difficulty: DESC}) { nodes { title category difficulty outcomeScore } pageInfo { hasNextPage endCursor } } }`,
}
