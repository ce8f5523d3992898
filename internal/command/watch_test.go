package command_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collectorv1 "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"bole/internal/access"
)

// get reads an address.
func get(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// TestMetrics asks a server something about somebody, and finds that it was counted and nothing of who or what.
func TestMetrics(t *testing.T) {
	data := t.TempDir()
	t.Setenv("BOLE_DATA", data)
	s := begunIn(t, data, "--metrics-addr", "127.0.0.1:0", "--pprof-addr", "127.0.0.1:0")
	address := said(t, s, `bole listens on (\S+)`)
	signer, err := access.NewSigner(data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Sign(access.Grant{Role: "ANALYST", Name: "secretname", Units: []string{"secretunit"}}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	resp := post(t, address, token, `{"query":"query SecretOperation { secretalias: cadre(key: \"secretkey\") { name } }"}`)
	resp.Body.Close()
	if resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("without a graph: %d", resp.StatusCode)
	}
	post(t, address, token, `{"secretmember":`).Body.Close()
	whole, err := signer.Sign(access.Grant{Role: "ANALYST", Name: "secretname", Whole: true}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	post(t, address, whole, `{"query":"{`+strings.Repeat(" secretalias: __typename", 31)+` }"}`).Body.Close()
	get(t, address+"/healthz")
	get(t, address+"/secretpath")
	status, text := get(t, said(t, s, `metrics are served on (\S+)`))
	for _, want := range []string{
		`bole_http_requests_total{method="POST",route="graphql",status="503"} 1`, `bole_http_requests_total{method="GET",route="healthz",status="200"} 1`,
		`bole_http_requests_total{method="GET",route="other",status="404"} 1`, `bole_http_request_duration_seconds_count{route="graphql"} 3`,
		`bole_statements_total{code="SERVICE_UNAVAILABLE",role="SYSTEM",statement="subtrees"} 1`, `bole_errors_total{code="SERVICE_UNAVAILABLE"} 1`, `bole_limits_hit_total{limit="BOLE_MAX_ALIASES"} 1`, "bole_statements_waiting 0", `bole_errors_total{code="BAD_REQUEST"} 1`, "bole_statements_most 64", "bole_build_info{", "go_goroutines", "process_cpu_seconds_total",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%d: the metrics lack %s", status, want)
		}
	}
	if found := regexp.MustCompile(`(?i)secret\w+`).FindString(text); found != "" {
		t.Errorf("the metrics hold %s", found)
	}
	if status, text := get(t, said(t, s, `profiles are served on (\S+)`)); status != 200 || !strings.Contains(text, "goroutine") {
		t.Errorf("profiles: %d %.200s", status, text)
	}
	if status, _ := get(t, address+"/metrics"); status != 404 {
		t.Errorf("the API's own address serves metrics: %d", status)
	}
	if status, _, err := run(t, map[string]string{"BOLE_DATA": filepath.Join(data, "other"), "NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "none"}, "serve", "--addr", "127.0.0.1:0", "--pprof-addr", "0.0.0.0:0"); status != 1 || !strings.Contains(err, "profiles hold what the process holds") {
		t.Errorf("profiles for everybody: %d %s", status, err)
	}
}

func TestVersion(t *testing.T) {
	if status, out, err := run(t, map[string]string{"BOLE_DATA": os.TempDir()}, "version"); status != 0 || !regexp.MustCompile(`^bole \S+, commit .+, go1\.\d+`).MatchString(out) {
		t.Errorf("%d %q %s", status, out, err)
	}
}

// TestTraces asks a server that sends traces and logs slow statements something about somebody. The collector and the
// log get what was done, and nothing of who asked, whom it was about, or how the client called things.
func TestTraces(t *testing.T) {
	var mu sync.Mutex
	spans, sent := map[string]*tracev1.Span{}, ""
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var all collectorv1.ExportTraceServiceRequest
		if err = errors.Join(err, proto.Unmarshal(b, &all)); err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		sent += all.String()
		for _, resource := range all.ResourceSpans {
			for _, scope := range resource.ScopeSpans {
				for _, s := range scope.Spans {
					spans[s.Name] = s
				}
			}
		}
	}))
	defer collector.Close()
	data := t.TempDir()
	t.Setenv("BOLE_DATA", data)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
	t.Setenv("BOLE_SLOW_STATEMENTS", "1ns")
	s := begunIn(t, data)
	address := said(t, s, `bole listens on (\S+)`)
	signer, err := access.NewSigner(data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Sign(access.Grant{Role: "ADMIN", Name: "secretname", Subject: "secretsubject", Whole: true}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	const trace = "0af7651916cd43dd8448eb211c80319c"
	body := `{"query":"query SecretOperation($k: String) { secretalias: cadres(filter: {key: {eq: $k}, name: {contains: \"secrettext\"}}) { nodes { secretfield: name } } }", "variables": {"k": "secretkey"}}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Traceparent": {"00-" + trace + "-b7ad6b7169203331-01"},
		"Baggage": {"who=secretbaggage"}, "User-Agent": {"secretagent"}, "X-Request-Id": {"from-a-gateway"}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	get(t, address+"/secretpath")
	want := []string{"POST graphql", "query", "plan", "cadres", "GET other"}
	for begun := time.Now(); time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		mu.Lock()
		missing := slices.ContainsFunc(want, func(name string) bool { return spans[name] == nil })
		mu.Unlock()
		if !missing {
			break
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, name := range want[:4] {
		if spans[name] == nil || hex.EncodeToString(spans[name].TraceId) != trace {
			t.Fatalf("no span %s of the client's trace: %s", name, sent)
		}
	}
	for child, parent := range map[string]string{"query": "POST graphql", "plan": "query", "cadres": "query"} {
		if !bytes.Equal(spans[child].ParentSpanId, spans[parent].SpanId) {
			t.Errorf("%s is not below %s", child, parent)
		}
	}
	if !strings.Contains(spans["cadres"].String(), "MATCH (v1:Cadre)") || !strings.Contains(spans["POST graphql"].String(), "from-a-gateway") {
		t.Errorf("%s", sent)
	}
	if found := regexp.MustCompile(`(?i)secret\w+`).FindString(sent); found != "" {
		t.Errorf("the traces hold %s", found)
	}
	said(t, s, `("msg":"slow statement","statement":"cadres".*"request":"from-a-gateway","text":"[^"]*MATCH)`)
	if found := regexp.MustCompile(`(?i)secret\w+`).FindString(s.out.String()); found != "" {
		t.Errorf("the log holds %s: %s", found, s.out.String())
	}
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
	if status, _, err := run(t, map[string]string{"BOLE_DATA": t.TempDir()}, "serve", "--addr", "127.0.0.1:0"); status != 1 || !strings.Contains(err, "http/protobuf") {
		t.Errorf("traces by another protocol: %d %s", status, err)
	}
}
