package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bole/internal/httpapi"
	"bole/internal/telemetry"
	"bole/test/output"
)

// TestClientsThatLeave: a request whose client is gone is no failure of anything, in the log and in the metrics.
func TestClientsThatLeave(t *testing.T) {
	var log output.Text
	counts := telemetry.New(telemetry.Options{})
	a := openWith(t, httpapi.Options{Telemetry: counts, Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	const heavy = `{ evaluations(first: 200) { nodes { key basedOn { totalCount } scores { nodes { name } } subject { ... on Cadre { name tasks { nodes { title cases { totalCount } } } } } } } }`
	begun := time.Now()
	if r := a.query(heavy); len(r.Errors) > 0 {
		t.Fatal(r.body)
	}
	whole := time.Since(begun)
	body, err := json.Marshal(map[string]string{"query": heavy})
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; !strings.Contains(log.String(), "a client left before its answer"); i = i%9 + 1 {
		if time.Since(begun) > time.Minute {
			t.Fatalf("nobody left in the middle:\n%s", log.String())
		}
		ctx, cancel := context.WithTimeout(t.Context(), whole*time.Duration(i)/20)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url+"/graphql", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header = http.Header{"Authorization": {"Bearer " + a.token}, "Content-Type": {"application/json"}}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			resp.Body.Close()
		} else if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		cancel()
	}
	if said := log.String(); strings.Contains(said, "level=WARN") || strings.Contains(said, "level=ERROR") {
		t.Errorf("it is told as a failure:\n%s", said)
	}
	w := httptest.NewRecorder()
	counts.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	if !strings.Contains(w.Body.String(), "bole_plans_total") || strings.Contains(w.Body.String(), "bole_errors_total{") {
		t.Errorf("it is counted as an error:\n%s", w.Body)
	}
}
