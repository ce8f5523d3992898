package signin_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/internal/access/accesstest"
)

// TestCookies refuses cookies that are not this server's before anything is read, and those of sessions that are gone.
func TestCookies(t *testing.T) {
	other := open(t)
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	session := b.cookies(o.url)["bole-session"]
	foreign := newBrowser(t)
	other.issuers = other.p.DescribedAt(t, other.url)
	stranger := other.replica(two)
	back := foreign.stays().get(foreign.stays().get(stranger + "/sign-in").header.Get("Location")).header.Get("Location")
	foreign.get(strings.Replace(back, other.url, stranger, 1))
	attempt := ""
	for name, value := range stayed(t, o) {
		if strings.HasPrefix(name, "bole-sign-in-") {
			attempt = value
		}
	}
	raw, err := base64.RawURLEncoding.DecodeString(session)
	if err != nil {
		t.Fatal(err)
	}
	raw[20] ^= 1
	before := o.rooms.Store.Statements()
	for name, value := range map[string]string{
		"changed":                base64.RawURLEncoding.EncodeToString(raw),
		"cut":                    session[:40],
		"longer":                 session + "AAAA",
		"no base64":              "%%%",
		"empty":                  "",
		"of another secret":      foreign.cookies(stranger)["bole-session"],
		"of a sign-in under way": attempt,
	} {
		r := with(t, o.url, value).ask(o.url)
		if !strings.HasPrefix(r.header.Get("Set-Cookie"), "bole-session=; Path=/; Max-Age=0") {
			t.Errorf("%s: the browser keeps it: %q", name, r.header.Get("Set-Cookie"))
		}
		expect(t, name, r, http.StatusUnauthorized, "UNAUTHENTICATED")
	}
	if n := o.rooms.Store.Statements() - before; n != 0 {
		t.Errorf("cookies that nobody gave had the graph asked %d times", n)
	}
	expect(t, "its own", with(t, o.url, session).ask(o.url), http.StatusOK, "")
	if r := with(t, o.url, "x").ask(o.url, "Accept-Language", "zh"); !strings.Contains(r.body, "会话已结束；请在 /sign-in 重新登录") {
		t.Errorf("in Chinese: %s", r.body)
	}
}

// stayed are the cookies of a browser that has gone to the provider.
func stayed(t *testing.T, o *office) map[string]string {
	t.Helper()
	b := newBrowser(t)
	b.stays().get(o.url + "/sign-in")
	return b.cookies(o.url)
}

// TestSealed: who reads the graph reads no tokens there, and no persons.
func TestSealed(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	rows, err := o.rooms.Store.Read(t.Context(), law.System, cypher.Statement{Text: "MATCH (s:BrowserSession) RETURN properties(s)"})
	if err != nil || len(rows) == 0 {
		t.Fatal(rows, err)
	}
	for _, row := range rows {
		for name, v := range row[0].(map[string]any) {
			text, _ := v.(string)
			plain, _ := base64.StdEncoding.DecodeString(text)
			if strings.Contains(text+string(plain), "u-1") || strings.Contains(text+string(plain), "eyJ") {
				t.Errorf("%s holds %s", name, text)
			}
		}
	}
}

// TestRenewal asks with sixteen requests at once, at two servers, when the access token has expired: a refresh token is
// good once, and used twice it would end the session.
func TestRenewal(t *testing.T) {
	o := open(t)
	servers := []string{o.url, o.replica(one)}
	b := newBrowser(t)
	b.signIn(o.url)
	for round := range int64(2) {
		o.pass(10 * time.Minute)
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() { expect(t, "renewed", b.ask(servers[i%2]), http.StatusOK, "") })
		}
		all.Wait()
		if renewed, reused := o.p.Renewed.Load(), o.p.Reused.Load(); renewed != round+1 || reused != 0 {
			t.Fatalf("round %d: renewed %d times, a refresh token used again %d times", round, renewed, reused)
		}
	}
}

// TestRenewalAhead renews before the end, and has nobody wait for that.
func TestRenewalAhead(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	o.pass(45 * time.Second)
	expect(t, "at its last seconds", b.ask(o.url), http.StatusOK, "")
	for begun := time.Now(); o.p.Renewed.Load() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("it is not renewed before its end")
		}
	}
	held := o.p.Hold()
	o.pass(45 * time.Second)
	// The server may still be keeping what the provider gave it just now: what is asked meanwhile begins no renewal.
	for begun := time.Now(); !held.WasAsked(); time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("it is not renewed again")
		}
		expect(t, "while it is renewed", b.ask(o.url), http.StatusOK, "")
	}
	expect(t, "while the provider takes long", b.ask(o.url), http.StatusOK, "")
	if held.Left() {
		t.Error("the request waited for the provider")
	}
}

// TestRenewalFails has the provider be away, and come back; and have no refresh token.
func TestRenewalFails(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	o.pass(2 * time.Minute)
	o.p.Away(true)
	expect(t, "after the end", b.ask(o.url), http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE")
	o.p.Away(false)
	expect(t, "a moment later", b.ask(o.url), http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE")
	o.pass(6 * time.Second)
	expect(t, "once it is back", b.ask(o.url), http.StatusOK, "")
	o.pass(2 * time.Minute)
	o.p.Access = func(c map[string]any) { c["sub"] = "u-2" }
	expect(t, "renewed for somebody else", b.ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")

	o.p.Access = nil
	b.signIn(o.url)
	o.p.Away(true)
	o.pass(45 * time.Second)
	expect(t, "before the end", b.ask(o.url), http.StatusOK, "")
}

// TestEnds ends sessions with the provider's own, and after the longest time.
func TestEnds(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	o.p.EndSessions()
	expect(t, "until its access token ends", b.ask(o.url), http.StatusOK, "")
	o.pass(2 * time.Minute)
	r := b.ask(o.url)
	expect(t, "after it", r, http.StatusUnauthorized, "UNAUTHENTICATED")
	if len(b.cookies(o.url)) != 0 || o.count() != 0 {
		t.Errorf("the browser holds %v, the graph %d sessions", b.cookies(o.url), o.count())
	}
	b.signIn(o.url)
	for range 11 {
		o.pass(time.Hour)
		expect(t, "renewed each hour", b.ask(o.url), http.StatusOK, "")
	}
	o.pass(time.Hour)
	expect(t, "after twelve hours", b.ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	newBrowser(t).signIn(o.url)
	if n := o.count(); n != 1 {
		t.Errorf("after the next sign-in the graph holds %d sessions; the old one is to be removed", n)
	}
}

// count counts the sessions in the graph.
func (o *office) count() int64 {
	o.t.Helper()
	rows, err := o.rooms.Store.Read(o.t.Context(), law.System, cypher.Statement{Text: "MATCH (s:BrowserSession) RETURN count(s)"})
	if err != nil {
		o.t.Fatal(err)
	}
	return rows[0][0].(int64)
}

// TestBackChannel ends sessions by the provider's word.
func TestBackChannel(t *testing.T) {
	o := open(t)
	stranger := accesstest.NewProvider(t)
	second := o.replica(one)
	var sessions []string
	o.p.ID = func(c map[string]any) { sessions = append(sessions, c["sid"].(string)) }
	browsers := []*browser{newBrowser(t), newBrowser(t), newBrowser(t)}
	for _, b := range browsers {
		b.signIn(o.url)
		expect(t, "at the second server", b.ask(second), http.StatusOK, "")
	}
	send := func(token string) reply {
		return newBrowser(t).do("POST", o.url+"/sign-out/back-channel", url.Values{"logout_token": {token}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
	}
	for name, token := range map[string]string{
		"no token":            "",
		"no JWT":              "x",
		"another provider's":  stranger.SignOut(nil),
		"another's signature": stranger.SignOut(map[string]any{"iss": o.p.URL}),
		"another audience":    o.p.SignOut(map[string]any{"aud": "other"}),
		"an ID token":         o.p.SignOut(map[string]any{"events": nil}),
		"another event":       o.p.SignOut(map[string]any{"events": map[string]any{"x": 1}}),
		"a nonce":             o.p.SignOut(map[string]any{"nonce": "x"}),
		"no id":               o.p.SignOut(map[string]any{"jti": nil}),
		"nobody":              o.p.SignOut(map[string]any{"sub": nil}),
		"expired":             o.p.SignOut(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}),
		"an hour old":         o.p.SignOut(map[string]any{"iat": time.Now().Add(-time.Hour).Unix()}),
		"of no time":          o.p.SignOut(map[string]any{"iat": nil}),
		"of the future":       o.p.SignOut(map[string]any{"iat": time.Now().Add(time.Hour).Unix()}),
		"an access token":     o.p.Token(nil),
	} {
		if r := send(token); r.status != http.StatusBadRequest || r.body != `{"error":"invalid_request"}` || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := send(o.p.SignOut(map[string]any{"sub": "u-2"})); r.status != http.StatusOK || o.count() != 3 {
		t.Errorf("somebody else's: %d, %d sessions are left", r.status, o.count())
	}
	if r := send(o.p.SignOut(map[string]any{"sid": sessions[0]})); r.status != http.StatusOK {
		t.Errorf("one session: %d %s", r.status, r.body)
	}
	expect(t, "the session that was ended", browsers[0].ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	expect(t, "another of the person", browsers[1].ask(o.url), http.StatusOK, "")
	expect(t, "a third", browsers[2].ask(o.url), http.StatusOK, "")
	if n := o.p.Renewed.Load(); n != 2 {
		t.Errorf("the provider was asked %d times whether the others have ended too", n)
	}
	all := o.p.SignOut(nil)
	if r := send(all); r.status != http.StatusOK || o.count() != 0 {
		t.Errorf("all of a person: %d, %d sessions are left", r.status, o.count())
	}
	expect(t, "the others", browsers[1].ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	o.later.Add(int64(6 * time.Second))
	expect(t, "at the second server, six seconds later", browsers[2].ask(second), http.StatusUnauthorized, "UNAUTHENTICATED")
	browsers[0].signIn(o.url)
	if r := send(all); r.status != http.StatusOK {
		t.Errorf("the same message again: %d %s", r.status, r.body)
	}
	expect(t, "a session begun since", browsers[0].ask(second), http.StatusOK, "")

	browsers[1].signIn(o.url)
	o.p.EndSessions()
	if r := send(o.p.SignOut(map[string]any{"sid": sessions[len(sessions)-1]})); r.status != http.StatusOK || o.count() != 1 {
		t.Errorf("all, of which the provider names one: %d, %d sessions are left", r.status, o.count())
	}
	expect(t, "the one it does not name", browsers[0].ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
}

// TestForeignPages ask in the name of whoever looks at them.
func TestForeignPages(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	b.signIn(o.url)
	mutation := `mutation { saveQuestion(input: {idempotencyKey: "k", name: "n", document: "{ __typename }"}) { id } }`
	query := o.url + "/graphql?query=" + url.QueryEscape("{ viewer { role } }")
	for _, tt := range []struct {
		name   string
		r      reply
		status int
	}{
		{"POST", b.ask(o.url, "Sec-Fetch-Site", "cross-site"), 403},
		{"POST from a neighbour", b.ask(o.url, "Sec-Fetch-Site", "same-site"), 403},
		{"POST, by its origin", b.ask(o.url, "Origin", "https://evil.example"), 403},
		{"POST from an origin that may ask with a token", b.ask(o.url, "Origin", "https://views.example"), 403},
		{"POST without an origin", b.ask(o.url, "Origin", "null"), 403},
		{"GET", b.get(query, "Sec-Fetch-Site", "cross-site"), 403},
		{"GET by a link", b.get(query, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"), 403},
		{"who is signed in", b.get(o.url+"/sign-in/session", "Sec-Fetch-Site", "cross-site"), 403},
		{"sign out", b.do("POST", o.url+"/sign-out", "", "Sec-Fetch-Site", "cross-site"), 403},
		{"sign out, by its origin", b.do("POST", o.url+"/sign-out", "", "Origin", "https://evil.example"), 403},
		{"a form", b.do("POST", o.url+"/graphql", "query=x", "Content-Type", "application/x-www-form-urlencoded"), 415},
		{"a form as text", b.do("POST", o.url+"/graphql", who, "Content-Type", "text/plain"), 415},
		{"a mutation by GET", b.get(o.url + "/graphql?query=" + url.QueryEscape(mutation)), 405},
		{"its own page", b.ask(o.url, "Sec-Fetch-Site", "same-origin", "Origin", o.url), 200},
		{"an address that was typed", b.get(query, "Sec-Fetch-Site", "none"), 200},
		{"by a token from there", newBrowser(t).ask(o.url, "Origin", "https://views.example", "Sec-Fetch-Site", "cross-site", "Authorization", "Bearer "+o.p.Token(nil)), 200},
	} {
		if tt.r.status != tt.status {
			t.Errorf("%s: %d %.200s; want %d", tt.name, tt.r.status, tt.r.body, tt.status)
		}
		if tt.r.header.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: %v", tt.name, tt.r.header)
		}
	}
	expect(t, "still signed in", b.ask(o.url), http.StatusOK, "")
}

// TestSecrets has replicas whose secrets are being changed, one after the other.
func TestSecrets(t *testing.T) {
	o := open(t)
	both, after := o.replica(two, one), o.replica(two)
	b := newBrowser(t)
	b.signIn(o.url)
	expect(t, "the old secret opens", b.ask(both), http.StatusOK, "")
	expect(t, "and is gone afterwards", with(t, o.url, b.cookies(o.url)["bole-session"]).ask(after), http.StatusUnauthorized, "UNAUTHENTICATED")
	back := b.stays().get(b.stays().get(both + "/sign-in").header.Get("Location")).header.Get("Location")
	if r := b.get(strings.Replace(back, o.url, both, 1)); r.status != http.StatusOK {
		t.Fatalf("sign in: %d %s", r.status, r.body)
	}
	expect(t, "the new one seals", b.ask(after), http.StatusOK, "")
	expect(t, "what the old server cannot open", with(t, o.url, b.cookies(o.url)["bole-session"]).ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
}
