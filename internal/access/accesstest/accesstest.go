// Package accesstest is an OpenID Connect provider for tests.
package accesstest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Provider signs tokens as an OpenID Connect provider does, and publishes its keys.
type Provider struct {
	t       *testing.T
	URL     string
	mu      sync.Mutex
	keys    map[string]*ecdsa.PrivateKey // published, by id
	Fetched atomic.Int64                 // how often the keys were
	away    atomic.Bool
	keysAt  atomic.Value // string: where the discovery document says that they are
	held    atomic.Pointer[Held]
	later   atomic.Int64 // nanoseconds that its clock is ahead

	browsers
}

// Later moves the provider's clock.
func (p *Provider) Later(d time.Duration) { p.later.Add(int64(d)) }

func (p *Provider) now() time.Time { return time.Now().Add(time.Duration(p.later.Load())) }

// Held is a provider that does not answer yet.
type Held struct {
	asked, released chan struct{}
	once            sync.Once
	left            atomic.Bool
}

// Hold has the provider answer nobody until it is released, which it is at the end of the test.
func (p *Provider) Hold() *Held {
	h := &Held{asked: make(chan struct{}), released: make(chan struct{})}
	p.held.Store(h)
	p.t.Cleanup(func() {
		if p.held.CompareAndSwap(h, nil) {
			close(h.released)
		}
	})
	return h
}

// Asked waits until somebody waits for the provider.
func (h *Held) Asked() { <-h.asked }

// WasAsked reports whether somebody waits for the provider, or has.
func (h *Held) WasAsked() bool {
	select {
	case <-h.asked:
		return true
	default:
		return false
	}
}

// Left reports whether somebody has waited for too long.
func (h *Held) Left() bool { return h.left.Load() }

func (h *Held) wait(ctx context.Context) {
	if h == nil {
		return
	}
	h.once.Do(func() { close(h.asked) })
	select {
	case <-h.released:
	case <-ctx.Done():
		h.left.Store(true)
	}
}

// KeysAt has the discovery document name another address of the keys.
func (p *Provider) KeysAt(address string) { p.keysAt.Store(address) }

// NewProvider starts a provider with one key, called one, which ends with the test.
func NewProvider(t *testing.T) *Provider {
	t.Helper()
	p := &Provider{t: t, keys: map[string]*ecdsa.PrivateKey{}}
	p.Rotate("one")
	p.open()
	mux := http.NewServeMux()
	mux.HandleFunc("/authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("/leave", p.leave)
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		p.held.Load().wait(r.Context())
		if p.away.Load() {
			http.Error(w, "not now", http.StatusBadGateway)
			return
		}
		json.NewEncoder(w).Encode(map[string]any{"issuer": p.URL, "jwks_uri": p.keysAt.Load(), "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
			"end_session_endpoint": p.URL + "/leave", "authorization_response_iss_parameter_supported": true})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		p.Fetched.Add(1)
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
	p.URL = srv.URL
	p.KeysAt(p.URL + "/keys")
	return p
}

// Rotate puts a new key in the place of all others.
func (p *Provider) Rotate(id string) {
	p.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keys = map[string]*ecdsa.PrivateKey{id: key}
}

// Claims are those of an access token as Keycloak writes it, with changes; nil takes a claim out.
func (p *Provider) Claims(changes map[string]any) map[string]any {
	c := map[string]any{"iss": p.URL, "aud": []any{"account", "bole"}, "sub": "u-1", "typ": "Bearer", "azp": "views", "name": "测试者",
		"iat": p.now().Unix(), "exp": p.now().Add(time.Minute).Unix(), "roles": []any{"analyst"},
		"units": []any{"a", "b"}}
	maps.Copy(c, changes)
	for k, v := range c {
		if v == nil {
			delete(c, k)
		}
	}
	return c
}

// Sign signs with the published key of the id, and says another id in the header when told to.
func (p *Provider) Sign(id string, claims map[string]any, header map[jose.HeaderKey]any) string {
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

// Token is an access token with changed claims.
func (p *Provider) Token(changes map[string]any) string { return p.Sign("one", p.Claims(changes), nil) }

// Away has the provider answer with errors, or no longer.
func (p *Provider) Away(is bool) { p.away.Store(is) }

// Described is a file that says how tokens of the provider are read, as an operator writes it.
func (p *Provider) Described(t *testing.T, others ...*Provider) string {
	t.Helper()
	return described(t, nil, append([]*Provider{p}, others...))
}

// DescribedAt is Described for a server at this address, to which browsers come.
func (p *Provider) DescribedAt(t *testing.T, address string, others ...*Provider) string {
	t.Helper()
	return described(t, map[string]any{"address": address}, append([]*Provider{p}, others...))
}

func described(t *testing.T, all map[string]any, providers []*Provider) string {
	t.Helper()
	dir := t.TempDir()
	var list []map[string]any
	for i, one := range providers {
		issuer := map[string]any{"issuer": one.URL, "audience": "bole", "roles": map[string]string{"analyst": "ANALYST", "auditor": "AUDITOR", "person": "SUBJECT"},
			"claims": map[string][]string{"roles": {"roles"}, "units": {"units"}, "whole": {"bole_whole"}, "self": {"person", "cadre"}, "purpose": {"purpose"}}}
		if all != nil {
			client := map[string]any{"id": clientID}
			if one.Secret != "" {
				client["secretFile"] = fmt.Sprint("client-", i)
				write(t, filepath.Join(dir, fmt.Sprint("client-", i)), []byte(one.Secret+"\n"))
			}
			issuer["client"], issuer["title"] = client, fmt.Sprint("Provider ", i+1)
		}
		list = append(list, issuer)
	}
	text := map[string]any{"issuers": list}
	maps.Copy(text, all)
	b, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "issuers.json")
	write(t, file, b)
	return file
}

func write(t *testing.T, file string, b []byte) {
	t.Helper()
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
