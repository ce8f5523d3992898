package webhooks_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bole/internal/webhooks"
	"bole/schema"
)

// TestDocument runs the receiver's code of docs/webhooks.md on a request of the product, and on what was made of it.
func TestDocument(t *testing.T) {
	var got *http.Request
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r }))
	defer srv.Close()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "secret", secret)
	write(t, dir, "webhooks.json", fmt.Sprintf(`{"webhooks": [{"name": "x", "url": %q, "secrets": "secret", "events": ["agenda.due"], "role": "ADMIN"}]}`, srv.URL))
	hooks, err := webhooks.Open(filepath.Join(dir, "webhooks.json"), sdl, false)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if _, err := hooks[0].Try(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	body := `{"type":"test","timestamp":"` + now.UTC().Format("2006-01-02T15:04:05.000Z") + `","data":{}}`

	write(t, dir, "go.mod", "module receiver\n\ngo 1.26\n")
	write(t, dir, "receiver.go", snippet(t))
	write(t, dir, "receiver_test.go", fmt.Sprintf(`package receiver

import (
	"net/http"
	"testing"
)

func TestSigned(t *testing.T) {
	h := http.Header{}
	h.Set("webhook-id", %q)
	h.Set("webhook-timestamp", %q)
	h.Set("webhook-signature", %q)
	body := %q
	if !Signed(%q, h, []byte(body)) || Signed(%q, h, []byte(body)) || Signed(%[5]q, h, []byte(body+" ")) || Signed("whsec_!", h, []byte(body)) {
		t.Error("what is signed is not told from what is not")
	}
	h.Set("webhook-timestamp", "1700000000")
	if Signed(%[5]q, h, []byte(body)) {
		t.Error("an old one is taken")
	}
}
`, got.Header.Get("webhook-id"), got.Header.Get("webhook-timestamp"), got.Header.Get("webhook-signature")+" v1,other", body, secret, "whsec_"+strings.Repeat("A", 40)))
	cmd := exec.Command("go", "test", ".")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-trimpath")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "ok") {
		t.Errorf("%v\n%s", err, out)
	}
}

// snippet is the Go file that the document shows.
func snippet(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(b), "\n    package receiver\n")
	text := "package receiver\n"
	for line := range strings.Lines(rest) {
		code, indented := strings.CutPrefix(line, "    ")
		if !indented && strings.TrimSpace(line) != "" {
			break
		}
		text += code
	}
	if !found {
		t.Fatal("the document shows no receiver")
	}
	return text
}
