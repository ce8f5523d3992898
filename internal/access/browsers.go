package access

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"bole/graph/message"

	"golang.org/x/oauth2"
)

// Client is this server as a provider knows it, by which people sign in with a browser.
type Client struct {
	ID         string   `json:"id"`
	SecretFile string   `json:"secretFile"` // holds the client's secret; left out: a public client, which has none
	Scopes     []string `json:"scopes"`     // left out: openid and profile
}

// Browsers is what the operator's file says of signing in with a browser.
type Browsers struct {
	Address *url.URL      // of this server, as browsers have it: scheme, host and port
	Longest time.Duration // of a session, however often it is renewed
	Parties []*Party      // the providers that have a client for it, in the order of the file
}

// Paths below a server's address that its providers are told of.
const (
	CallbackPath = "/sign-in/callback"
	signedOut    = "/"
)

// tokenLimit is how long a provider may take for tokens: an answer that is lost takes a refresh token along, which is good
// once.
const tokenLimit = 10 * time.Second

const (
	longestDefault = 12 * time.Hour
	longestMost    = 30 * 24 * time.Hour
)

// Browsers is who signs in with a browser; nil where the file has no client for it.
func (s *Issuers) Browsers() *Browsers { return s.browsers }

// addClient makes a provider one that browsers may go to.
func (s *Issuers) addClient(p *provider, dir string) error {
	c := *p.Client
	if c.ID == "" {
		return message.Errorf("id is missing; give the client's id at the provider")
	}
	if c.Scopes == nil {
		c.Scopes = []string{"openid", "profile"}
	}
	secret := ""
	if c.SecretFile != "" {
		if !filepath.IsAbs(c.SecretFile) {
			c.SecretFile = filepath.Join(dir, c.SecretFile)
		}
		b, err := os.ReadFile(c.SecretFile)
		if err != nil {
			return message.Errorf("read secretFile: %v", err)
		}
		if secret = string(bytes.TrimSpace(b)); secret == "" {
			return message.Errorf("secretFile: %s is empty; leave it out for a public client", c.SecretFile)
		}
	}
	if s.browsers == nil {
		s.browsers = &Browsers{}
	}
	client := *p.keys.client
	client.Timeout = tokenLimit
	party := &Party{provider: p, tokens: s, client: &client, verifier: s.verifierOf(p, c.ID), endpoints: &endpoints{issuer: p.URL, client: p.keys.client, now: s.now}}
	party.config = oauth2.Config{ClientID: c.ID, ClientSecret: secret, Scopes: c.Scopes}
	s.browsers.Parties = append(s.browsers.Parties, party)
	return nil
}

// settle reads what is said of all clients together; b is nil where there is none.
func (b *Browsers) settle(address, longest string) error {
	switch {
	case b == nil && address+longest != "":
		return message.Errorf("address and sessions are for signing in with a browser, and no issuer has a client for it; give one, or leave them out")
	case b == nil:
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return message.Errorf("address %q is not where browsers find this server; write scheme and host alone, such as https://views.office.example", address)
	}
	if !Private(u) {
		return message.Errorf("address %s is not reached by https; a session in the clear is anybody's", address)
	}
	b.Address = &url.URL{Scheme: u.Scheme, Host: u.Host}
	b.Longest = longestDefault
	if longest != "" {
		if b.Longest, err = time.ParseDuration(longest); err != nil || b.Longest < time.Minute || b.Longest > longestMost {
			return message.Errorf("sessions %q is not a time from 1m to %s; write it as 12h", longest, longestMost)
		}
	}
	for _, p := range b.Parties {
		p.config.RedirectURL = b.Address.JoinPath(CallbackPath).String()
		p.back = b.Address.JoinPath(signedOut).String()
		p.Title = cmp.Or(p.provider.Title, p.host())
	}
	return nil
}

// Party gives the provider of an issuer; nil where browsers do not go there.
func (b *Browsers) Party(issuer string) *Party {
	for _, p := range b.Parties {
		if p.Issuer() == issuer {
			return p
		}
	}
	return nil
}

// SignOut is what a provider says of a session that has ended there.
type SignOut struct {
	ID      string // of the message, unique for its issuer
	Issuer  string
	Subject string // whose session it was; "" where Session says which
	Session string // that ended, as the provider calls it; "": all of Subject
}

// signOutAge is how old a provider's message may be, the difference of clocks beside it.
const signOutAge = 5 * time.Minute

// SignOut verifies a logout token of one of the providers (OpenID Connect Back-Channel Logout 1.0). A token that is not
// valid is an ErrToken.
func (b *Browsers) SignOut(ctx context.Context, token string) (SignOut, error) {
	iss, typ, err := unverified(token)
	if err != nil {
		return SignOut{}, &denied{err}
	}
	p := b.Party(iss)
	if p == nil {
		return SignOut{}, deny("its issuer %.200q is not among those that browsers sign in at", iss)
	}
	return p.signOut(ctx, token, typ)
}
