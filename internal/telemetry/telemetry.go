// Package telemetry is what a server shows of itself to those who run it: metrics for Prometheus, traces for
// OpenTelemetry, and a line in the log for each statement that was slow. Nothing in them is of a person, of what was
// asked or of what was found: names of statements, routes, roles and codes, and the texts of statements, whose values
// are parameters.
package telemetry

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"bole/graph/store"
)

// Options of a server's telemetry; the zero value of all is right.
type Options struct {
	Version string        // of the build
	Slow    time.Duration // statements that take as long are logged; 0: none
	Log     *slog.Logger  // nil: none
	Traces  *Traces       // nil: none are made
}

// Telemetry is one server's. Its methods may be used by many goroutines at once, and do nothing where it is nil.
type Telemetry struct {
	*metrics
	traces *Traces
	slow   time.Duration
	log    *slog.Logger
}

// New makes the telemetry of a server.
func New(o Options) *Telemetry {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Telemetry{metrics: newMetrics(o.Version), traces: o.Traces, slow: o.Slow, log: o.Log}
}

// Statement takes note of a statement or act that has ended; it is the store's observer.
func (t *Telemetry) Statement(ctx context.Context, o store.Observed) {
	t.statement(o)
	t.traces.statement(ctx, o)
	if t.slow == 0 || o.Took < t.slow {
		return
	}
	t.log.LogAttrs(ctx, slog.LevelWarn, "slow statement", slog.String("statement", o.Name), slog.String("role", o.Role), slog.Int("rows", o.Rows),
		slog.Duration("took", o.Took), slog.String("code", string(o.Code)), slog.String("request", o.Request), slog.String("text", o.Text))
}

// Error counts an error in an answer by its code.
func (t *Telemetry) Error(code string) {
	if t != nil {
		t.errors.WithLabelValues(code).Inc()
	}
}

// Limit counts a request that was refused for a limit, by the limit's name or setting.
func (t *Telemetry) Limit(name string) {
	if t != nil && name != "" {
		t.limits.WithLabelValues(name).Inc()
	}
}

// Planned counts an operation that was planned: with a plan that was kept, or anew.
func (t *Telemetry) Planned(kept bool) {
	if t == nil {
		return
	}
	from := "made"
	if kept {
		from = "kept"
	}
	t.plans.WithLabelValues(from).Inc()
}

// Fitting counts a fit of work records that begins; ended is called when it has ended.
func (t *Telemetry) Fitting() (ended func(err error)) {
	begun := time.Now()
	t.fitsRunning.Inc()
	return func(err error) {
		t.fitsRunning.Dec()
		t.fitSeconds.Observe(time.Since(begun).Seconds())
		result := "fitted"
		if err != nil {
			result = "failed"
		}
		t.fits.WithLabelValues(result).Inc()
	}
}

// Audited counts a group of events of the audit that was written, or failed; answers wait for it.
func (t *Telemetry) Audited(events int, took time.Duration, err error) {
	result := "written"
	if err != nil {
		result = "failed"
	}
	t.auditEvents.WithLabelValues(result).Add(float64(events))
	t.auditSeconds.Observe(took.Seconds())
}

// Delivery counts an attempt to tell a webhook of an event, by its result.
func (t *Telemetry) Delivery(webhook, result string) {
	t.deliveries.WithLabelValues(webhook, result).Inc()
}

// Waiting shows how long the first event that waits for a webhook has been waiting.
func (t *Telemetry) Waiting(webhook string, oldest time.Duration) {
	t.deliveryWaits.WithLabelValues(webhook).Set(oldest.Seconds())
}

// routes are those that are told apart.
var routes = map[string]string{"/graphql": "graphql", "/schema.graphql": "schema", "/healthz": "healthz", "/readyz": "readyz", "/": "page", "/graphiql": "graphiql",
	"/sign-in": "sign-in", "/sign-in/callback": "sign-in", "/sign-in/session": "session", "/sign-out": "sign-out", "/sign-out/back-channel": "back-channel"}

// methods are those that are told apart.
var methods = map[string]bool{http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodOptions: true}

// Requests counts and traces the requests that next answers.
func (t *Telemetry) Requests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		route := routes[r.URL.Path]
		if route == "" {
			route = "other"
		}
		method := r.Method
		if !methods[method] {
			method = "other"
		}
		t.underWay.Inc()
		counted := &answer{ResponseWriter: w, status: http.StatusOK}
		ctx, ended := t.traces.request(r, method, route)
		defer func() { // also of an export that breaks its connection
			t.underWay.Dec()
			t.requests.WithLabelValues(route, method, strconv.Itoa(counted.status)).Inc()
			t.requestSeconds.WithLabelValues(route).Observe(time.Since(begun).Seconds())
			ended(counted.status, w.Header().Get("X-Request-Id"))
		}()
		next.ServeHTTP(counted, r.WithContext(ctx))
	})
}

// answer notes the status.
type answer struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap is what http.ResponseController asks for.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
