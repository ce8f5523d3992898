package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"bole/graph/message"
)

// Party is a provider that people go to with a browser, to sign in by authorization code with PKCE.
type Party struct {
	Title string // what it is called where one chooses among several

	provider  *provider
	client    *http.Client // to ask for tokens
	tokens    *Issuers
	verifier  *oidc.IDTokenVerifier // of what is made out to the client: ID tokens and logout tokens
	config    oauth2.Config
	back      string // where the provider sends those who have signed out
	endpoints *endpoints
}

// SignedIn is what a provider gave for somebody who signed in. It holds tokens, and is never logged.
type SignedIn struct {
	Issuer  string    `json:"issuer"`
	Subject string    `json:"subject"`
	Session string    `json:"session,omitempty"` // at the provider; "" where it says none
	Access  string    `json:"access"`
	Refresh string    `json:"refresh,omitempty"` // "" where it cannot be renewed
	ID      string    `json:"id"`                // shown to the provider at the end
	Expires time.Time `json:"expires"`           // of Access
}

// ErrEnded is that a provider does not know of a sign-in any more: its session has ended, or its code was used.
var ErrEnded = errors.New("the provider does not know it any more")

// Issuer is the provider's address.
func (p *Party) Issuer() string { return p.provider.URL }

func (p *Party) host() string {
	u, err := url.Parse(p.provider.URL)
	if err != nil {
		return p.provider.URL
	}
	return u.Host
}

// context has the library reach the provider as all else does: by https, and within bounds of time and size.
func (p *Party) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, p.client)
}

// oauth is the library's view of the client, with the addresses that the provider names.
func (p *Party) oauth(ctx context.Context) (oauth2.Config, discovered, error) {
	d, err := p.endpoints.have(ctx)
	if err != nil {
		return oauth2.Config{}, d, (&unreachable{err}).refusal()
	}
	c := p.config
	c.Endpoint = oauth2.Endpoint{AuthURL: d.Authorization, TokenURL: d.Token, AuthStyle: oauth2.AuthStyleInParams}
	if c.ClientSecret != "" && (d.Methods == nil || slices.Contains(d.Methods, "client_secret_basic")) {
		c.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	return c, d, nil
}

// Begin is the address at the provider to send a browser to.
func (p *Party) Begin(ctx context.Context, state, nonce, verifier string) (string, error) {
	c, _, err := p.oauth(ctx)
	if err != nil {
		return "", err
	}
	return c.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), nil
}

// Answered refuses an answer that says it is another provider's (RFC 9207).
func (p *Party) Answered(ctx context.Context, iss string) error {
	_, d, err := p.oauth(ctx)
	switch {
	case err != nil:
		return err
	case iss == "" && d.NamesIssuer:
		return deny("the answer names no issuer, though the provider says that its answers do")
	case iss != "" && iss != p.provider.URL:
		return deny("the answer is of the issuer %.200q", iss)
	}
	return nil
}

// End gives what a code is good for. The error is ErrEnded for a code that is not good any more, an ErrToken for tokens
// that cannot be used here, and a refusal, UNAVAILABLE, where the provider cannot be asked.
func (p *Party) End(ctx context.Context, code, nonce, verifier string) (SignedIn, error) {
	c, _, err := p.oauth(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	t, err := c.Exchange(p.context(ctx), code, oauth2.VerifierOption(verifier))
	if err != nil {
		return SignedIn{}, failed(err)
	}
	raw, _ := t.Extra("id_token").(string)
	id, session, err := p.identity(ctx, raw)
	switch {
	case err != nil:
		return SignedIn{}, err
	case id.Nonce != nonce:
		return SignedIn{}, deny("the ID token's nonce is not the one of this sign-in")
	case id.AccessTokenHash != "" && id.VerifyAccessToken(t.AccessToken) != nil:
		return SignedIn{}, deny("the ID token is not of this access token")
	}
	in := SignedIn{Issuer: p.provider.URL, Subject: id.Subject, Session: session, ID: raw}
	return p.granted(ctx, in, t)
}

// Renew gives new tokens for those that end. The error is as that of End; ErrEnded is that the session at the provider
// has ended.
func (p *Party) Renew(ctx context.Context, in SignedIn) (SignedIn, error) {
	c, _, err := p.oauth(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	// The library asks anew for what has no access token, and keeps the refresh token where no other comes.
	t, err := c.TokenSource(p.context(ctx), &oauth2.Token{RefreshToken: in.Refresh}).Token()
	if err != nil {
		return SignedIn{}, failed(err)
	}
	if raw, _ := t.Extra("id_token").(string); raw != "" { // a provider need not give one
		id, _, err := p.identity(ctx, raw)
		if err != nil {
			return SignedIn{}, err
		}
		if id.Subject != in.Subject {
			return SignedIn{}, deny("the renewed ID token is somebody else's")
		}
		in.ID = raw
	}
	return p.granted(ctx, in, t)
}

// identity verifies an ID token and gives the session that it names.
func (p *Party) identity(ctx context.Context, raw string) (*oidc.IDToken, string, error) {
	id, err := asked(ctx, func(ctx context.Context) (*oidc.IDToken, error) { return p.verifier.Verify(ctx, raw) })
	if err != nil {
		return nil, "", err
	}
	var claims struct {
		Session string `json:"sid"`
		Party   string `json:"azp"`
	}
	if err := id.Claims(&claims); err != nil {
		return nil, "", &denied{err}
	}
	if len(id.Audience) > 1 && claims.Party != p.config.ClientID {
		return nil, "", deny("the ID token is for several, and its azp is %.200q", claims.Party)
	}
	return id, claims.Session, nil
}

// granted holds an access token to what holds for each, and to whom it has to be of.
func (p *Party) granted(ctx context.Context, in SignedIn, t *oauth2.Token) (SignedIn, error) {
	g, expires, err := p.tokens.verified(ctx, t.AccessToken)
	switch {
	case err != nil:
		return SignedIn{}, err
	case g.Issuer != in.Issuer || g.Subject != in.Subject:
		return SignedIn{}, deny("the access token is somebody else's than the ID token")
	}
	in.Access, in.Refresh, in.Expires = t.AccessToken, t.RefreshToken, expires
	return in, nil
}

// Leave is the address at the provider that ends the session there; "" where it has none.
func (p *Party) Leave(ctx context.Context, in SignedIn) string {
	_, d, err := p.oauth(ctx)
	if err != nil || d.Leave == "" {
		return ""
	}
	u, err := url.Parse(d.Leave)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.config.ClientID)
	q.Set("id_token_hint", in.ID)
	q.Set("post_logout_redirect_uri", p.back)
	u.RawQuery = q.Encode()
	return u.String()
}

// signOut verifies a logout token. The library looks at neither its age nor its type.
func (p *Party) signOut(ctx context.Context, token, typ string) (SignOut, error) {
	t, err := asked(ctx, func(ctx context.Context) (*oidc.LogoutToken, error) { return p.verifier.VerifyLogout(ctx, token) })
	if err != nil {
		return SignOut{}, err
	}
	switch typ = strings.TrimPrefix(strings.ToLower(typ), "application/"); {
	case typ != "" && typ != "jwt" && typ != "logout+jwt":
		return SignOut{}, deny("the type of a logout token is logout+jwt, not %.200q", typ)
	case p.tokens.now().Sub(t.IssuedAt) > signOutAge+p.provider.skew || t.IssuedAt.Sub(p.tokens.now()) > p.provider.skew:
		return SignOut{}, deny("the logout token is of %s", t.IssuedAt)
	}
	return SignOut{ID: t.TokenID, Issuer: p.provider.URL, Subject: t.Subject, Session: t.SessionID}, nil
}

// failed tells what a provider answers from one that cannot be asked. Its own words are for nobody: they may name the
// person.
func failed(err error) error {
	var answered *oauth2.RetrieveError
	switch {
	case errors.As(err, &answered) && answered.ErrorCode == "invalid_grant":
		return ErrEnded
	case errors.As(err, &answered) && answered.ErrorCode != "":
		return deny("the provider refuses the client with %q", word(answered.ErrorCode))
	case errors.As(err, &answered):
		return (&unreachable{fmt.Errorf("the provider's tokens: %s", answered.Response.Status)}).refusal()
	case errors.As(err, new(*url.Error)):
		return (&unreachable{err}).refusal()
	}
	return (&unreachable{errors.New("the provider's tokens cannot be read")}).refusal()
}

// word is an error code of a provider as logs may have it.
func word(code string) string {
	if code == "" || len(code) > 60 || strings.Trim(code, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "a code that is none"
	}
	return code
}

// Refused is what a provider says in place of a code: for a person, and for the log.
func (p *Party) Refused(code string) (text message.Text, temporary bool, cause error) {
	cause = fmt.Errorf("the provider answers %q", word(code))
	switch code {
	case "access_denied":
		return message.New("The sign-in was ended or refused at the provider."), false, cause
	case "server_error", "temporarily_unavailable":
		return message.New("The provider cannot sign anyone in at this moment. Try again in a few minutes."), true, cause
	}
	return message.New("The provider refused the sign-in. The operator of this server finds why in the log."), false, cause
}

const endpointsFresh = 10 * time.Minute

// discovered is what a provider's discovery document names, beside its keys.
type discovered struct {
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Leave         string   `json:"end_session_endpoint"`
	Methods       []string `json:"token_endpoint_auth_methods_supported"`
	NamesIssuer   bool     `json:"authorization_response_iss_parameter_supported"`
}

// endpoints are a provider's addresses, fetched when they are needed and are not fresh; old ones serve while it cannot be
// reached.
type endpoints struct {
	issuer string
	client *http.Client
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex // never held while the provider is asked
	is      discovered
	fetched time.Time // zero before the first
}

func (e *endpoints) have(ctx context.Context) (discovered, error) {
	e.mu.Lock()
	is, fetched := e.is, e.fetched
	e.mu.Unlock()
	if !fetched.IsZero() && e.now().Sub(fetched) < endpointsFresh {
		return is, nil
	}
	answer := e.flight.DoChan("", func() (any, error) { return nil, e.fetch(context.WithoutCancel(ctx)) })
	select {
	case r := <-answer:
		if r.Err != nil && fetched.IsZero() {
			return is, r.Err
		}
	case <-ctx.Done():
		if fetched.IsZero() {
			return is, ctx.Err()
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.is, nil
}

func (e *endpoints) fetch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, e.client), e.issuer)
	if err != nil {
		return err
	}
	var is discovered
	if err := p.Claims(&is); err != nil {
		return err
	}
	for _, address := range []string{is.Authorization, is.Token, is.Leave} {
		if u, err := url.Parse(address); address != "" && (err != nil || !Private(u)) {
			return fmt.Errorf("the provider names the address %q, which is not reached by https", address)
		}
	}
	if is.Authorization == "" || is.Token == "" {
		return errors.New("the provider names no address to sign in at")
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.is, e.fetched = is, e.now()
	return nil
}
