package refusals

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/httpapi"
	"bole/internal/limits"
)

// TestSlowClients: a body that does not arrive and an answer that is not taken end within their times, and neither
// holds a place.
func TestSlowClients(t *testing.T) {
	a := open(t, away, httpapi.Options{BodyTimeout: 300 * time.Millisecond, WriteTimeout: 300 * time.Millisecond, OfPerson: 1, Requests: 1,
		Limits: limits.Limits{Pairs: 100_000, Document: 1 << 20}})
	u, err := url.Parse(a.url)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	begun := time.Now()
	fmt.Fprintf(c, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 1000\r\nAuthorization: Bearer %s\r\n\r\n{", u.Host, a.token)
	if r := a.query("{ __typename }"); r.status != 200 { // the only place is free
		t.Errorf("beside a slow body: %d %s", r.status, r.body)
	}
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusRequestTimeout || !strings.Contains(string(b), "TIMEOUT") || time.Since(begun) > 5*time.Second {
		t.Errorf("a slow body: %d %s after %v, %v", resp.StatusCode, b, time.Since(begun), err)
	}
	// A connection that is used again is bounded anew, and is not cut by the last request's times.
	for range 3 {
		if r := a.query("{ __typename }"); r.status != 200 {
			t.Errorf("again: %d %s", r.status, r.body)
		}
		time.Sleep(200 * time.Millisecond)
	}
	large := "{" + strings.Repeat(" #", 25) + " }"
	for i := range 25 {
		large = strings.Replace(large, "#", fmt.Sprintf("a%d: __schema { types { name description fields { name description args { name description } } inputFields { name description } } }", i), 1)
	}
	slow, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	sent := body(large, "")
	fmt.Fprintf(slow, "POST /graphql HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nAuthorization: Bearer %s\r\n\r\n%s", u.Host, len(sent), a.token, sent)
	resp, err = http.ReadResponse(bufio.NewReader(slow), nil) // its head; more than the kernel takes stays unread
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	if r := a.query("{ __typename }"); r.status != 200 {
		t.Errorf("beside an answer that is not taken: %d %s", r.status, r.body)
	}
	time.Sleep(time.Second) // it is not read for longer than an answer may take
	if n, err := io.Copy(io.Discard, resp.Body); err == nil {
		t.Errorf("an answer of %d bytes that was not taken in time came whole", n)
	}
}

// placed asks until there is a place.
func (a *api) placed(q string) answer {
	for {
		if r := a.query(q); r.code() != "OVERLOADED" {
			return r
		}
	}
}

// silent listens and never says a word, as a database does that is overwhelmed.
func silent(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return l.Addr().String()
}

// TestAtOnce refuses requests over the number that may run, immediately and with the time to try again.
func TestAtOnce(t *testing.T) {
	const slow = `{ cadres(first: 1) { totalCount } }`
	for _, c := range []struct {
		name   string
		o      httpapi.Options
		other  access.Grant
		accept string
		status int
	}{
		{"one person, whatever the role", httpapi.Options{OfPerson: 1, Requests: 5}, access.Grant{Role: "ADMIN", Name: "u1", Whole: true}, newType, 429},
		{"everyone", httpapi.Options{OfPerson: 5, Requests: 1}, access.Grant{Role: "ANALYST", Name: "u2", Whole: true}, "application/json", 503},
	} {
		a := open(t, silent(t), c.o)
		other := a.as(c.other)
		done := make(chan answer)
		go func() { done <- a.placed(slow) }()
		var refused answer
		for begun := time.Now(); refused.status != c.status && time.Since(begun) < 2*time.Second; {
			refused = other.query("{ __typename }", "Accept", c.accept)
		}
		if refused.status != c.status || refused.code() != "OVERLOADED" || refused.header.Get("Retry-After") == "" {
			t.Errorf("%s: %d %v %s", c.name, refused.status, refused.header, refused.body)
		}
		if r := <-done; r.code() != "SERVICE_UNAVAILABLE" && r.code() != "TIMEOUT" {
			t.Errorf("%s: the one that ran: %d %s", c.name, r.status, r.body)
		}
		if r := other.query("{ __typename }"); r.status != 200 {
			t.Errorf("%s, afterwards: %d %s", c.name, r.status, r.body)
		}
	}
}
