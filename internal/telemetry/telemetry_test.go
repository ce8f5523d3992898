package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"bole/graph/law"
	"bole/graph/store"
)

// names are the metrics that a server has.
func names(t *testing.T, m *Telemetry) []string {
	t.Helper()
	s, err := store.Open(store.Options{URI: "bolt://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	m.Store(s)
	all := make(chan *prometheus.Desc)
	go func() {
		defer close(all)
		m.registry.Describe(all)
	}()
	var out []string
	for d := range all {
		if found := regexp.MustCompile(`fqName: "([^"]+)"`).FindStringSubmatch(d.String()); found != nil && !slices.Contains(out, found[1]) {
			out = append(out, found[1])
		}
	}
	return out
}

// TestDashboard holds the dashboard and the documents to the metrics that there are.
func TestDashboard(t *testing.T) {
	have := names(t, New(Options{}))
	raw, err := os.ReadFile("../../deploy/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &board); err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`\b(?:bole|go|process)_\w+`)
	var used []string
	for _, p := range board.Panels {
		if len(p.Targets) == 0 {
			t.Errorf("panel %q asks nothing", p.Title)
		}
		for _, target := range p.Targets {
			for _, name := range word.FindAllString(target.Expr, -1) {
				used = append(used, name)
				base := strings.TrimSuffix(name, "_bucket")
				if !slices.Contains(have, name) && !slices.Contains(have, base) {
					t.Errorf("panel %q asks for %s, which there is not", p.Title, name)
				}
			}
		}
	}
	document, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range have {
		if !strings.HasPrefix(name, "bole_") {
			continue
		}
		if !slices.Contains(used, name) && !slices.Contains(used, name+"_bucket") {
			t.Errorf("no panel shows %s", name)
		}
		if !strings.Contains(string(document), "`"+name) {
			t.Errorf("docs/operations.md does not list %s", name)
		}
	}
	for _, name := range word.FindAllString(string(document), -1) {
		if strings.HasPrefix(name, "bole_") && !slices.Contains(have, name) && regexp.MustCompile("`"+name+"[`{]").Match(document) && !strings.HasSuffix(name, "_units") && !strings.HasSuffix(name, "_whole") {
			t.Errorf("docs/operations.md lists %s, which there is not", name)
		}
	}
}

// TestSlow: a statement that took long is logged with its request, and one that did not is not.
func TestSlow(t *testing.T) {
	var lines strings.Builder
	m := New(Options{Slow: 50 * time.Millisecond, Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	m.Statement(t.Context(), store.Observed{Name: "quick", Took: 49 * time.Millisecond})
	m.Statement(t.Context(), store.Observed{Name: "cadres", Text: "MATCH (v1:Cadre) RETURN v1", Request: "some-request", Role: law.System.Role, Rows: 3, Took: 50 * time.Millisecond, Code: "TIMEOUT"})
	var line map[string]any
	if err := json.Unmarshal([]byte(lines.String()), &line); err != nil {
		t.Fatalf("%v: %s", err, lines.String())
	}
	for name, want := range map[string]any{"level": "WARN", "statement": "cadres", "text": "MATCH (v1:Cadre) RETURN v1", "request": "some-request", "rows": 3.0, "took": 5e7, "code": "TIMEOUT"} {
		if line[name] != want {
			t.Errorf("%s is %v, want %v", name, line[name], want)
		}
	}
	off := New(Options{Log: slog.New(slog.NewJSONHandler(&lines, nil))})
	lines.Reset()
	if off.Statement(t.Context(), store.Observed{Took: time.Hour}); lines.Len() > 0 {
		t.Errorf("off, it logs %s", lines.String())
	}
}

// TestTraces: a request is part of the trace that its client names, and what it does is below it.
func TestTraces(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	m := New(Options{Traces: newTraces(trace.NewTracerProvider(trace.WithSpanProcessor(spans)))})
	h := m.Requests(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, ended := m.Span(r.Context(), "query")
		m.Statement(ctx, store.Observed{Name: "cadres", Text: "MATCH", Begun: time.Now(), Took: time.Millisecond, Code: "TIMEOUT"})
		ended()
		w.WriteHeader(http.StatusTeapot)
	}))
	r := httptest.NewRequest("POST", "/graphql", nil)
	r.Header.Set("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	r.Header.Set("baggage", "name=secret")
	h.ServeHTTP(httptest.NewRecorder(), r)
	parents := map[string]string{"POST graphql": "b7ad6b7169203331"}
	for _, s := range spans.Ended() {
		if s.SpanContext().TraceID().String() != "0af7651916cd43dd8448eb211c80319c" {
			t.Errorf("%s is of trace %s", s.Name(), s.SpanContext().TraceID())
		}
		parents[s.Name()+" is below"] = s.Parent().SpanID().String()
		parents[s.Name()+" is"] = s.SpanContext().SpanID().String()
	}
	if len(spans.Ended()) != 3 || parents["POST graphql is below"] != parents["POST graphql"] || parents["query is below"] != parents["POST graphql is"] || parents["cadres is below"] != parents["query is"] {
		t.Errorf("%d spans: %v", len(spans.Ended()), parents)
	}
	var none *Telemetry
	none.Error("x")
	none.Limit("x")
	none.Planned(true)
	if ctx, ended := none.Span(t.Context(), "x"); ctx != t.Context() {
		t.Error("nobody watches, and there is a span")
	} else {
		ended()
	}
}

// TestFits counts those that go wrong too, and the audit's events.
func TestFits(t *testing.T) {
	m := New(Options{})
	m.Fitting()(nil)
	m.Fitting()(errors.New("x"))
	m.Fitting()
	m.Audited(3, time.Second, nil)
	m.Audited(2, time.Second, errors.New("x"))
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{`bole_fits_total{result="fitted"} 1`, `bole_fits_total{result="failed"} 1`, "bole_fits_running 1", `bole_audit_events_total{result="written"} 3`, `bole_audit_events_total{result="failed"} 2`, "bole_audit_write_duration_seconds_sum 2", "bole_fit_duration_seconds_count 2"} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}

// TestTracesWanted: off unless a collector is named, and what cannot be done is refused.
func TestTracesWanted(t *testing.T) {
	for _, name := range []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER", "OTEL_SDK_DISABLED", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"} {
		t.Setenv(name, "")
	}
	for _, c := range []struct {
		name, value string
		on          bool
		refused     string
	}{
		{"OTEL_SERVICE_NAME", "x", false, ""},
		{"OTEL_TRACES_EXPORTER", "none", false, ""},
		{"OTEL_TRACES_EXPORTER", "zipkin", false, "OTEL_TRACES_EXPORTER"},
		{"OTEL_TRACES_EXPORTER", "otlp", true, ""},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", false, "http/protobuf"},
		{"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", true, ""},
		{"OTEL_SDK_DISABLED", "true", false, ""},
	} {
		t.Setenv(c.name, c.value)
		on, err := tracesWanted()
		if on != c.on || (err != nil) != (c.refused != "") || err != nil && !strings.Contains(err.Error(), c.refused) {
			t.Errorf("with %s=%s: %v, %v", c.name, c.value, on, err)
		}
	}
}
