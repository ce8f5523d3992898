package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bole/graph/refusal"
	"bole/internal/access"
)

// provider signs tokens as an OpenID Connect provider does, and publishes its keys.
type provider struct {
	t       *testing.T
	url     string
	mu      sync.Mutex
	keys    map[string]*ecdsa.PrivateKey // published, by id
	fetched atomic.Int64                 // how often the keys were
	away    atomic.Bool
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{t: t, keys: map[string]*ecdsa.PrivateKey{}}
	p.rotate("one")
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		if p.away.Load() {
			http.Error(w, "not now", http.StatusBadGateway)
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"issuer": p.url, "jwks_uri": p.url + "/keys", "authorization_endpoint": p.url + "/a", "token_endpoint": p.url + "/t"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.fetched.Add(1)
		p.mu.Lock()
		defer p.mu.Unlock()
		var set jose.JSONWebKeySet
		for id, key := range p.keys {
			set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.Public(), KeyID: id, Algorithm: "ES256", Use: "sig"})
		}
		json.NewEncoder(w).Encode(set)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	p.url = srv.URL
	return p
}

// rotate puts a new key in the place of all others.
func (p *provider) rotate(id string) {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = map[string]*ecdsa.PrivateKey{id: key}
}

// claims of an access token as Keycloak writes it, with changes; nil takes a claim out.
func (p *provider) claims(changes map[string]any) map[string]any {
	c := map[string]any{"iss": p.url, "aud": []any{"account", "bole"}, "sub": "u-1", "typ": "Bearer", "azp": "views", "name": "测试者",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "resource_access": map[string]any{"bole": map[string]any{"roles": []any{"analyst"}}},
		"units": []any{"a", "b"}}
	maps.Copy(c, changes)
	for k, v := range c {
		if v == nil {
			delete(c, k)
		}
	}
	return c
}

// sign signs with the published key of the id, and says another id in the header when told to.
func (p *provider) sign(id string, claims map[string]any, header map[jose.HeaderKey]any) string {
	p.t.Helper()
	p.mu.Lock()
	key := p.keys[id]
	p.mu.Unlock()
	o := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"typ": "JWT", "kid": id}}
	maps.Copy(o.ExtraHeaders, header)
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, o)
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		p.t.Fatal(err)
	}
	signed, err := s.Sign(b)
	if err != nil {
		p.t.Fatal(err)
	}
	text, err := signed.CompactSerialize()
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}

func (p *provider) token(changes map[string]any) string { return p.sign("one", p.claims(changes), nil) }

// trusted reads tokens of these providers, described as an operator does.
func trusted(t *testing.T, providers ...*provider) *access.Issuers {
	t.Helper()
	var list []string
	for _, p := range providers {
		list = append(list, fmt.Sprintf(`{"issuer": %q, "audience": "bole", "roles": {"analyst": "ANALYST", "auditor": "AUDITOR", "person": "SUBJECT"},
			"claims": {"roles": ["resource_access", "bole", "roles"], "units": ["units"], "whole": ["bole_whole"], "self": ["cadre"]}}`, p.url))
	}
	s, err := access.OpenIssuers(described(t, `{"issuers": [`+strings.Join(list, ",")+`]}`))
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

func rolesHeld(names ...any) map[string]any {
	return map[string]any{"bole": map[string]any{"roles": names}}
}

func TestIssuersGrant(t *testing.T) {
	p := newProvider(t)
	s := trusted(t, p)
	grant := func(g access.Grant) access.Grant {
		g.Issuer, g.Subject = p.url, "u-1"
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
		{"no role", map[string]any{"resource_access": nil}, "", access.Grant{}, refusal.Forbidden},
		{"roles unknown here", map[string]any{"resource_access": rolesHeld("ADMIN", "uma_authorization")}, "", access.Grant{}, refusal.Forbidden},
		{"several roles", map[string]any{"resource_access": rolesHeld("analyst", "auditor")}, "", access.Grant{}, refusal.Forbidden},
		{"one of several", map[string]any{"resource_access": rolesHeld("analyst", "auditor")}, "AUDITOR", grant(access.Grant{Role: "AUDITOR", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"a person's own", map[string]any{"resource_access": rolesHeld("person"), "cadre": "c1", "bole_whole": true}, "", grant(access.Grant{Role: "SUBJECT", Name: "测试者", Self: "c1"}), ""},
		{"an analyst is no person", map[string]any{"cadre": "c1"}, "", grant(access.Grant{Role: "ANALYST", Name: "测试者", Units: []string{"a", "b"}}), ""},
		{"a service", map[string]any{"sub": "u-1", "azp": "hr-system", "name": nil}, "", grant(access.Grant{Role: "ANALYST", Units: []string{"a", "b"}}), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g, err := s.Read(t.Context(), p.token(tt.changes))
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
	p, other := newProvider(t), newProvider(t)
	s := trusted(t, p)
	for _, tt := range []struct{ name, token, reason string }{
		{"no JWT", "abc", "no signed JWT"},
		{"another issuer", other.token(nil), "is not among those trusted"},
		{"another's signature", other.sign("one", p.claims(nil), nil), "none of the provider's keys"},
		{"another audience", p.token(map[string]any{"aud": "account"}), "expected audience"},
		{"no audience", p.token(map[string]any{"aud": nil}), "expected audience"},
		{"expired", p.token(map[string]any{"exp": time.Now().Add(-time.Minute).Unix()}), "expired"},
		{"no end", p.token(map[string]any{"exp": nil}), "expired"},
		{"not yet", p.token(map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}), "not before"},
		{"an ID token", p.token(map[string]any{"typ": "ID"}), `its type is "ID"`},
		{"no type", p.token(map[string]any{"typ": nil}), `by its header "JWT"`},
		{"a logout token", p.token(map[string]any{"events": map[string]any{}}), "logout token"},
		{"no subject", p.token(map[string]any{"sub": nil}), "subject"},
		{"units that are no texts", p.token(map[string]any{"units": []any{1}}), "units holds something else"},
		{"units that are an object", p.token(map[string]any{"units": map[string]any{"a": 1}}), "units is neither"},
		{"an empty unit", p.token(map[string]any{"units": []any{""}}), "units holds something else"},
		{"whole as a text", p.token(map[string]any{"bole_whole": "true"}), "neither true nor false"},
		{"roles that are a number", p.token(map[string]any{"resource_access": map[string]any{"bole": map[string]any{"roles": 1}}}), "resource_access.bole.roles"},
		{"several names", p.token(map[string]any{"name": []any{"a", "b"}}), "name holds several"},
	} {
		_, err := s.Read(t.Context(), tt.token)
		if !errors.Is(err, access.ErrToken) || err.Error() != "the token is not valid here; sign in again" {
			t.Errorf("%s: a client is told %v", tt.name, err)
		}
		if r := access.Reason(err); r == nil || !strings.Contains(r.Error(), tt.reason) {
			t.Errorf("%s: the log is told %v, want %q", tt.name, r, tt.reason)
		}
	}
	if g, err := s.Read(t.Context(), p.sign("one", p.claims(map[string]any{"typ": nil}), map[jose.HeaderKey]any{"typ": "at+jwt"})); err != nil {
		t.Errorf("a token of RFC 9068: %v, %v", g, err)
	}
	if _, err := s.Read(t.Context(), p.token(map[string]any{"exp": time.Now().Add(-10 * time.Second).Unix()})); err != nil {
		t.Errorf("clocks may be apart by half a minute: %v", err)
	}
	person, err := s.Read(t.Context(), p.token(map[string]any{"resource_access": rolesHeld("person")}))
	if err == nil {
		_, err = person.As("")
	}
	if !errors.Is(err, access.ErrToken) {
		t.Errorf("a SUBJECT without a cadre: %v", err)
	}
}

// TestIssuersKeys rotates keys, and has made-up ids ask for new ones.
func TestIssuersKeys(t *testing.T) {
	p, second := newProvider(t), newProvider(t)
	s := trusted(t, p, second)
	p.away.Store(true)
	_, err := s.Read(t.Context(), p.token(nil))
	if refused, ok := errors.AsType[*refusal.Error](err); !ok || refused.Code != refusal.Unavailable {
		t.Fatalf("while the provider is away: %v, want SERVICE_UNAVAILABLE", err)
	}
	p.away.Store(false)
	if _, err := s.Read(t.Context(), second.token(nil)); err != nil {
		t.Errorf("another provider meanwhile: %v", err)
	}
	access.Later(s, 11*time.Second)
	before := p.token(nil)
	if _, err := s.Read(t.Context(), before); err != nil {
		t.Fatalf("once it is back: %v", err)
	}
	for i := range 50 {
		if _, err := s.Read(t.Context(), p.sign("one", p.claims(nil), map[jose.HeaderKey]any{"kid": fmt.Sprint("made-up-", i)})); !errors.Is(err, access.ErrToken) {
			t.Fatalf("a key nobody knows: %v", err)
		}
	}
	if n := p.fetched.Load(); n != 1 {
		t.Errorf("50 made-up ids within ten seconds had keys fetched %d times, want once in all", n)
	}
	p.rotate("two")
	access.Later(s, 11*time.Second)
	if _, err := s.Read(t.Context(), p.sign("two", p.claims(nil), nil)); err != nil {
		t.Errorf("a new key: %v", err)
	}
	if _, err := s.Read(t.Context(), before); err != nil {
		t.Errorf("a token that was verified a moment ago: %v", err)
	}
	access.Later(s, 2*time.Minute)
	if _, err := s.Read(t.Context(), before); !errors.Is(err, access.ErrToken) {
		t.Errorf("a token of a key that was withdrawn: %v", err)
	}
	p.away.Store(true)
	access.Later(s, time.Hour)
	if _, err := s.Read(t.Context(), p.sign("two", p.claims(map[string]any{"exp": time.Now().Add(100 * time.Hour).Unix()}), nil)); err != nil {
		t.Errorf("keys of an hour ago, while the provider is away: %v", err)
	}
	access.Later(s, 25*time.Hour)
	if _, err := s.Read(t.Context(), p.sign("two", p.claims(map[string]any{"exp": time.Now().Add(200 * time.Hour).Unix()}), nil)); !errors.Is(err, access.ErrToken) {
		t.Errorf("keys of a day ago: %v", err)
	}
}

func TestOpenIssuers(t *testing.T) {
	const claims = `"claims": {"roles": ["roles"]}`
	for text, want := range map[string]string{
		`[]`:                          "is not a description of issuers",
		`{"issuers": []}`:             "names no issuer",
		`{"issuers": [], "other": 1}`: "unknown field",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", ` + claims + `}]} {}`:                                                            "goes on behind its object",
		`{"issuers": [{"issuer": "id.example", "audience": "bole", ` + claims + `}]}`:                                                                       `issuers[0]: issuer "id.example" is no address`,
		`{"issuers": [{"issuer": "http://id.example", "audience": "bole", ` + claims + `}]}`:                                                                "is not reached by https",
		`{"issuers": [{"issuer": "https://id.example", ` + claims + `}]}`:                                                                                   "audience is missing",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole"}]}`:                                                                               "claims.roles is missing",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "roles": {"a": "KING"}, ` + claims + `}]}`:                                       `"a" stands for "KING"`,
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "algorithms": ["HS256"], ` + claims + `}]}`:                                      "only the provider can sign",
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "skew": "1h", ` + claims + `}]}`:                                                 `skew "1h" is no time`,
		`{"issuers": [{"issuer": "https://id.example", "audience": "bole", "ca": "none.pem", ` + claims + `}]}`:                                             "read ca",
		`{"issuers": [{"issuer": "https://a.example", "audience": "b", ` + claims + `}, {"issuer": "https://a.example", "audience": "b", ` + claims + `}]}`: "issuers[1]: https://a.example is named twice",
	} {
		if _, err := access.OpenIssuers(described(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngives %v\nwant %s", text, err, want)
		}
	}
}
