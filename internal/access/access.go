// Package access tells who asks: it reads and signs tokens and resolves the organizations in a token to the
// units in its scope. It knows neither HTTP nor GraphQL.
package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"bole/graph"
)

// Roles a token may carry.
var Roles = []string{"ANALYST", "ORGANIZER", "EVALUATOR", "SUBJECT", "AUDITOR", "SERVICE", "ADMIN"}

// Grant is what a token says: a role and what is in its scope.
type Grant struct {
	Role  string   `json:"role"`
	Name  string   `json:"name,omitempty"`  // who the token is given to; what they save belongs to them
	Units []string `json:"units,omitempty"` // keys of organizations whose subtrees are in scope; none: the whole graph
	Self  string   `json:"self,omitempty"`  // key of the caller's own cadre; required of SUBJECT, forbidden to others
}

type claims struct {
	Grant
	jwt.RegisteredClaims
}

// ErrToken is the refusal of a token; its text says why, never what the token held.
var ErrToken = errors.New("the token is not valid")

const issuer = "bole"

// Signer signs and reads locally signed development tokens.
type Signer struct{ secret []byte }

// NewSigner uses the secret kept in dir, creating it on the first use.
func NewSigner(dir string) (*Signer, error) {
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
		return nil, fmt.Errorf("the signing secret in %s is damaged; remove the file, and give out new tokens", path)
	}
	return &Signer{secret: secret}, nil
}

func create(dir, path string) (*Signer, error) {
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
			return NewSigner(dir)
		}
		return nil, fmt.Errorf("keep the signing secret: %w", err)
	}
	return &Signer{secret: secret}, nil
}

// Check says what is wrong with a grant.
func (g Grant) Check() error {
	switch {
	case !slices.Contains(Roles, g.Role):
		return fmt.Errorf("%q is no role; it is one of %s", g.Role, strings.Join(Roles, ", "))
	case g.Role == "SUBJECT" && g.Self == "":
		return errors.New("a SUBJECT needs the key of their own cadre (self)")
	case g.Role != "SUBJECT" && g.Self != "":
		return fmt.Errorf("self is for SUBJECT only; %s is scoped by units", g.Role)
	case g.Self != "" && len(g.Units) > 0:
		return errors.New("a SUBJECT sees what is their own; leave units out")
	}
	return nil
}

// Sign gives a token for the grant that ends after ttl.
func (s *Signer) Sign(g Grant, ttl time.Duration) (string, error) {
	if err := g.Check(); err != nil {
		return "", err
	}
	now := time.Now()
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{Grant: g, RegisteredClaims: jwt.RegisteredClaims{
		Issuer: issuer, IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(ttl)),
	}})
	signed, err := t.SignedString(s.secret)
	if err != nil {
		return "", fmt.Errorf("sign a token: %w", err)
	}
	return signed, nil
}

// Read checks a token and gives its grant; every failure is an ErrToken.
func (s *Signer) Read(token string) (Grant, error) {
	var c claims
	_, err := jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return s.secret, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithIssuer(issuer), jwt.WithExpirationRequired())
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Grant{}, fmt.Errorf("%w: it has expired; get a new one with `bole token`", ErrToken)
	case err != nil:
		return Grant{}, fmt.Errorf("%w: it was not signed here or is damaged; get one with `bole token`", ErrToken)
	}
	if err := c.Grant.Check(); err != nil {
		return Grant{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	return c.Grant, nil
}

// Tree resolves organizations to all units of their subtrees.
type Tree interface {
	Subtrees(ctx context.Context, roots []string) ([]string, error)
}

// Resolve turns a grant into the caller the planner knows.
func Resolve(ctx context.Context, t Tree, g Grant) (graph.Caller, error) {
	c := graph.Caller{Role: g.Role, Name: g.Name, Self: g.Self}
	if g.Self != "" {
		return c, nil
	}
	if len(g.Units) == 0 {
		c.Whole = true
		return c, nil
	}
	units, err := t.Subtrees(ctx, g.Units)
	if err != nil {
		return c, fmt.Errorf("resolve the organizations in scope: %w", err)
	}
	c.Units = units
	return c, nil
}

type key struct{}

// With gives a context that carries the caller.
func With(ctx context.Context, c graph.Caller) context.Context {
	return context.WithValue(ctx, key{}, c)
}

// From is the caller a context carries.
func From(ctx context.Context) (graph.Caller, bool) {
	c, ok := ctx.Value(key{}).(graph.Caller)
	return c, ok
}
