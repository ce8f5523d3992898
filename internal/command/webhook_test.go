package command_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"bole/internal/access"
)

// hooked writes a file of one webhook and gives its path.
func hooked(t *testing.T, url string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"secret":        "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n",
		"webhooks.json": fmt.Sprintf(`{"webhooks": [{"name": "cockpit", "url": "%s/hooks/secretpath", "secrets": "secret", "events": ["vacancy.opened"], "role": "ORGANIZER", "whole": true}]}`, url),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "webhooks.json")
}

// TestWebhook tries a receiver, and starts no server with a file that is not right.
func TestWebhook(t *testing.T) {
	status := http.StatusOK
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer srv.Close()
	t.Setenv("BOLE_DATA", t.TempDir())
	file := hooked(t, srv.URL)
	if code, out, err := run(t, nil, "webhook", "cockpit", "--webhooks", file); code != 0 || !strings.HasPrefix(out, "the receiver of cockpit took the event msg_") {
		t.Errorf("%d %s %s", code, out, err)
	}
	status = http.StatusTeapot
	if code, _, err := run(t, nil, "webhook", "cockpit", "--webhooks", file); code != 1 || !strings.Contains(err, "the receiver of cockpit did not take the event: it answered 418") {
		t.Errorf("refused: %d %s", code, err)
	}
	if code, _, err := run(t, nil, "--lang", "zh", "webhook", "cockpit", "--webhooks", file); code != 1 || !strings.Contains(err, "cockpit 的接收方没有收下事件：它答复了 418") {
		t.Errorf("in Chinese: %d %s", code, err)
	}
	if code, _, err := run(t, nil, "webhook", "other", "--webhooks", file); code != 1 || !strings.Contains(err, `names no webhook "other"`) {
		t.Errorf("another name: %d %s", code, err)
	}
	bad := hooked(t, "http://cockpit.example")
	if code, _, err := run(t, map[string]string{"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "none"}, "serve", "--addr", "127.0.0.1:0", "--webhooks", bad); code != 1 || !strings.Contains(err, "webhooks[0]: url is not reached by https") {
		t.Errorf("a server with a file that is not right: %d %s", code, err)
	}
	if code, _, err := run(t, nil, "serve", "--addr", "127.0.0.1:0", "--webhooks", file, "--require-purpose"); code != 1 || !strings.Contains(err, "webhooks[0]: purpose is missing") {
		t.Errorf("a server that requires purposes: %d %s", code, err)
	}
}

// TestWebhookOfServers: one server is stopped while a receiver holds an event, and the next one sends it again, under its id.
func TestWebhookOfServers(t *testing.T) {
	held, ended := make(chan string, 1), make(chan struct{})
	taken := make(chan string, 10)
	var holds atomic.Bool
	holds.Store(true)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if holds.Swap(false) {
			held <- r.Header.Get("webhook-id")
			<-ended
			return
		}
		taken <- r.Header.Get("webhook-id")
	}))
	defer srv.Close()
	defer close(ended)
	p := onOneNeo4j(t)
	data := t.TempDir()
	p.env = append(p.env, "BOLE_DATA="+data)
	signer, err := access.NewSigner(data)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signer.Sign(access.Grant{Role: "ORGANIZER", Subject: "u1", Name: "组织员", Whole: true}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	serve := func() (*started, string) {
		s := p.start("serve", "--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0", "--webhooks", hooked(t, srv.URL))
		address := said(t, s, `bole listens on (\S+)`)
		said(t, s, `"msg":"(webhooks are delivered from here)"`)
		for begun := time.Now(); p.one("MATCH (w:Webhook) RETURN count(w)") != int64(1) && time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		}
		return s, address
	}
	one, address := serve()
	for i, text := range []string{
		`createOrganization(input: {idempotencyKey: "1", key: "a", name: "甲县", kind: GOVERNMENT, level: COUNTY}) { __typename }`,
		`createPosition(input: {idempotencyKey: "2", key: "pa", title: "副县长", organization: "a", chief: false}) { __typename }`,
		`createVacancy(input: {idempotencyKey: "3", key: "w1", title: "副县长", position: "pa", openedOn: "2024-05"}) { __typename }`,
	} {
		resp := post(t, address, token, fmt.Sprintf(`{"query":%q}`, "mutation { "+text+" }"))
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("mutation %d: %d", i, resp.StatusCode)
		}
	}
	var id string
	select {
	case id = <-held:
	case <-time.After(2 * time.Minute):
		t.Fatalf("nothing is sent: %s", one.out)
	}
	begun := time.Now()
	if err := one.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, out := one.end(); status != 0 || time.Since(begun) > 10*time.Second {
		t.Errorf("it ends with %d after %v: %s", status, time.Since(begun), out)
	}
	two, _ := serve()
	select {
	case again := <-taken:
		if again != id {
			t.Errorf("it is sent again as %s, first as %s", again, id)
		}
	case <-time.After(2 * time.Minute):
		t.Fatalf("it is not sent again: %s", two.out)
	}
	metrics := said(t, two, `metrics are served on (\S+)`)
	const counted = `bole_webhook_deliveries_total{result="delivered",webhook="cockpit"} 1`
	text := ""
	for begun := time.Now(); !strings.Contains(text, counted) && time.Since(begun) < 2*time.Minute; time.Sleep(20 * time.Millisecond) {
		_, text = get(t, metrics)
	}
	if !strings.Contains(text, counted) {
		t.Errorf("the metrics lack %s", counted)
	}
	for _, s := range []*started{one, two} {
		if strings.Contains(s.out.String(), "secretpath") || strings.Contains(s.out.String(), "MDEyMzQ1") {
			t.Errorf("the log holds what is secret: %s", s.out)
		}
	}
	if err := two.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if status, out := two.end(); status != 0 {
		t.Errorf("it ends with %d: %s", status, out)
	}
	if left := p.one("MATCH (e:WebhookEvent) RETURN count(e)"); left != int64(0) {
		t.Errorf("%v events wait in the end", left)
	}
}
