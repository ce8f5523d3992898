package command_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestHealth asks a server that is well, over TLS too, one whose Neo4j is away, and none.
func TestHealth(t *testing.T) {
	dir := t.TempDir()
	cert, key, _ := certificateIn(t, dir, 1)
	plain := serving(t)
	secure := serving(t, "--tls-cert", cert, "--tls-key", key)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	for _, tt := range []struct {
		args   string
		status int
		want   string
	}{
		{"--addr " + strings.TrimPrefix(plain, "http://"), 0, "ok"},
		{"--addr " + strings.Replace(plain, "http://127.0.0.1", "0.0.0.0", 1), 0, "ok"},
		{"--addr " + strings.TrimPrefix(secure, "https://") + " --tls-cert " + filepath.Join(dir, "cert.pem"), 0, "ok"},
		{"--addr " + strings.TrimPrefix(secure, "https://"), 1, "the server says 400"},
		{"--addr " + strings.TrimPrefix(plain, "http://") + " --ready", 1, "the server says 503"},
		{"--addr " + strings.TrimPrefix(gone.URL, "http://"), 1, "no server answers on"},
		{"--addr here", 1, `"here" is not a valid address`},
	} {
		status, out, err := run(t, map[string]string{"BOLE_DATA": dir}, append([]string{"health"}, strings.Fields(tt.args)...)...)
		if status != tt.status || !strings.Contains(out+err, tt.want) {
			t.Errorf("health %s: %d %s%s", tt.args, status, out, err)
		}
	}
}
