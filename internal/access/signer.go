package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	lru "github.com/hashicorp/golang-lru/v2"

	"bole/graph/message"
)

// claims are a token's payload: the grant, and the registered claims, of which iss and sub are the grant's too.
type claims struct {
	Grant
	jwt.RegisteredClaims
}

// ErrToken is the refusal of a token; its text says why, never what the token held.
var ErrToken = message.Errorf("the token is not valid")

var errExpired = message.Errorf("%v: it has expired; get a new one with `bole token`", ErrToken)

const (
	issuer     = "bole"
	keptTokens = 1000
)

// Signer signs and reads locally signed development tokens.
type Signer struct {
	secret []byte
	// kept are grants by their token's text: verifying a signature anew for each request is 4 % of a small
	// request's time. Only valid tokens are kept, so nobody without one can fill it.
	kept *lru.Cache[string, kept]
}

type kept struct {
	grant   Grant
	expires time.Time
}

// NewSigner uses the secret kept in dir, creating it on the first use.
func NewSigner(dir string) (*Signer, error) {
	secret, err := secretIn(dir)
	if err != nil {
		return nil, err
	}
	cache, err := lru.New[string, kept](keptTokens)
	if err != nil {
		return nil, fmt.Errorf("keep tokens: %w", err)
	}
	return &Signer{secret: secret, kept: cache}, nil
}

func secretIn(dir string) ([]byte, error) {
	path := filepath.Join(dir, "token.secret")
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return create(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the signing secret: %w", err)
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(secret) < 32 {
		return nil, message.Errorf("the signing secret in %s is damaged; remove the file, and give out new tokens", path)
	}
	return secret, nil
}

func create(dir, path string) ([]byte, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, fmt.Errorf("make a signing secret: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	// Written whole under another name and linked into place: of two starts at once, one secret stands.
	tmp, err := os.CreateTemp(dir, "token.*")
	if err != nil {
		return nil, fmt.Errorf("keep the signing secret: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // it is gone once it was renamed
	if _, err = tmp.WriteString(hex.EncodeToString(secret)); err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, fmt.Errorf("keep the signing secret: %w", err)
	}
	if err := os.Link(tmp.Name(), path); err != nil {
		if errors.Is(err, os.ErrExist) {
			return secretIn(dir)
		}
		return nil, fmt.Errorf("keep the signing secret: %w", err)
	}
	return secret, nil
}

// Sign gives a token for the grant that ends after ttl. Its issuer is this deployment; a grant that names someone
// and no subject is for the subject of that name.
func (s *Signer) Sign(g Grant, ttl time.Duration) (string, error) {
	g.Issuer = issuer
	if g.Subject == "" {
		g.Subject = g.Name
	}
	if err := g.Check(); err != nil {
		return "", err
	}
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{Grant: g, RegisteredClaims: jwt.RegisteredClaims{
		Issuer: g.Issuer, Subject: g.Subject, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	}})
	signed, err := t.SignedString(s.secret)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed, nil
}

// Read checks a token and gives its grant; every failure is an ErrToken.
func (s *Signer) Read(_ context.Context, token string) (Grant, error) {
	if k, ok := s.kept.Get(token); ok {
		if !time.Now().Before(k.expires) {
			s.kept.Remove(token)
			return Grant{}, errExpired
		}
		return k.grant, nil
	}
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired())
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Grant{}, errExpired
	case err != nil:
		return Grant{}, message.Errorf("%v: it was not signed here or is damaged; get one with `bole token`", ErrToken)
	}
	g := c.Grant
	g.Issuer, g.Subject = c.RegisteredClaims.Issuer, c.RegisteredClaims.Subject
	if err := g.consistent(); err != nil {
		return Grant{}, message.Errorf("%v: %v", ErrToken, err)
	}
	s.kept.Add(token, kept{grant: g, expires: c.ExpiresAt.Time})
	return g, nil
}
