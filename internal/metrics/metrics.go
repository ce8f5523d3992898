// Package metrics counts what a server does, for Prometheus. No label holds anything of a person, of what was asked or
// of what was found: names of statements, routes, roles and codes are all there are.
package metrics

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bole/graph/store"
)

// Metrics are one server's.
type Metrics struct {
	registry         *prometheus.Registry
	requests         *prometheus.CounterVec
	requestSeconds   *prometheus.HistogramVec
	underWay         prometheus.Gauge
	errors           *prometheus.CounterVec
	statements       *prometheus.CounterVec
	statementSeconds *prometheus.HistogramVec
	rows             *prometheus.CounterVec
}

// seconds are the bounds of histograms: from a lookup to the deadline of a request.
var seconds = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}

// New makes the metrics of a server of this version.
func New(version string) *Metrics {
	m := &Metrics{
		registry:         prometheus.NewRegistry(),
		requests:         prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bole_http_requests_total", Help: "Requests answered, by route and status."}, []string{"route", "method", "status"}),
		requestSeconds:   prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bole_http_request_duration_seconds", Help: "Time from a request's header to the end of its answer.", Buckets: seconds}, []string{"route"}),
		underWay:         prometheus.NewGauge(prometheus.GaugeOpts{Name: "bole_http_requests_in_flight", Help: "Requests that are being answered."}),
		errors:           prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bole_errors_total", Help: "Errors in answers, by their code."}, []string{"code"}),
		statements:       prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bole_statements_total", Help: "Statements and acts that ended, by name, role and code of their refusal."}, []string{"statement", "role", "code"}),
		statementSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bole_statement_duration_seconds", Help: "Time of a statement or act, with its wait for a place.", Buckets: seconds}, []string{"statement"}),
		rows:             prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bole_statement_rows_total", Help: "Rows that statements gave."}, []string{"statement"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "bole_build_info", Help: "Always 1; the label is the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.requestSeconds, m.underWay, m.errors, m.statements, m.statementSeconds, m.rows, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Statement counts a statement or act; it is the store's observer.
func (m *Metrics) Statement(o store.Observed) {
	m.statements.WithLabelValues(o.Name, o.Role, string(o.Code)).Inc()
	m.statementSeconds.WithLabelValues(o.Name).Observe(o.Took.Seconds())
	m.rows.WithLabelValues(o.Name).Add(float64(o.Rows))
}

// Places has the store's places counted when the metrics are read.
func (m *Metrics) Places(s *store.Store) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bole_statements_running", Help: "Statements and acts that run."}, func() float64 {
			running, _ := s.Places()
			return float64(running)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "bole_statements_most", Help: "Statements and acts that may run at once."}, func() float64 {
			_, most := s.Places()
			return float64(most)
		}))
}

// Error counts an error in an answer.
func (m *Metrics) Error(code string) { m.errors.WithLabelValues(code).Inc() }

// Handler serves the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// routes are those that are told apart.
var routes = map[string]string{"/graphql": "graphql", "/schema.graphql": "schema", "/healthz": "healthz", "/readyz": "readyz", "/": "page",
	"/sign-in": "sign-in", "/sign-in/callback": "sign-in", "/sign-in/session": "session", "/sign-out": "sign-out", "/sign-out/back-channel": "back-channel"}

// Count counts the requests that next answers.
func (m *Metrics) Count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		route := routes[r.URL.Path]
		if route == "" {
			route = "other"
		}
		method := r.Method
		if method != http.MethodGet && method != http.MethodPost {
			method = "other"
		}
		m.underWay.Inc()
		counted := &answer{ResponseWriter: w, status: http.StatusOK}
		defer func() { // also of an export that breaks its connection
			m.underWay.Dec()
			m.requests.WithLabelValues(route, method, strconv.Itoa(counted.status)).Inc()
			m.requestSeconds.WithLabelValues(route).Observe(time.Since(begun).Seconds())
		}()
		next.ServeHTTP(counted, r)
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
