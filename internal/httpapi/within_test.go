package httpapi

import (
	"context"
	"io"
	"net/http"
	"testing"
)

// TestWithin: what an agent asks is answered within the process as over the network, and ends when the agent leaves,
// whatever the library does with the context in between.
func TestWithin(t *testing.T) {
	leaving, leave := context.WithCancel(t.Context())
	var seen error
	door := within{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wait" {
			leave()
			<-r.Context().Done()
			seen = r.Context().Err()
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, "said")
	})}
	ctx := context.WithValue(context.WithoutCancel(t.Context()), client{}, leaving)
	for _, path := range []string{"/", "/wait"} {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://bole"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := door.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := io.ReadAll(resp.Body); string(text) != "said" || resp.StatusCode != http.StatusTeapot || resp.Header.Get("Content-Type") != "text/plain" {
			t.Errorf("%s answered %d %v %q", path, resp.StatusCode, resp.Header, text)
		}
	}
	if seen == nil {
		t.Error("it was answered after the agent had left")
	}
}
