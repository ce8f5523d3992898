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

	mu       sync.Mutex // never held while the provider is asked
	set      jose.JSONWebKeySet
	fetched  time.Time // when the set was; zero before the first
	tried    time.Time
	err      error         // of the last attempt
	fetching chan struct{} // closed when the attempt under way has ended; nil: none is
}

// unreachable is a provider whose keys could not be had.
type unreachable struct{ cause error }

func (u *unreachable) Error() string { return u.cause.Error() }

func (u *unreachable) refusal() error {
	return refusal.Newf(refusal.Unavailable, "the provider that signs tokens cannot be reached now; try again in a few seconds").Because(u.cause)
}

// keysFailed is where a context has the place for the error of a key set.
type keysFailed struct{}

// VerifySignature implements oidc.KeySet.
func (k *keys) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSigned(token, algorithms)
	if err != nil || len(signed.Signatures) != 1 {
		return nil, errors.New("it is not a JWT with one signature")
	}
	id := signed.Signatures[0].Header.KeyID
	set, err := k.have(ctx, id)
	if err != nil {
		if failed, ok := ctx.Value(keysFailed{}).(*error); ok {
			*failed = err
		}
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

// have gives the keys, fetched anew when they are old or when none is called id. One attempt is under way at a time, and
// whoever needs it waits for it; keys that are there serve meanwhile once an attempt has failed. The error is
// *unreachable where the provider could not be asked for what is missing.
func (k *keys) have(ctx context.Context, id string) (jose.JSONWebKeySet, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	known := k.known(id)
	if known && k.now().Sub(k.fetched) < keysFresh {
		return k.set, nil
	}
	if k.fetching == nil && k.now().Sub(k.tried) >= fetchPause {
		k.fetching = make(chan struct{})
		go k.renew(context.WithoutCancel(ctx), k.fetching) // it is not lost when its own client leaves
	}
	if wait := k.fetching; wait != nil && (!known || k.err == nil) {
		k.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
		}
		k.mu.Lock()
		known = k.known(id)
	}
	switch {
	case known:
		return k.set, nil
	case k.err != nil:
		return jose.JSONWebKeySet{}, &unreachable{k.err}
	case ctx.Err() != nil:
		return jose.JSONWebKeySet{}, &unreachable{ctx.Err()}
	}
	return jose.JSONWebKeySet{}, nil // the provider knows no such key
}

// known reports whether a key of this id, or any where a token names none, is there and not too old to be trusted.
func (k *keys) known(id string) bool {
	return !k.fetched.IsZero() && k.now().Sub(k.fetched) <= keysUsable && (id == "" || len(k.set.Key(id)) > 0)
}

// renew fetches the keys once.
func (k *keys) renew(ctx context.Context, ended chan struct{}) {
	set, err := k.fetch(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.err = err; err == nil {
		k.set, k.fetched = set, k.now()
	}
	k.tried, k.fetching = k.now(), nil
	close(ended)
}

// fetch reads the discovery document, and the keys that it names.
func (k *keys) fetch(ctx context.Context) (set jose.JSONWebKeySet, err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*fetchLimit)
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
		return set, fmt.Errorf("the provider's keys are not a key set: %w", err)
	}
	if len(set.Keys) == 0 {
		return set, errors.New("the provider has no keys")
	}
	return set, nil
}

// bounded ends answers that are too long, and asks nobody in the clear, wherever a document or a redirect leads.
type bounded struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if !Private(r.URL) {
		return nil, fmt.Errorf("%s is not reached by https; keys that come in the clear prove nothing", r.URL)
	}
	resp, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, fetchBytes), resp.Body}
	}
	return resp, err
}
