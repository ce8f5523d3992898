package access

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/text/language"

	"bole/graph/law"
	"bole/graph/message"
)

// Issuer is an OpenID Connect provider whose access tokens are read, as the file that --sign-in names has it.
type Issuer struct {
	URL        string            `json:"issuer"`   // exactly as the provider's discovery document and its tokens write it
	Audience   string            `json:"audience"` // that tokens for this API are made out to
	Claims     Claims            `json:"claims"`
	Roles      map[string]string `json:"roles"`      // the provider's name of a role → the role; left out: the roles' own names
	Types      []string          `json:"types"`      // of access tokens: header typ, or claim typ; left out: at+jwt and Bearer
	Algorithms []string          `json:"algorithms"` // of signatures; left out: those by public keys
	Skew       string            `json:"skew"`       // how far the clocks may be apart; left out: 30s
	CA         string            `json:"ca"`         // file with the certificates of who signed the provider's; left out: the system's
	Client     *Client           `json:"client"`     // by which people sign in with a browser; left out: they do not
	Title      string            `json:"title"`      // shown to whoever chooses among several; left out: the host
}

// Claims are the ways to what a token says, each the names of members from outside in. A claim that is not there, or not
// named, gives nothing: no role, no unit, never the whole graph.
type Claims struct {
	Roles []string `json:"roles"` // a text or a list of texts
	Units []string `json:"units"` // keys of organizations: a text or a list of texts
	Whole []string `json:"whole"` // true: the whole graph is in scope
	Self  []string `json:"self"`  // key of the caller's own cadre, for SUBJECT
	Name  []string `json:"name"`  // as it is shown; left out: name
	// Purpose is what records are looked at for, where the request states nothing else; left out: none.
	Purpose []string `json:"purpose"`
}

// errElsewhere is all that a client is told of a token that was signed elsewhere; the log has the reason.
var errElsewhere = message.Errorf("%v here; sign in again", ErrToken)

// denied is a refusal with its reason, which is for the log alone.
type denied struct{ reason error }

func (d *denied) Error() string   { return errElsewhere.Error() }
func (d *denied) Is(e error) bool { return e == ErrToken }

// In is what a client is told, in a language.
func (d *denied) In(lang language.Tag) string { return message.Of(errElsewhere, lang) }

// Reason is why a token was refused, for the log; nil where the error itself says it.
func Reason(err error) error {
	if d, ok := errors.AsType[*denied](err); ok {
		return d.reason
	}
	return nil
}

// deny makes a refusal whose reason stands in English in the log.
func deny(reason string, args ...any) error { return &denied{fmt.Errorf(reason, args...)} }

// asymmetric are the algorithms by which only the provider can sign.
var asymmetric = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

const (
	defaultSkew = 30 * time.Second
	mostSkew    = 5 * time.Minute
	keptFor     = time.Minute // of a verified token: a key that was withdrawn is noticed that soon
)

// Issuers reads the access tokens of the providers it knows.
type Issuers struct {
	by   map[string]*provider
	kept *lru.Cache[string, kept]
	now  func() time.Time

	browsers *Browsers // nil: nobody signs in with a browser
}

type provider struct {
	Issuer
	skew     time.Duration
	keys     *keys
	verifier *oidc.IDTokenVerifier
}

// OpenIssuers reads the file that says which providers are trusted. They are asked when their first token comes.
func OpenIssuers(file string) (*Issuers, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, message.Errorf("read who may sign in: %v", err)
	}
	var all struct {
		Issuers  []Issuer `json:"issuers"`
		Address  string   `json:"address"`
		Sessions string   `json:"sessions"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, message.Errorf("%s is not a description of issuers: %v; docs/security.md shows one", file, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, message.Errorf("%s goes on behind its object; leave only that", file)
	}
	if len(all.Issuers) == 0 {
		return nil, message.Errorf("%s names no issuer; docs/security.md shows one", file)
	}
	out := &Issuers{by: map[string]*provider{}, now: time.Now}
	if out.kept, err = lru.New[string, kept](keptTokens); err != nil {
		return nil, fmt.Errorf("keep tokens: %w", err)
	}
	for i, one := range all.Issuers {
		p, err := out.open(one, filepath.Dir(file))
		if err != nil {
			return nil, message.Errorf("%s: issuers[%d]: %v", file, i, err)
		}
		if out.by[p.URL] != nil {
			return nil, message.Errorf("%s: issuers[%d]: %s is named twice; leave one", file, i, p.URL)
		}
		out.by[p.URL] = p
		if p.Client == nil {
			continue
		}
		if err := out.addClient(p, filepath.Dir(file)); err != nil {
			return nil, message.Errorf("%s: issuers[%d]: client: %v", file, i, err)
		}
	}
	if err := out.browsers.settle(all.Address, all.Sessions); err != nil {
		return nil, message.Errorf("%s: %v", file, err)
	}
	return out, nil
}

func (s *Issuers) open(i Issuer, dir string) (*provider, error) {
	if err := i.check(); err != nil {
		return nil, err
	}
	skew := defaultSkew
	if i.Skew != "" {
		var err error
		if skew, err = time.ParseDuration(i.Skew); err != nil || skew < 0 || skew > mostSkew {
			return nil, message.Errorf("skew %q is not a time from 0s to %s; write it as 30s", i.Skew, mostSkew)
		}
	}
	if i.Types == nil {
		i.Types = []string{"at+jwt", "Bearer"}
	}
	if i.Algorithms == nil {
		i.Algorithms = asymmetric
	}
	if i.Claims.Name == nil {
		i.Claims.Name = []string{"name"}
	}
	client, err := clientOf(i.CA, dir)
	if err != nil {
		return nil, err
	}
	p := &provider{Issuer: i, skew: skew, keys: &keys{issuer: i.URL, client: client, now: s.now}}
	p.verifier = s.verifierOf(p, i.Audience)
	return p, nil
}

// verifierOf verifies what a provider signs for an audience.
func (s *Issuers) verifierOf(p *provider, audience string) *oidc.IDTokenVerifier {
	return oidc.NewVerifier(p.URL, p.keys, &oidc.Config{ClientID: audience, SupportedSigningAlgs: p.Algorithms,
		Now: func() time.Time { return s.now().Add(-p.skew) }})
}

// check says what cannot be right in an issuer's description.
func (i Issuer) check() error {
	u, err := url.Parse(i.URL)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return message.Errorf("issuer %q is not a valid address; write it as the provider's tokens do, such as https://id.example/realms/office", i.URL)
	}
	if !Private(u) {
		return message.Errorf("issuer %s is not reached by https; keys that come in the clear prove nothing", i.URL)
	}
	if i.Audience == "" {
		return message.Errorf("audience is missing; name what the provider makes tokens for this API out to")
	}
	if len(i.Claims.Roles) == 0 {
		return message.Errorf("claims.roles is missing; without a role nobody may ask anything")
	}
	for theirs, role := range i.Roles {
		if !slices.Contains(Roles, role) {
			return message.Errorf("roles: %q stands for %q, which is not a role; it is one of %s", theirs, role, message.Names(Roles))
		}
	}
	for _, a := range i.Algorithms {
		if !slices.Contains(asymmetric, a) {
			return message.Errorf("algorithms: %q is not one by which only the provider can sign; use %s", a, message.Names(asymmetric))
		}
	}
	return nil
}

// Private reports whether nobody on the way reads or changes what comes from an address.
func Private(u *url.URL) bool {
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

// Authorities reads the certificates of who may sign a server's, from a PEM file that may stand beside the file that
// names it.
func Authorities(file, dir string) (*x509.CertPool, error) {
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, message.Errorf("read ca: %v", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, message.Errorf("ca: %s holds no certificate; give a PEM file", file)
	}
	return pool, nil
}

// clientOf is how a provider is reached: within bounds of time and size.
func clientOf(ca, dir string) (*http.Client, error) {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, TLSHandshakeTimeout: fetchLimit}
	if ca != "" {
		var err error
		if transport.TLSClientConfig.RootCAs, err = Authorities(ca, dir); err != nil {
			return nil, err
		}
	}
	return &http.Client{Transport: bounded{transport}, Timeout: fetchLimit}, nil
}

// Read checks an access token and gives its grant, whose role is chosen by Grant.As. A token that is not valid is an
// ErrToken; a provider that cannot be reached is a refusal, UNAVAILABLE.
func (s *Issuers) Read(ctx context.Context, token string) (Grant, error) {
	if k, ok := s.kept.Get(token); ok && s.now().Before(k.expires) {
		return k.grant, nil
	}
	g, expires, err := s.verified(ctx, token)
	if err != nil {
		return Grant{}, err
	}
	if soon := s.now().Add(keptFor); soon.Before(expires) {
		expires = soon
	}
	s.kept.Add(token, kept{grant: g, expires: expires})
	return g, nil
}

// verified is Read for a token that is not kept; it gives the token's end too.
func (s *Issuers) verified(ctx context.Context, token string) (Grant, time.Time, error) {
	iss, typ, err := unverified(token)
	if err != nil {
		return Grant{}, time.Time{}, &denied{err}
	}
	p := s.by[iss]
	if p == nil { // before any key is fetched
		return Grant{}, time.Time{}, deny("its issuer %.200q is not among those trusted", iss)
	}
	verified, err := asked(ctx, func(ctx context.Context) (*oidc.IDToken, error) { return p.verifier.Verify(ctx, token) })
	if err != nil {
		return Grant{}, time.Time{}, err
	}
	var claims map[string]any
	if err := verified.Claims(&claims); err != nil {
		return Grant{}, time.Time{}, &denied{err}
	}
	if err := p.isAccess(typ, claims); err != nil {
		return Grant{}, time.Time{}, err
	}
	g, err := p.grant(verified.Subject, claims)
	return g, verified.Expiry, err
}

// asked runs a verification, and tells a provider whose keys cannot be had from a token that is not valid: the library
// wraps errors of a key set by their text alone.
func asked[T any](ctx context.Context, verify func(context.Context) (T, error)) (T, error) {
	var failed error
	v, err := verify(context.WithValue(ctx, keysFailed{}, &failed))
	if away, ok := errors.AsType[*unreachable](failed); ok {
		return v, away.refusal()
	}
	if err != nil {
		return v, &denied{err}
	}
	return v, nil
}

// unverified reads what decides who has to verify the token; nothing else of it is believed before that.
func unverified(token string) (iss, typ string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", "", errors.New("it is not a signed JWT")
	}
	var header struct {
		Typ string `json:"typ"`
	}
	var claims struct {
		Iss string `json:"iss"`
	}
	for i, into := range []any{&header, &claims} {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err == nil {
			err = json.Unmarshal(b, into)
		}
		if err != nil {
			return "", "", fmt.Errorf("it is not a signed JWT: %w", err)
		}
	}
	return claims.Iss, header.Typ, nil
}

// isAccess refuses tokens that the provider's keys sign for something else: for sign-in itself (ID tokens), for
// sign-out, for renewal.
func (p *provider) isAccess(header string, claims map[string]any) error {
	claim, _ := claims["typ"].(string)
	if _, logout := claims["events"]; logout {
		return deny("it is a logout token")
	}
	isType := func(typ string) bool {
		return slices.ContainsFunc(p.Types, func(t string) bool {
			return strings.EqualFold(t, strings.TrimPrefix(strings.ToLower(typ), "application/"))
		})
	}
	if isType(claim) || claim == "" && isType(header) {
		return nil
	}
	return deny("its type is %.200q, by its header %.200q, and none of %s", claim, header, strings.Join(p.Types, ", "))
}

// grant reads the claims of a verified token.
func (p *provider) grant(subject string, claims map[string]any) (Grant, error) {
	g := Grant{Issuer: p.URL, Subject: subject, Held: []string{}}
	if subject == "" || !plain(subject) {
		return g, deny("its subject is missing or no plain text")
	}
	theirs, err := texts(claims, p.Claims.Roles)
	if err != nil {
		return g, err
	}
	for _, r := range theirs {
		if p.Roles != nil {
			r = p.Roles[r]
		}
		if slices.Contains(Roles, r) && !slices.Contains(g.Held, r) {
			g.Held = append(g.Held, r)
		}
	}
	if g.Units, err = texts(claims, p.Claims.Units); err != nil {
		return g, err
	}
	for path, into := range map[*[]string]*string{&p.Claims.Self: &g.Self, &p.Claims.Name: &g.Name, &p.Claims.Purpose: &g.Purpose} {
		list, err := texts(claims, *path)
		if err != nil {
			return g, err
		}
		if len(list) > 1 {
			return g, deny("%s holds several texts", strings.Join(*path, "."))
		}
		if len(list) == 1 {
			*into = list[0]
		}
	}
	if !plain(g.Purpose) {
		return g, deny("%s is not a plain text", strings.Join(p.Claims.Purpose, "."))
	}
	switch v := at(claims, p.Claims.Whole).(type) {
	case nil:
	case bool:
		g.Whole = v
	default:
		return g, deny("%s is neither true nor false", strings.Join(p.Claims.Whole, "."))
	}
	return g, nil
}

// at follows a way into the claims; nil where it leads nowhere.
func at(claims map[string]any, path []string) any {
	if len(path) == 0 {
		return nil
	}
	var v any = claims
	for _, name := range path {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

// texts are the texts of a claim, which is one or a list of them.
func texts(claims map[string]any, path []string) ([]string, error) {
	var list []any
	switch v := at(claims, path).(type) {
	case nil:
		return nil, nil
	case string:
		list = []any{v}
	case []any:
		list = v
	default:
		return nil, deny("%s is neither a text nor a list of texts", strings.Join(path, "."))
	}
	out := make([]string, len(list))
	for i, v := range list {
		text, ok := v.(string)
		if !ok || text == "" || !plain(text) {
			return nil, deny("%s holds something else than plain texts", strings.Join(path, "."))
		}
		out[i] = text
	}
	return out, nil
}

// As is the grant in one of the roles that its token holds: the one asked for, or the only one.
func (g Grant) As(role string) (Grant, error) {
	if g.Held == nil { // signed here, for one role
		if role != "" && role != g.Role {
			return g, notHeld(role, []string{g.Role})
		}
		return g, nil
	}
	switch {
	case len(g.Held) == 0:
		return g, noRole()
	case role == "" && len(g.Held) > 1:
		return g, severalRoles(g.Held)
	case role == "":
		role = g.Held[0]
	case !slices.Contains(g.Held, role):
		return g, notHeld(role, g.Held)
	}
	g.Role = role
	switch { // what is for another of the roles is left out
	case role == law.Subject:
		g.Units, g.Whole = nil, false
	case g.Whole:
		g.Units, g.Self = nil, ""
	default:
		g.Self = ""
	}
	if err := g.consistent(); err != nil {
		return g, &denied{err}
	}
	return g, nil
}
