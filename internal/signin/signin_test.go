package signin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"bole/graph/store"
	"bole/internal/access/accesstest"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestRound signs in, asks, and signs out, here and at the provider.
func TestRound(t *testing.T) {
	o := open(t)
	o.p.Secret = ""
	b := newBrowser(t)
	expect(t, "before", b.ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	r := b.get(o.url + "/sign-in?return=" + url.QueryEscape("/schema.graphql?a=b"))
	if r.status != http.StatusOK || r.at.RequestURI() != "/schema.graphql?a=b" {
		t.Fatalf("it leads to %s: %d %s", r.at, r.status, r.body)
	}
	for name, want := range map[string]string{"redirect_uri": o.url + "/sign-in/callback", "scope": "openid profile", "response_type": "code"} {
		if got := o.p.Asked.Get(name); got != want {
			t.Errorf("the provider is asked with %s %q, want %q", name, got, want)
		}
	}
	held := b.cookies(o.url)
	session := held["bole-session"]
	if len(held) != 1 || len(session) > 200 || strings.Contains(session, ".") {
		t.Errorf("the browser holds %v", held)
	}
	expect(t, "signed in", b.ask(o.url), http.StatusOK, "")
	if r := b.get(o.url + "/sign-in/session"); r.body != `{"name":"测试者","roles":["ANALYST"],"signedIn":true}`+"\n" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("who is signed in: %s", r.body)
	}
	if r := b.get(o.url + "/graphql?query=" + url.QueryEscape("{ viewer { role } }")); r.status != http.StatusOK {
		t.Errorf("a query by GET: %d %s", r.status, r.body)
	}
	if r := b.do("POST", o.url+"/graphql", `{"query": "{ cadres { nodes { key } } }"}`, "Accept", "text/csv"); r.status != http.StatusOK || !strings.HasPrefix(r.body, "key") {
		t.Errorf("an export: %d %s", r.status, r.body)
	}
	auditor := o.p.Token(map[string]any{"roles": []string{"auditor"}})
	if r := b.ask(o.url, "Authorization", "Bearer "+auditor); !strings.Contains(r.body, `"AUDITOR"`) {
		t.Errorf("a bearer token goes before a session: %s", r.body)
	}
	expect(t, "a bad bearer token beside a session", b.ask(o.url, "Authorization", "Bearer x"), http.StatusUnauthorized, "UNAUTHENTICATED")
	expect(t, "a proxy's own header", b.ask(o.url, "Authorization", "Basic eDp5"), http.StatusOK, "")
	expect(t, "a role that is not held", b.ask(o.url, "Bole-Role", "ADMIN"), http.StatusForbidden, "FORBIDDEN")

	if r := b.do("POST", o.url+"/sign-out", ""); r.status != http.StatusOK || r.at.Path != "/" || len(o.p.Left()) != 1 || len(b.cookies(o.url)) != 0 {
		t.Errorf("sign out: %d at %s, the provider saw %v, the browser holds %v", r.status, r.at, o.p.Left(), b.cookies(o.url))
	}
	expect(t, "after", b.ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	expect(t, "a cookie that somebody kept", with(t, o.url, session).ask(o.url), http.StatusUnauthorized, "UNAUTHENTICATED")
	if text := o.log.String(); strings.Contains(text, "u-1") || strings.Contains(text, "测试者") || strings.Contains(text, session) {
		t.Errorf("the log names a person or a session:\n%s", text)
	}
}

// TestCookieFlags looks at what a browser is told of cookies, by TLS and on loopback without.
func TestCookieFlags(t *testing.T) {
	o := open(t)
	for address, want := range map[string]string{
		o.url:                          "bole-sign-in-",
		"https://views.office.example": "__Host-bole-sign-in-",
	} {
		o.issuers = o.p.DescribedAt(t, address)
		r := newBrowser(t).stays().get(o.replica(one) + "/sign-in")
		cookie := r.header.Get("Set-Cookie")
		if !strings.HasPrefix(cookie, want) || !strings.Contains(cookie, "; Path=/; Max-Age=600; HttpOnly") || !strings.HasSuffix(cookie, "SameSite=Lax") ||
			strings.Contains(cookie, "; Secure") != strings.HasPrefix(address, "https") || strings.Contains(cookie, "Domain") {
			t.Errorf("%s: %s", address, cookie)
		}
		if r.header.Get("Cache-Control") != "no-store" || r.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: %v", address, r.header)
		}
	}
}

// TestConfidentialClient has a secret, and another than the provider's.
func TestConfidentialClient(t *testing.T) {
	o := open(t)
	o.p.Secret = "of the client"
	if r := newBrowser(t).get(o.url + "/sign-in"); r.status != http.StatusBadGateway || !strings.Contains(o.log.String(), "invalid_client") {
		t.Errorf("without its secret: %d %s", r.status, o.log.String())
	}
	o.issuers = o.p.DescribedAt(t, o.url)
	b := newBrowser(t)
	server := o.replica(one)
	b.get(server + "/sign-in") // the way back leads to the first server, which has no secret
	if len(b.cookies(server)) != 0 {
		t.Errorf("the browser holds %v", b.cookies(server))
	}
	code := b.stays().get(b.stays().get(server + "/sign-in").header.Get("Location")).header.Get("Location")
	if r := b.get(server + strings.TrimPrefix(code, o.url)); r.status != http.StatusOK || r.at.Path != "/" {
		t.Errorf("with its secret: %d %s", r.status, r.body)
	}
}

// TestForged has the answer, the tokens or the browser be others than those of the sign-in.
func TestForged(t *testing.T) {
	o := open(t)
	set := func(name string, v any) func(map[string]any) {
		return func(c map[string]any) { c[name] = v }
	}
	answer := func(name, v string) func(url.Values) { return func(q url.Values) { q.Set(name, v) } }
	for _, tt := range []struct {
		name       string
		answer     func(url.Values)
		id, access func(map[string]any)
		status     int
		log        string
	}{
		{"another state", answer("state", "x"), nil, nil, 400, ""},
		{"no state", func(q url.Values) { q.Del("state") }, nil, nil, 400, ""},
		{"another issuer", answer("iss", "https://id.example"), nil, nil, 502, "https://id.example"},
		{"no issuer", func(q url.Values) { q.Del("iss") }, nil, nil, 502, "names no issuer"},
		{"no code", func(q url.Values) { q.Del("code") }, nil, nil, 403, "a code that is none"},
		{"a made-up code", answer("code", "x"), nil, nil, 400, "does not know it any more"},
		{"refused", answer("error", "access_denied"), nil, nil, 403, "access_denied"},
		{"refused with words", func(q url.Values) { q.Set("error", "somebody may not"); q.Set("error_description", "somebody may not") }, nil, nil, 403, "a code that is none"},
		{"not now", answer("error", "temporarily_unavailable"), nil, nil, 503, "temporarily_unavailable"},
		{"another nonce", nil, set("nonce", "x"), nil, 502, "nonce"},
		{"an ID token for another", nil, set("aud", "other"), nil, 502, "expected audience"},
		{"an ID token for several", nil, set("aud", []string{"views", "other"}), nil, 502, "azp"},
		{"an ID token for several, of another", nil, func(c map[string]any) { c["aud"], c["azp"] = []string{"views", "other"}, "other" }, nil, 502, "azp"},
		{"an ID token of another access token", nil, set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), nil, 502, "not of this access token"},
		{"an old ID token", nil, set("exp", time.Now().Add(-time.Hour).Unix()), nil, 502, "expired"},
		{"somebody else's ID token", nil, set("sub", "u-2"), nil, 502, "somebody else's"},
		{"an access token for another", nil, nil, set("aud", "other"), 502, "expected audience"},
		{"an ID token for access", nil, nil, set("typ", "ID"), 502, "its type is"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o.p.Answer, o.p.ID, o.p.Access = tt.answer, tt.id, tt.access
			b, before := newBrowser(t), len(o.log.String())
			r := b.get(o.url + "/sign-in")
			if r.status != tt.status || b.cookies(o.url)["bole-session"] != "" {
				t.Errorf("%d, and the browser holds %v; want %d\n%s", r.status, b.cookies(o.url), tt.status, r.body)
			}
			if said := o.log.String()[before:]; !strings.Contains(said, tt.log) {
				t.Errorf("the log says %q, want %q", said, tt.log)
			}
			if strings.Contains(r.body+o.log.String(), "somebody may not") || !strings.Contains(r.body, `href="/sign-in"`) || r.header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Errorf("the page: %s", r.body)
			}
		})
	}
	o.p.Answer, o.p.ID, o.p.Access = nil, nil, nil
	b, victim := newBrowser(t), newBrowser(t)
	back := b.stays().get(b.stays().get(o.url + "/sign-in").header.Get("Location")).header.Get("Location")
	if r := victim.get(back); r.status != http.StatusBadRequest || victim.cookies(o.url)["bole-session"] != "" {
		t.Errorf("a sign-in that another browser began: %d %s", r.status, r.body)
	}
	if r := b.get(back); r.status != http.StatusOK {
		t.Errorf("the browser that began it: %d %s", r.status, r.body)
	}
	if r := b.get(back); r.status != http.StatusBadRequest {
		t.Errorf("a second time: %d %s", r.status, r.body)
	}
	back = b.stays().get(b.stays().get(o.url + "/sign-in").header.Get("Location")).header.Get("Location")
	o.pass(11 * time.Minute)
	if r := b.get(back); r.status != http.StatusBadRequest {
		t.Errorf("after eleven minutes: %d %s", r.status, r.body)
	}
}

// TestTabs signs in in two tabs of one browser, the later first, and begins more than a browser may carry.
func TestTabs(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	var back []string
	for range 5 {
		back = append(back, b.stays().get(b.stays().get(o.url+"/sign-in").header.Get("Location")).header.Get("Location"))
	}
	for _, i := range []int{1, 0} {
		if r := b.get(back[i]); r.status != http.StatusOK {
			t.Errorf("tab %d: %d %s", i, r.status, r.body)
		}
	}
	for range 8 {
		b.stays().get(o.url + "/sign-in")
	}
	if n := len(b.cookies(o.url)); n > 6 {
		t.Errorf("the browser carries %d cookies", n)
	}
}

// TestReturn comes back to pages of this server alone.
func TestReturn(t *testing.T) {
	o := open(t)
	b := newBrowser(t)
	for asked, want := range map[string]string{
		"":                              "/",
		"/schema.graphql?a=%2F%2Fb#c":   "/schema.graphql?a=%2F%2Fb",
		"/%E5%B9%B2":                    "/%E5%B9%B2",
		"schema.graphql":                "/",
		"https://evil.example/":         "/",
		"//evil.example/":               "/",
		`/\evil.example/`:               "/",
		`\\evil.example/`:               "/",
		"/\t/evil.example/":             "/",
		"/%2F/evil.example":             "/",
		"///evil.example":               "/",
		"http:evil.example":             "/",
		"javascript:alert(1)":           "/",
		"/sign-in?return=/":             "/",
		"/sign-out":                     "/",
		"/" + strings.Repeat("a", 2000): "/",
	} {
		r := b.stays().get(o.url + "/sign-in?return=" + url.QueryEscape(asked))
		r = b.stays().get(b.stays().get(r.header.Get("Location")).header.Get("Location"))
		if got := r.header.Get("Location"); r.status != http.StatusSeeOther || got != want {
			t.Errorf("%.60q leads to %d %q, want %q", asked, r.status, got, want)
		}
	}
}

// TestSeveralProviders has one choose, in either language.
func TestSeveralProviders(t *testing.T) {
	second := accesstest.NewProvider(t)
	o := open(t, second)
	b := newBrowser(t)
	r := b.get(o.url+"/sign-in?return=/schema.graphql", "Accept-Language", "zh-CN")
	if r.status != http.StatusOK || !strings.Contains(r.body, `<html lang="zh-CN">`) || !strings.Contains(r.body, "<h1>登录</h1>") || strings.Count(r.body, "return=%2Fschema.graphql") != 2 {
		t.Fatalf("the choice: %d %s", r.status, r.body)
	}
	if r := b.get(o.url + "/sign-in?issuer=https://evil.example"); r.status != http.StatusNotFound || !strings.Contains(r.body, "Provider 2") || strings.Contains(r.body, "evil") {
		t.Errorf("a provider that is not trusted: %d %s", r.status, r.body)
	}
	if r := b.get(o.url + "/sign-in?issuer=" + url.QueryEscape(second.URL)); r.status != http.StatusOK || r.at.Path != "/" {
		t.Fatalf("the second: %d %s", r.status, r.body)
	}
	expect(t, "signed in at the second", b.ask(o.url), http.StatusOK, "")
	// Whose code it is decides the browser's own cookie: the answer of one provider does for no other.
	o.p.Answer = func(q url.Values) { q.Set("iss", second.URL) }
	if r := newBrowser(t).get(o.url + "/sign-in?issuer=" + url.QueryEscape(o.p.URL)); r.status != http.StatusBadGateway {
		t.Errorf("mixed up: %d %s", r.status, r.body)
	}
}

// TestAway has the provider, or the graph, be away during a sign-in.
func TestAway(t *testing.T) {
	o := open(t)
	o.p.Away(true)
	b := newBrowser(t)
	told := func(what string, r reply) {
		t.Helper()
		if r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" || !strings.Contains(r.body, "Try again in a few seconds") || !strings.Contains(r.body, r.header.Get("X-Request-Id")) || strings.Contains(r.body, "not now") {
			t.Errorf("%s: %d %s", what, r.status, r.body)
		}
	}
	told("at its begin", b.get(o.url+"/sign-in"))
	o.p.Away(false)
	back := b.stays().get(b.stays().get(o.url + "/sign-in").header.Get("Location")).header.Get("Location")
	o.p.Away(true)
	told("on the way back", b.get(back))
	o.p.Away(false)
	b.signIn(o.url)
	o.p.Tokens = func(w http.ResponseWriter) bool { fmt.Fprint(w, "<html>"); return true }
	told("an answer that is none", b.get(o.url+"/sign-in"))
	o.p.Tokens = nil

	gone := roomstest.Dial(t, rooms.Options{Store: store.Options{URI: "bolt://127.0.0.1:1"}})
	t.Cleanup(func() { gone.Close(t.Context()) })
	srv := httptest.NewUnstartedServer(nil)
	o.start(srv, gone, one)
	back = strings.Replace(b.stays().get(b.stays().get(o.url+"/sign-in").header.Get("Location")).header.Get("Location"), o.url, srv.URL, 1)
	told("without a graph", b.get(back))
	expect(t, "a session without a graph", b.ask(srv.URL), http.StatusServiceUnavailable, "SERVICE_UNAVAILABLE")
	if r := b.get(srv.URL + "/sign-in/session"); r.status != http.StatusServiceUnavailable || r.body != `{"signedIn":false}`+"\n" {
		t.Errorf("who is signed in, without a graph: %d %s", r.status, r.body)
	}
	if r := b.do("POST", srv.URL+"/sign-out", ""); r.status != http.StatusServiceUnavailable || !strings.Contains(r.body, "has forgotten the session") || b.cookies(o.url)["bole-session"] != "" {
		t.Errorf("sign out without a graph: %d %s", r.status, r.body)
	}
}
