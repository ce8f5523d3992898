package httpapi

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAPanicIsOneError has handlers panic before and within an answer.
func TestAPanicIsOneError(t *testing.T) {
	var said bytes.Buffer
	s := &Server{log: slog.New(slog.NewTextHandler(&said, nil)), options: Options{}.withDefaults()}
	srv := httptest.NewServer(s.withRequestID(s.withRecovery(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/within" {
			w.Header().Set("Content-Type", "text/plain")
			io.WriteString(w, "half of an answer")
			http.NewResponseController(w).Flush()
		}
		panic("a fault of ours")
	}))))
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if id := resp.Header.Get("X-Request-Id"); err != nil || resp.StatusCode != 500 || !strings.Contains(string(body), id) || strings.Contains(string(body), "fault of ours") {
		t.Errorf("%d %s, %v", resp.StatusCode, body, err)
	}
	if !strings.Contains(said.String(), "a fault of ours") || !strings.Contains(said.String(), resp.Header.Get("X-Request-Id")) {
		t.Errorf("the log says %s", said.String())
	}
	if resp, err = http.Get(srv.URL + "/within"); err == nil {
		defer resp.Body.Close()
		if body, err := io.ReadAll(resp.Body); err == nil {
			t.Errorf("half of an answer came as a whole one: %s", body)
		}
	}
}
