package access_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/internal/access"
	"bole/internal/access/accesstest"
)

// trusted reads tokens of these providers.
func trusted(t *testing.T, p *accesstest.Provider, others ...*accesstest.Provider) *access.Issuers {
	t.Helper()
	s, err := access.OpenIssuers(p.Described(t, others...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func described(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "issuers.json")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestIssuersGrant(t *testing.T) {
	p := accesstest.NewProvider(t)
	s := trusted(t, p)
	grant := func(g access.Grant) access.Grant {
		g.Issuer, g.Subject = p.URL, "u-1"
		return g
	}
	for _, tt := range []struct {
		name    string
		changes map[string]any
		role    string // asked for
		want    access.Grant
		code    refusal.Code // of a refusal; "" is a grant
	}{
		{"one role", nil, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"the role it has", nil, "ANALYST", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"a role it has not", nil, "ADMIN", access.Grant{}, refusal.Forbidden},
		{"no units see nothing", map[string]any{"units": nil, "name": nil}, "", grant(access.Grant{Role: "ANALYST"}), ""},
		{"a null claim is none", map[string]any{"units": json.RawMessage("null")}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者"}), ""},
		{"one unit as a text", map[string]any{"units": "a"}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a"}}), ""},
		{"the whole graph", map[string]any{"bole_whole": true}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Whole: true}), ""},
		{"not the whole graph", map[string]any{"bole_whole": false}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"no role", map[string]any{"roles": nil}, "", access.Grant{}, refusal.Forbidden},
		{"roles unknown here", map[string]any{"roles": []string{"ADMIN", "uma_authorization"}}, "", access.Grant{}, refusal.Forbidden},
		{"several roles", map[string]any{"roles": []string{"analyst", "auditor"}}, "", access.Grant{}, refusal.Forbidden},
		{"a purpose", map[string]any{"purpose": "年度考核"}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}, Purpose: "年度考核"}), ""},
		{"one of several", map[string]any{"roles": []string{"analyst", "auditor"}}, "AUDITOR", grant(access.Grant{Role: "AUDITOR", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"a person's own", map[string]any{"roles": []string{"person"}, "person": map[string]any{"cadre": "c1"}, "bole_whole": true}, "", grant(access.Grant{Role: "SUBJECT", Name: "测试者", Self: "c1"}), ""},
		{"an analyst is no person", map[string]any{"person": map[string]any{"cadre": "c1"}}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"a service", map[string]any{"sub": "u-1", "azp": "hr-system", "name": nil}, "", grant(access.Grant{Role: "ANALYST", Units: []string{"a", "b"}}), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := s.Read(t.Context(), p.Token(tt.changes))
			if err == nil {
				g, err = g.As(tt.role)
			}
			var refused *refusal.Error
			errors.As(err, &refused)
			if tt.code != "" {
				if refused == nil || refused.Code != tt.code {
					t.Fatalf("%v, %v; want %s", g, err, tt.code)
				}
				return
			}
			if err != nil || !cmp.Equal(g, tt.want, cmpopts.IgnoreFields(access.Grant{}, "Held"), cmpopts.EquateEmpty()) {
				t.Errorf("%v\n%s", err, cmp.Diff(tt.want, g, cmpopts.IgnoreFields(access.Grant{}, "Held"), cmpopts.EquateEmpty()))
			}
		})
	}
}

func TestIssuersRefuse(t *testing.T) {
	p, other := accesstest.NewProvider(t), accesstest.NewProvider(t)
	s := trusted(t, p)
	for _, tt := range []struct{ name, token, reason string }{
		{"no JWT", "abc", "not a signed JWT"},
		{"another issuer", other.Token(nil), "is not among those trusted"},
		{"another's signature", other.Sign("one", p.Claims(nil), nil), "none of the provider's keys"},
		{"another audience", p.Token(map[string]any{"aud": "account"}), "expected audience"},
		{"no audience", p.Token(map[string]any{"aud": nil}), "expected audience"},
		{"expired", p.Token(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), "expired"},
		{"no end", p.Token(map[string]any{"exp": nil}), "expired"},
		{"not yet", p.Token(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}), "not before"},
		{"an ID token", p.Token(map[string]any{"typ": "ID"}), `its type is "ID"`},
		{"no type", p.Token(map[string]any{"typ": nil}), `by its header "JWT"`},
		{"a logout token", p.Token(map[string]any{"events": map[string]any{}}), "logout token"},
		{"no subject", p.Token(map[string]any{"sub": nil}), "subject"},
		{"units that are no texts", p.Token(map[string]any{"units": []any{1}}), "units holds something else"},
		{"units that are an object", p.Token(map[string]any{"units": map[string]any{"a": 1}}), "units is neither"},
		{"an empty unit", p.Token(map[string]any{"units": []any{""}}), "units holds something else"},
		{"whole as a text", p.Token(map[string]any{"bole_whole": "true"}), "neither true nor false"},
		{"roles that are a number", p.Token(map[string]any{"roles": 1}), "roles is neither"},
		{"several names", p.Token(map[string]any{"name": []any{"a", "b"}}), "name holds several"},
	} {
		_, err := s.Read(t.Context(), tt.token)
		if !errors.Is(err, access.ErrToken) || err.Error() != "the token is not valid here; sign in again" {
			t.Errorf("%s: a client is told %v", tt.name, err)
		}
		if r := access.Reason(err); r == nil || !strings.Contains(r.Error(), tt.reason) {
			t.Errorf("%s: the log is told %v, want %q", tt.name, r, tt.reason)
		}
	}
	if g, err := s.Read(t.Context(), p.Sign("one", p.Claims(map[string]any{"typ": nil}), map[jose.HeaderKey]any{"typ": "at+jwt"})); err != nil {
		t.Errorf("a token of RFC 9068: %v, %v", g, err)
	}
	if _, err := s.Read(t.Context(), p.Token(map[string]any{"exp": time.Now().Add(-10 * time.Second).Unix()})); err != nil {
		t.Errorf("clocks may be apart by half a minute: %v", err)
	}
	person, err := s.Read(t.Context(), p.Token(map[string]any{"roles": []string{"person"}}))
	if err == nil {
		_, err = person.As("")
	}
	if !errors.Is(err, access.ErrToken) {
		t.Errorf("a SUBJECT without a cadre: %v", err)
	}
}

// TestIssuersKeys rotates keys, and has made-up ids ask for new ones.
func TestIssuersKeys(t *testing.T) {
	p, second := accesstest.NewProvider(t), accesstest.NewProvider(t)
	s := trusted(t, p, second)
	p.Away(true)
	_, err := s.Read(t.Context(), p.Token(nil))
	if refused, ok := errors.AsType[*refusal.Error](err); !ok || refused.Code != refusal.Unavailable {
		t.Fatalf("while the provider is away: %v, want SERVICE_UNAVAILABLE", err)
	}
	p.Away(false)
	if _, err := s.Read(t.Context(), second.Token(nil)); err != nil {
		t.Errorf("another provider meanwhile: %v", err)
	}
	access.Later(s, 11*time.Second)
	before := p.Token(nil)
	if _, err := s.Read(t.Context(), before); err != nil {
		t.Fatalf("once it is back: %v", err)
	}
	for i := range 50 {
		if _, err := s.Read(t.Context(), p.Sign("one", p.Claims(nil), map[jose.HeaderKey]any{"kid": fmt.Sprint("made-up-", i)})); !errors.Is(err, access.ErrToken) {
			t.Fatalf("a key nobody knows: %v", err)
		}
	}
	if n := p.Fetched.Load(); n != 1 {
		t.Errorf("50 made-up ids within ten seconds had keys fetched %d times, want once in all", n)
	}
	p.Rotate("two")
	access.Later(s, 11*time.Second)
	if _, err := s.Read(t.Context(), p.Sign("two", p.Claims(nil), nil)); err != nil {
		t.Errorf("a new key: %v", err)
	}
	if _, err := s.Read(t.Context(), before); err != nil {
		t.Errorf("a token that was verified a moment ago: %v", err)
	}
	access.Later(s, 2*time.Minute)
	if _, err := s.Read(t.Context(), before); !errors.Is(err, access.ErrToken) {
		t.Errorf("a token of a key that was withdrawn: %v", err)
	}
	p.Away(true)
	access.Later(s, time.Hour)
	if _, err := s.Read(t.Context(), p.Sign("two", p.Claims(map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()}), nil)); err != nil {
		t.Errorf("keys of an hour ago, while the provider is away: %v", err)
	}
	access.Later(s, 25*time.Hour)
	_, err = s.Read(t.Context(), p.Sign("two", p.Claims(map[string]any{"exp": time.Now().Add(200 * time.Hour).Unix()}), nil))
	if refused, ok := errors.AsType[*refusal.Error](err); !ok || refused.Code != refusal.Unavailable {
		t.Errorf("keys of a day ago: %v, want SERVICE_UNAVAILABLE", err)
	}
}

// TestIssuersWaitForNobody has a provider that takes long: whose key is known does not wait for what others need.
func TestIssuersWaitForNobody(t *testing.T) {
	p := accesstest.NewProvider(t)
	s := trusted(t, p)
	token := func(name string) string {
		return p.Token(map[string]any{"name": name, "exp": time.Now().Add(10 * time.Hour).Unix()})
	}
	if _, err := s.Read(t.Context(), token("one")); err != nil {
		t.Fatal(err)
	}
	access.Later(s, 11*time.Second)
	first := p.Hold()
	go s.Read(t.Context(), p.Sign("one", p.Claims(nil), map[jose.HeaderKey]any{"kid": "made up"}))
	first.Asked()
	if _, err := s.Read(t.Context(), token("two")); err != nil || first.Left() {
		t.Errorf("a key that is known, while one that is not is asked for: %v, after the end of that: %v", err, first.Left())
	}

	p = accesstest.NewProvider(t)
	s = trusted(t, p)
	if _, err := s.Read(t.Context(), token("one")); err != nil {
		t.Fatal(err)
	}
	p.Away(true)
	access.Later(s, time.Hour)
	if _, err := s.Read(t.Context(), token("two")); err != nil {
		t.Fatalf("keys of an hour ago: %v", err)
	}
	access.Later(s, 11*time.Second)
	again := p.Hold()
	if _, err := s.Read(t.Context(), token("three")); err != nil {
		t.Fatalf("a moment later: %v", err)
	}
	again.Asked()
	if again.Left() {
		t.Error("who has a key waited for the second attempt to fail as well")
	}
}

// TestIssuersKeysInTheClear has a provider name an address of its keys where anybody on the way may change them.
func TestIssuersKeysInTheClear(t *testing.T) {
	p := accesstest.NewProvider(t)
	elsewhere := httptest.NewServer(http.RedirectHandler("http://id.example/keys", http.StatusFound))
	t.Cleanup(elsewhere.Close)
	for _, address := range []string{"http://id.example/keys", elsewhere.URL} {
		p.KeysAt(address)
		_, err := trusted(t, p).Read(t.Context(), p.Token(nil))
		refused, ok := errors.AsType[*refusal.Error](err)
		if !ok || refused.Code != refusal.Unavailable || !strings.Contains(fmt.Sprint(errors.Unwrap(refused)), "id.example/keys is not reached by https") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestOpenIssuers(t *testing.T) {
	const claims = `"claims": {"roles": ["roles"]}`
	const client = `{"issuer": "https://id.example", "audience": "bole", "client": {"id": "w"}, ` + claims + `}`
	for text, want := range map[string]string{
		`[]`:                          "is not a description of issuers",
		`{"issuers": []}`:             "names no issuer",
		`{"issuers": [], "other": 1}`: "unknown field",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", ` + claims + `}]} {}`:                                                            "goes on behind its object",
		`{"issuers": [{"issuer": "id.example", "audience": "bole", ` + claims + `}]}`:                                                                       `issuers[0]: issuer "id.example" is not a valid address`,
		`{"issuers": [{"issuer": "http://id.example", "audience": "bole", ` + claims + `}]}`:                                                                "is not reached by https",
		`{"issuers": [{"issuer": "https://id.example", ` + claims + `}]}`:                                                                                   "audience is missing",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole"}]}`:                                                                               "claims.roles is missing",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "roles": {"a": "KING"}, ` + claims + `}]}`:                                       `"a" stands for "KING"`,
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "algorithms": ["HS256"], ` + claims + `}]}`:                                      "only the provider can sign",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "skew": "1h", ` + claims + `}]}`:                                                 `skew "1h" is not a time`,
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "ca": "none.pem", ` + claims + `}]}`:                                             "read ca",
		`{"issuers": [{"issuer": "https://a.example", "audience": "b", ` + claims + `}, {"issuer": "https://a.example", "audience": "b", ` + claims + `}]}`: "issuers[1]: https://a.example is named twice",
		`{"address": "https://a.example", "issuers": [{"issuer": "https://id.example", "audience": "bole", ` + claims + `}]}`:                               "no issuer has a client",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "client": {}, ` + claims + `}]}`:                                                 "client: id is missing",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "client": {"id": "w", "secretFile": "none"}, ` + claims + `}]}`:                  "client: read secretFile",
		`{"issuers": [` + client + `]}`:                                                     `address "" is not where browsers find this server`,
		`{"address": "https://a.example/views", "issuers": [` + client + `]}`:               "write scheme and host alone",
		`{"address": "http://a.example", "issuers": [` + client + `]}`:                      "a session in the clear",
		`{"address": "https://a.example", "sessions": "900h", "issuers": [` + client + `]}`: `sessions "900h" is not a time from 1m to 720h0m0s`,
	} {
		if _, err := access.OpenIssuers(described(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngives %v\nwant %s", text, err, want)
		}
	}
	_, err := access.OpenIssuers(described(t, `{"issuers": [{"issuer": "https://id.example", "audience": "bole", "skew": "1h", `+claims+`}]}`))
	if got := message.Of(err, language.SimplifiedChinese); !strings.HasSuffix(got, `issuers[0]：skew "1h" 不是 0s 至 5m0s 之间的时长；请写作 30s`) {
		t.Errorf("in Chinese: %s", got)
	}
}
