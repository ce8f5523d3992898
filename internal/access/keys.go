package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"bole/graph/refusal"
)

const (
	fetchLimit = 5 * time.Second  // for one answer of a provider
	fetchBytes = 1 << 20          // of it
	fetchPause = 10 * time.Second // between two attempts, whatever tokens say
	keysFresh  = 10 * time.Minute // after which keys are fetched anew, so that withdrawn ones go
	keysUsable = 24 * time.Hour   // while the provider cannot be reached
)

// keys are a provider's, fetched when a token needs them. The library's own set has neither an age nor a bound on how
// often made-up key ids have it ask.
type keys struct {
	issuer string
	client *http.Client
	now    func() time.Time

	mu      sync.Mutex
	set     jose.JSONWebKeySet
	fetched time.Time // when the set was; zero before the first
	tried   time.Time
	err     error // of the last attempt
}

// unreachable is a provider whose keys could not be had.
type unreachable struct{ cause error }

func (u *unreachable) Error() string { return u.cause.Error() }

func (u *unreachable) refusal() error {
	return refusal.Newf(refusal.Unavailable, "the provider that signs tokens cannot be reached now; try again in a few seconds").Because(u.cause)
}

// failed gives the reason for which no key was to be had; the library wraps errors of a key set by their text alone.
func (k *keys) failed(err error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil && k.fetched.IsZero() && k.err != nil {
		return &unreachable{k.err}
	}
	return nil
}

// VerifySignature implements oidc.KeySet.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSigned(token, algorithms)
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errors.New("it is no JWT with one signature")
	}
	id := signed.Signatures[0].Header.KeyID
	set, err := k.have(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, key := range set.Keys {
		if key.Use == "enc" || id != "" && key.KeyID != id {
			continue
		}
		if payload, err := signed.Verify(&key); err == nil {
			return payload, nil
		}
	}
	return nil, errors.New("none of the provider's keys has signed it")
}

var algorithms = func() (out []jose.SignatureAlgorithm) {
	for _, a := range asymmetric {
		out = append(out, jose.SignatureAlgorithm(a))
	}
	return out
}()

// have gives the keys, fetched anew when they are old or when none is called id.
func (k *keys) have(ctx context.Context, id string) (jose.JSONWebKeySet, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	known := !k.fetched.IsZero() && (id == "" || len(k.set.Key(id)) > 0)
	if known && now.Sub(k.fetched) < keysFresh {
		return k.set, nil
	}
	if now.Sub(k.tried) >= fetchPause {
		k.tried = now
		var set jose.JSONWebKeySet
		if set, k.err = k.fetch(ctx); k.err == nil {
			k.set, k.fetched = set, now
		}
	}
	switch {
	case k.fetched.IsZero():
		return k.set, k.err
	case now.Sub(k.fetched) > keysUsable:
		return k.set, fmt.Errorf("the provider's keys are too old to be trusted, and new ones could not be had: %w", k.err)
	}
	return k.set, nil
}

// fetch reads the discovery document, and the keys that it names.
func (k *keys) fetch(ctx context.Context) (set jose.JSONWebKeySet, err error) {
	// One request waits for all; it is not lost when its own client leaves.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*fetchLimit)
	defer cancel()
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, k.client), k.issuer)
	if err != nil {
		return set, err
	}
	var names struct {
		Keys string `json:"jwks_uri"`
	}
	if err := p.Claims(&names); err != nil {
		return set, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, names.Keys, nil)
	if err != nil {
		return set, fmt.Errorf("the provider's keys have no address: %w", err)
	}
	resp, err := k.client.Do(req)
	if err != nil {
		return set, err
	}
	defer resp.Body.Close() //nolint:errcheck // it was only read
	if resp.StatusCode != http.StatusOK {
		return set, fmt.Errorf("the provider's keys: %s", resp.Status)
	}
	if err := json.NewDecoder(resp.Body).Decode(&set); err != nil {
		return set, fmt.Errorf("the provider's keys are no key set: %w", err)
	}
	if len(set.Keys) == 0 {
		return set, errors.New("the provider has no keys")
	}
	return set, nil
}

// bounded ends answers that are too long.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, fetchBytes), resp.Body}
	}
	return resp, err
}
