package command_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

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
	get(t, address+"/healthz")
	get(t, address+"/secretpath")
	status, text := get(t, said(t, s, `metrics are served on (\S+)`))
	for _, want := range []string{
		`bole_http_requests_total{method="POST",route="graphql",status="503"} 1`, `bole_http_requests_total{method="GET",route="healthz",status="200"} 1`,
		`bole_http_requests_total{method="GET",route="other",status="404"} 1`, `bole_http_request_duration_seconds_count{route="graphql"} 2`,
		`bole_statements_total{code="SERVICE_UNAVAILABLE",role="SYSTEM",statement="subtrees"} 1`, `bole_errors_total{code="SERVICE_UNAVAILABLE"} 1`, `bole_errors_total{code="BAD_REQUEST"} 1`, "bole_statements_most 64", "bole_build_info{", "go_goroutines", "process_cpu_seconds_total",
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
