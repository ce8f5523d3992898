package webhooks_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bole/internal/webhooks"
	"bole/schema"
)

// TestFile refuses each file that is not right, whole, and says where and what would be.
func TestFile(t *testing.T) {
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	const good = `{"name": "cockpit", "url": "https://cockpit.example/hooks/secretpath", "secrets": "secret", "events": ["vacancy.opened"], "role": "ORGANIZER", "units": ["a"]}`
	with := func(change ...string) string {
		return `{"webhooks": [` + strings.NewReplacer(change...).Replace(good) + `]}`
	}
	short := "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 23))
	long := "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, 65))
	twenty := strings.Repeat(good+",", 20)
	for _, tt := range []struct{ name, file, secret, want string }{
		{"no JSON", `webhooks`, secret, "is not a description of webhooks"},
		{"a member that is none", with(`"role"`, `"rolle"`), secret, `unknown field "rolle"`},
		{"a secret in the file", with(`"secrets": "secret"`, `"secret": "whsec_x"`), secret, `unknown field "secret"`},
		{"two objects", with() + `{}`, secret, "goes on behind its object"},
		{"none", `{"webhooks": []}`, secret, "names 0 webhooks; name 1 to 20"},
		{"too many", `{"webhooks": [` + twenty + good + `]}`, secret, "names 21 webhooks; name 1 to 20"},
		{"null", `{"webhooks": [null]}`, secret, "webhooks[0]: is null"},
		{"twice", `{"webhooks": [` + good + "," + good + `]}`, secret, `webhooks[1]: the name "cockpit" is given twice`},
		{"name", with(`"cockpit"`, `"Cockpit 1"`), secret, `name "Cockpit 1" is not a name`},
		{"no name", with(`"name": "cockpit", `, ``), secret, `name "" is not a name`},
		{"no address", with(`https://cockpit.example/hooks/secretpath`, `cockpit.example`), secret, "url is not the address of a receiver"},
		{"a user in it", with(`https://`, `https://u:p@`), secret, "without a user"},
		{"in the clear", with(`https://`, `http://`), secret, "url is not reached by https"},
		{"role", with(`ORGANIZER`, `CHIEF`), secret, `role "CHIEF" is not one that a webhook can have`},
		{"person", with(`ORGANIZER`, `SUBJECT`), secret, `role "SUBJECT" is not one that a webhook can have`},
		{"whole and units", with(`"units"`, `"whole": true, "units"`), secret, "whole and units are both given"},
		{"empty unit", with(`["a"]`, `["a", ""]`), secret, "units holds an empty key"},
		{"purpose", with(`"units"`, `"purpose": "a\nb", "units"`), secret, "purpose is not a plain text"},
		{"no events", with(`["vacancy.opened"]`, `[]`), secret, "events is missing; name some of agenda.due, shortlist.changed, vacancy.opened"},
		{"event", with(`["vacancy.opened"]`, `["vacancy.opened", "vacancy.closed"]`), secret, `events[1]: "vacancy.closed" is not an event`},
		{"event twice", with(`["vacancy.opened"]`, `["vacancy.opened", "vacancy.opened"]`), secret, "events[1]: vacancy.opened is named twice"},
		{"event of another role", with(`["vacancy.opened"]`, `["shortlist.changed"]`, `ORGANIZER`, `EVALUATOR`), secret, "events[0]: shortlist.changed is not for the role EVALUATOR"},
		{"no secrets", with(`"secrets": "secret", `, ``), secret, "secrets is missing"},
		{"secrets that are not there", with(`"secret",`, `"nowhere",`), secret, "read secrets: "},
		{"empty secrets", with(), "\n", "holds 0 secrets"},
		{"three secrets", with(), secret + "\n" + secret + "\n" + secret, "holds 3 secrets"},
		{"secret without its prefix", with(), strings.TrimPrefix(secret, "whsec_"), "line 1 of"},
		{"short secret", with(), secret + "\n" + short, "line 2 of"},
		{"long secret", with(), long, "is not a secret of 24 to 64 bytes"},
		{"no base64", with(), "whsec_" + strings.Repeat("-", 40), "is not a secret of 24 to 64 bytes"},
		{"ca that is not there", with(`"units"`, `"ca": "ca.pem", "units"`), secret, "read ca: "},
		{"ca that is none", with(`"units"`, `"ca": "secret", "units"`), secret, "holds no certificate"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "webhooks.json", tt.file)
			write(t, dir, "secret", tt.secret)
			path := filepath.Join(dir, "webhooks.json")
			hooks, err := webhooks.Open(path, sdl, false)
			switch {
			case err == nil:
				t.Fatalf("it is taken: %v", hooks)
			case !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), path):
				t.Errorf("refused with %v, want %s", err, tt.want)
			case strings.Contains(err.Error(), "secretpath") || len(tt.secret) > 8 && strings.Contains(err.Error(), tt.secret[6:]):
				t.Errorf("what is secret is repeated: %v", err)
			}
		})
	}
	dir := t.TempDir()
	write(t, dir, "webhooks.json", with())
	write(t, dir, "secret", "\n"+secret+"\r\n"+secret+"\n")
	path := filepath.Join(dir, "webhooks.json")
	if _, err := webhooks.Open(path, sdl, false); err != nil {
		t.Errorf("what is right is refused: %v", err)
	}
	if _, err := webhooks.Open(path, sdl, true); err == nil || !strings.Contains(err.Error(), "webhooks[0]: purpose is missing") {
		t.Errorf("without a purpose: %v", err)
	}
	if _, err := webhooks.Open(filepath.Join(dir, "nowhere"), sdl, false); err == nil || !strings.Contains(err.Error(), "read the webhooks: ") {
		t.Errorf("a file that is not there: %v", err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTry sends what bole webhook sends, signed by both secrets while one gives way to the other, to a receiver whose
// certificate the file vouches for.
func TestTry(t *testing.T) {
	other := []byte("abcdefghijklmnopqrstuvwxyz012345")
	var body string
	status := http.StatusOK
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := make([]byte, 1000)
		n, _ := r.Body.Read(b)
		body = string(b[:n])
		for _, key := range [][]byte{secretBytes, other} {
			if !signed(key, r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), b[:n], r.Header.Get("webhook-signature")) {
				t.Errorf("%s is not signed by %s", body, key)
			}
		}
		if signed([]byte("00000000000000000000000000000000"), r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), b[:n], r.Header.Get("webhook-signature")) {
			t.Error("it is signed by a third secret")
		}
		w.WriteHeader(status)
	}))
	defer srv.Close()
	sdl, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "secret", secret+"\nwhsec_"+base64.StdEncoding.EncodeToString(other))
	write(t, dir, "ca.pem", fmt.Sprintf("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", base64.StdEncoding.EncodeToString(srv.Certificate().Raw)))
	open := func(ca string) *webhooks.Hook {
		t.Helper()
		write(t, dir, "webhooks.json", fmt.Sprintf(`{"webhooks": [{"name": "cockpit", "url": %q, "secrets": "secret", "events": ["agenda.due"], "role": "ADMIN"%s}]}`, srv.URL, ca))
		hooks, err := webhooks.Open(filepath.Join(dir, "webhooks.json"), sdl, false)
		if err != nil {
			t.Fatal(err)
		}
		return hooks[0]
	}
	now := time.Now()
	id, err := open(`, "ca": "ca.pem"`).Try(t.Context(), now)
	if want := `{"type":"test","timestamp":"` + now.UTC().Format("2006-01-02T15:04:05.000Z") + `","data":{}}`; err != nil || body != want || !strings.HasPrefix(id, "msg_") {
		t.Errorf("%s %v: the receiver got %s, want %s", id, err, body, want)
	}
	status = http.StatusTeapot
	if _, err := open(`, "ca": "ca.pem"`).Try(t.Context(), now); err == nil || !strings.Contains(err.Error(), "418") {
		t.Errorf("a refusal is %v", err)
	}
	if _, err := open("").Try(t.Context(), now); err == nil || !strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), srv.URL) {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
}
