package telemetry

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"bole/graph/store"
)

// metrics are counted for Prometheus.
type metrics struct {
	registry         *prometheus.Registry
	requests         *prometheus.CounterVec
	requestSeconds   *prometheus.HistogramVec
	underWay         prometheus.Gauge
	errors           *prometheus.CounterVec
	limits           *prometheus.CounterVec
	plans            *prometheus.CounterVec
	statements       *prometheus.CounterVec
	statementSeconds *prometheus.HistogramVec
	rows             *prometheus.CounterVec
	fits             *prometheus.CounterVec
	fitSeconds       prometheus.Histogram
	fitsRunning      prometheus.Gauge
	auditEvents      *prometheus.CounterVec
	auditSeconds     prometheus.Histogram
	deliveries       *prometheus.CounterVec
	deliveryWaits    *prometheus.GaugeVec
}

// Bounds of histograms in seconds: from a lookup to the deadline of a request, and of fits.
var (
	seconds      = []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
	secondsOfFit = []float64{.1, .5, 1, 5, 10, 30, 60, 120, 300}
)

func newMetrics(version string) *metrics {
	m := &metrics{
		registry:         prometheus.NewRegistry(),
		requests:         counters("bole_http_requests_total", "Requests answered, by route, method and status.", "route", "method", "status"),
		requestSeconds:   histograms("bole_http_request_duration_seconds", "Time from a request's header to the end of its answer.", seconds, "route"),
		underWay:         gauge("bole_http_requests_in_flight", "Requests that are being answered."),
		errors:           counters("bole_errors_total", "Errors in answers, by their code.", "code"),
		limits:           counters("bole_limits_hit_total", "Requests refused for a limit, by its setting or name.", "limit"),
		plans:            counters("bole_plans_total", "Operations planned: with a plan that was kept, or with one that was made.", "from"),
		statements:       counters("bole_statements_total", "Statements and acts that ended, by name, role and code of their refusal.", "statement", "role", "code"),
		statementSeconds: histograms("bole_statement_duration_seconds", "Time of a statement or act, with its wait for a place.", seconds, "statement"),
		rows:             counters("bole_statement_rows_total", "Rows that statements gave.", "statement"),
		fits:             counters("bole_fits_total", "Fits of work records that ended, by their result.", "result"),
		fitSeconds:       prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bole_fit_duration_seconds", Help: "Time of a fit of work records.", Buckets: secondsOfFit}),
		auditEvents:      counters("bole_audit_events_total", "Events of the audit, written or failed.", "result"),
		auditSeconds:     prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bole_audit_write_duration_seconds", Help: "Time of a group of events of the audit, which answers wait for.", Buckets: seconds}),
		deliveries:       counters("bole_webhook_deliveries_total", "Attempts to tell webhooks of events, by their result.", "webhook", "result"),
		deliveryWaits:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "bole_webhook_oldest_waiting_seconds", Help: "How long the first event that waits for a webhook has been waiting; 0 on replicas that do not deliver."}, []string{"webhook"}),
		fitsRunning:      gauge("bole_fits_running", "Fits of work records that are being made."),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "bole_build_info", Help: "Always 1; the label is the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.requestSeconds, m.underWay, m.errors, m.limits, m.plans, m.statements, m.statementSeconds, m.rows, m.fits, m.fitSeconds, m.fitsRunning, m.auditEvents, m.auditSeconds, m.deliveries, m.deliveryWaits,
		build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func histograms(name, help string, bounds []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: bounds}, labels)
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Name: name, Help: help})
}

func (m *metrics) statement(o store.Observed) {
	m.statements.WithLabelValues(o.Name, o.Role, string(o.Code)).Inc()
	m.statementSeconds.WithLabelValues(o.Name).Observe(o.Took.Seconds())
	m.rows.WithLabelValues(o.Name).Add(float64(o.Rows))
}

// Store has the store's places, who waits for one, and what it keeps of dear answers counted when the metrics are read.
func (m *metrics) Store(s *store.Store) {
	running := func() float64 { n, _, _ := s.Places(); return float64(n) }
	most := func() float64 { _, n, _ := s.Places(); return float64(n) }
	waiting := func() float64 { _, _, n := s.Places(); return float64(n) }
	m.registry.MustRegister(
		read("bole_statements_running", "Statements and acts that run.", running),
		read("bole_statements_most", "Statements and acts that may run at once.", most),
		read("bole_statements_waiting", "Statements and acts that wait for a place.", waiting),
		read("bole_kept_answers", "Dear answers that are kept in memory.", func() float64 { return float64(s.Keeps().Answers) }),
		read("bole_kept_answers_bytes", "Memory of the dear answers that are kept.", func() float64 { return float64(s.Keeps().Bytes) }),
		read("bole_kept_answers_most_bytes", "Memory that dear answers may take.", func() float64 { return float64(s.Keeps().Most) }),
		counted("bole_kept_answers_hits_total", "Dear statements whose rows were there and right.", func() int64 { return s.Keeps().Hits }),
		counted("bole_kept_answers_misses_total", "Dear statements that were run.", func() int64 { return s.Keeps().Misses }),
		counted("bole_kept_answers_evicted_total", "Dear answers that were let go for want of memory.", func() int64 { return s.Keeps().Evicted }))
}

// read is a value that is looked at when the metrics are read.
func read(name, help string, of func() float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of)
}

// counted is a count that somebody else keeps.
func counted(name, help string, of func() int64) prometheus.Collector {
	return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, func() float64 { return float64(of()) })
}

// Handler serves the metrics.
func (m *metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
