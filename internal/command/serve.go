package command

import (
	"context"
	"net"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"bole/graph"
	"bole/graph/message"
	"bole/graph/plan"
	"bole/internal/access"
	"bole/internal/calendar"
	"bole/internal/due"
	"bole/internal/httpapi"
	"bole/internal/limits"
	"bole/internal/rooms"
	"bole/internal/signin"
	"bole/internal/telemetry"
)

// Serve serves the API until it is told to stop.
type Serve struct {
	RuleBook
	Watch
	Addr           string        `help:"Address to listen on." env:"BOLE_ADDR" default:"127.0.0.1:8080"`
	SignIn         string        `name:"sign-in" help:"File that says which OpenID Connect providers sign tokens; empty: only tokens of bole token. docs/security.md." env:"BOLE_SIGN_IN" type:"path"`
	Secrets        string        `name:"session-secret" help:"File with the secrets that seal sessions of browsers, the same for all replicas; empty: sessions end with this process. docs/security.md." env:"BOLE_SESSION_SECRET" type:"path"`
	TLSCert        string        `name:"tls-cert" help:"File with the server's certificate and those above it, PEM." env:"BOLE_TLS_CERT" type:"path"`
	TLSKey         string        `name:"tls-key" help:"File with the certificate's key, PEM." env:"BOLE_TLS_KEY" type:"path"`
	Proxy          []string      `help:"Addresses or networks of proxies that end TLS; requests from elsewhere are refused." env:"BOLE_PROXY" sep:"," placeholder:"NETWORK,…"`
	Origins        []string      `help:"Origins browsers may call from." env:"BOLE_ORIGINS" sep:","`
	Headers        []string      `name:"origins-headers" help:"Headers that pages of these origins may send, beside those that GraphQL clients and tracing send." env:"BOLE_ORIGINS_HEADERS" sep:","`
	TrustedOnly    bool          `help:"Run no operations but those loaded with bole questions." env:"BOLE_TRUSTED_ONLY"`
	Cypher         string        `help:"Role that may run Cypher of its own, such as AUDITOR; one that may read every field. Empty: nobody." env:"BOLE_CYPHER"`
	Calendar       string        `help:"File with the calendar of working days; empty: the one that comes with bole. docs/administration.md." env:"BOLE_CALENDAR" type:"path"`
	Deadlines      string        `help:"File with the days that rules give; empty: the one that comes with bole. docs/due-process.md." env:"BOLE_DEADLINES" type:"path"`
	Webhooks       string        `help:"File that says which systems are told of events; empty: none. docs/webhooks.md." env:"BOLE_WEBHOOKS" type:"path"`
	NoRecords      bool          `help:"Turn work records off: nobody gets a number." env:"BOLE_NO_RECORDS"`
	RequirePurpose bool          `help:"Show nothing of a person where the request states no purpose, in the header Bole-Purpose." env:"BOLE_REQUIRE_PURPOSE"`
	Deadline       time.Duration `help:"Deadline of one request." env:"BOLE_DEADLINE" default:"30s"`

	HeaderTimeout time.Duration `help:"Time for a request's headers to arrive." env:"BOLE_HEADER_TIMEOUT" default:"10s"`
	BodyTimeout   time.Duration `help:"Time for a request's body to arrive." env:"BOLE_BODY_TIMEOUT" default:"10s"`
	WriteTimeout  time.Duration `help:"Time for a client to take an answer, or a page of an export." env:"BOLE_WRITE_TIMEOUT" default:"30s"`
	DrainWait     time.Duration `help:"Time for which a server that is told to stop goes on and says that it is not ready; as long as a load balancer takes to notice." env:"BOLE_DRAIN_WAIT" default:"0s"`
	MaxHeader     int           `help:"Most bytes of a request's headers." env:"BOLE_MAX_HEADER" default:"32768"`
	MaxBody       int64         `help:"Most bytes of a request's body." env:"BOLE_MAX_BODY" default:"1048576"`
	MaxUpload     int64         `help:"Most bytes of a request's body with a file." env:"BOLE_MAX_UPLOAD" default:"268435456"`
	UploadTimeout time.Duration `help:"Time for a request's body with a file to arrive." env:"BOLE_UPLOAD_TIMEOUT" default:"10m"`
	Requests      int           `help:"Most requests at once." env:"BOLE_REQUESTS" default:"64"`
	OfPerson      int           `name:"requests-of-person" help:"Most requests at once of one person." env:"BOLE_REQUESTS_OF_PERSON" default:"32"`
	Exports       int           `help:"Most exports at once." env:"BOLE_EXPORTS" default:"8"`
	ExportsOf     int           `name:"exports-of-person" help:"Most exports at once of one person." env:"BOLE_EXPORTS_OF_PERSON" default:"2"`
	ExportRows    int           `help:"Most rows of an export." env:"BOLE_EXPORT_ROWS" default:"1000000"`
	Limits        limits.Limits `embed:"" prefix:"max-"`
	MaxRows       int64         `help:"Most estimated rows of a request, the work of computed fields included." env:"BOLE_MAX_ROWS" default:"100000"`
	MaxRelations  int           `help:"Most relations below one another." env:"BOLE_MAX_RELATIONS" default:"12"`
	MaxAnswer     int           `help:"Most bytes of an answer; exports have limits of their own." env:"BOLE_MAX_ANSWER" default:"33554432"`
	KeepAnswers   int64         `name:"keep-answers" help:"Memory for groups, figures, counts and statistics that were dear, MiB; 0: none is kept." env:"BOLE_KEEP_ANSWERS" default:"64"`
	KeepFrom      time.Duration `name:"keep-from" help:"Time that Neo4j works on a statement, from which its rows are kept." env:"BOLE_KEEP_FROM" default:"20ms"`

	telemetry *telemetry.Telemetry
	traces    *telemetry.Traces
	tokens    access.Tokens
	keys      *signin.Keyring // of sessions in browsers
	behind    func(net.Listener) net.Listener
	serving   func(context.Context, *httpapi.Server) // runs beside the server; nil: nothing
}

// Run opens the graph and serves.
func (c *Serve) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := c.listensSafely(); err != nil {
		return err
	}
	if err := c.prepare(ctx, s); err != nil {
		return err
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		return c.serve(ctx, s, r, func(addr string) { s.say(s.Stdout, "bole listens on %s://%s", c.scheme(), addr) })
	})
}

// prepare reads all that the operator names before the graph is opened, which may take long.
func (c *Serve) prepare(ctx context.Context, s *Settings) error {
	if err := c.check(); err != nil {
		return err
	}
	var err error
	if c.behind, err = c.wrapping(); err != nil {
		return err
	}
	if c.tokens, err = c.readTokens(s); err != nil {
		return err
	}
	if c.keys, err = c.readKeys(); err != nil {
		return err
	}
	version, _, _ := build()
	if c.traces, err = telemetry.OpenTraces(ctx, version, s.Log); err != nil {
		return err
	}
	c.telemetry = telemetry.New(telemetry.Options{Version: version, Slow: c.Slow, Log: s.Log, Traces: c.traces})
	s.observe, s.audited, s.appraisal.Fitting = c.telemetry.Statement, c.telemetry.Audited, c.telemetry.Fitting
	s.serves = true
	s.keepBytes, s.keepFrom = c.KeepAnswers<<20, c.KeepFrom
	s.cypherRole, s.appraisal.NoRecords, s.purpose = c.Cypher, c.NoRecords, c.RequirePurpose
	s.limits = graph.Options{Limits: plan.Limits{Depth: c.MaxRelations, Rows: c.MaxRows}, AnswerBytes: c.MaxAnswer}
	if err := c.readWebhooks(s); err != nil {
		return err
	}
	if c.Calendar != "" {
		if s.appraisal.Calendar, err = opened(c.Calendar, message.New("the calendar"), calendar.Open); err != nil {
			return err
		}
	}
	if c.Deadlines != "" {
		if s.deadlines, err = opened(c.Deadlines, message.New("the deadlines"), due.OpenRules); err != nil {
			return err
		}
	}
	return c.RuleBook.read(s)
}

// sendTraces sends what has not been sent yet. The collector may be away.
func (c *Serve) sendTraces(ctx context.Context, s *Settings) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := c.traces.Close(ctx); err != nil {
		s.Log.Warn("the last traces were not sent", "cause", err)
	}
}

// check refuses limits that nothing can keep.
func (c *Serve) check() error {
	for setting, n := range map[string]int64{
		"BOLE_DEADLINE": int64(c.Deadline), "BOLE_HEADER_TIMEOUT": int64(c.HeaderTimeout), "BOLE_BODY_TIMEOUT": int64(c.BodyTimeout),
		"BOLE_WRITE_TIMEOUT": int64(c.WriteTimeout), "BOLE_MAX_HEADER": int64(c.MaxHeader), "BOLE_MAX_BODY": c.MaxBody, "BOLE_MAX_UPLOAD": c.MaxUpload, "BOLE_UPLOAD_TIMEOUT": int64(c.UploadTimeout),
		"BOLE_REQUESTS": int64(c.Requests), "BOLE_REQUESTS_OF_PERSON": int64(c.OfPerson), "BOLE_EXPORTS": int64(c.Exports),
		"BOLE_EXPORTS_OF_PERSON": int64(c.ExportsOf), "BOLE_EXPORT_ROWS": int64(c.ExportRows), "BOLE_MAX_ROWS": c.MaxRows, "BOLE_MAX_RELATIONS": int64(c.MaxRelations), "BOLE_MAX_ANSWER": int64(c.MaxAnswer), "BOLE_KEEP_FROM": int64(c.KeepFrom),
	} {
		if n < 1 {
			return message.Errorf("%s must be more than 0; give a size, number or time", setting)
		}
	}
	if c.DrainWait < 0 {
		return message.Errorf("%s must not be less than 0; give a time such as 10s", "BOLE_DRAIN_WAIT")
	}
	if c.KeepAnswers < 0 || c.KeepAnswers > mostKept {
		return message.Errorf("%s must be from 0 to %d; give a number of MiB", "BOLE_KEEP_ANSWERS", mostKept)
	}
	return c.Limits.Check()
}

// mostKept is how many MiB of answers may be kept at most.
const mostKept = 1 << 20

// serve listens, says so, and serves until ctx ends.
func (c *Serve) serve(ctx context.Context, s *Settings, r *rooms.Rooms, listening func(addr string)) error {
	defer c.sendTraces(ctx, s)
	signIn, err := c.signIn(s, r, c.tokens)
	if err != nil {
		return err
	}
	version, _, _ := build()
	h, err := httpapi.New(r, c.tokens, httpapi.Options{SignIn: signIn, Proxied: len(c.Proxy) > 0, Version: version, Origins: c.Origins, OriginsHeaders: c.Headers, TrustedOnly: c.TrustedOnly, Logger: s.Log, Telemetry: c.telemetry,
		Deadline: c.Deadline, BodyTimeout: c.BodyTimeout, WriteTimeout: c.WriteTimeout, MaxBody: c.MaxBody, MaxUpload: c.MaxUpload, UploadTimeout: c.UploadTimeout, Limits: c.Limits,
		Requests: c.Requests, OfPerson: c.OfPerson, Exports: c.Exports, ExportsOf: c.ExportsOf, ExportRows: c.ExportRows})
	if err != nil {
		return err
	}
	c.telemetry.Store(r.Store)
	if err := c.Watch.serve(ctx, c.telemetry, s); err != nil {
		return err
	}
	h.Migrating(true)
	migrated := make(chan struct{})
	go keep(ctx, s.Log, r, h, func() { close(migrated) })
	defer tell(ctx, r, migrated)()
	go r.Appraiser.Keep(ctx)
	go r.Audit.Keep(ctx)
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Addr)
	if err != nil {
		return message.Errorf("listen on %s: %v; choose another address with --addr", c.Addr, err)
	}
	l = c.behind(l)
	listening(l.Addr().String())
	if c.serving != nil {
		go c.serving(ctx, h)
	}
	srv := &http.Server{Handler: c.telemetry.Requests(h), ReadHeaderTimeout: c.HeaderTimeout, MaxHeaderBytes: c.MaxHeader, IdleTimeout: 2 * time.Minute}
	return c.drain(ctx, srv, l, h.Drain)
}

// drain serves until ctx ends. Then it says for a while that it is not ready, so that nobody sends more requests, closes
// the listener, and lets those under way finish: each may take its deadline and the time for its answer.
func (c *Serve) drain(ctx context.Context, srv *http.Server, l net.Listener, unready func()) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return message.Errorf("serve: %v", err)
	case <-ctx.Done():
	}
	unready()
	select {
	case err := <-failed:
		return message.Errorf("serve: %v", err)
	case <-time.After(c.DrainWait):
	}
	timeout, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.BodyTimeout+c.Deadline+c.WriteTimeout)
	defer cancel()
	if err := srv.Shutdown(timeout); err != nil {
		return message.Errorf("requests were still under way %v after the server was told to stop", c.BodyTimeout+c.Deadline+c.WriteTimeout)
	}
	return nil
}
