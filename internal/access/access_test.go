package access_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bole/graph"
	"bole/internal/access"
)

func signer(t *testing.T, dir string) *access.Signer {
	t.Helper()
	s, err := access.NewSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTokens(t *testing.T) {
	dir := t.TempDir()
	here, again, other := signer(t, dir), signer(t, dir), signer(t, t.TempDir())
	grant := access.Grant{Role: "ANALYST", Name: "u1", Units: []string{"o1", "o2"}}
	token, err := here.Sign(grant, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	want := access.Grant{Issuer: "bole", Subject: "u1", Role: "ANALYST", Name: "u1", Units: []string{"o1", "o2"}}
	for _, s := range []*access.Signer{again, here, here} { // the last from what is kept
		if got, err := s.Read(t.Context(), token); err != nil || !cmp.Equal(got, want) {
			t.Fatalf("read %v, %v; want %v", got, err, want)
		}
	}
	expired, err := here.Sign(grant, -time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		s     *access.Signer
		token string
	}{"expired": {here, expired}, "another secret": {other, token}, "damaged": {here, token + "x"}, "empty": {here, ""}} {
		if _, err := c.s.Read(t.Context(), c.token); !errors.Is(err, access.ErrToken) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

// TestKeptTokenExpires holds a token that was read before its end to that end.
func TestKeptTokenExpires(t *testing.T) {
	s := signer(t, t.TempDir())
	token, err := s.Sign(access.Grant{Role: "ADMIN", Whole: true}, 2*time.Second) // a token's end has whole seconds
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, err := s.Read(t.Context(), token)
		if errors.Is(err, access.ErrToken) && strings.Contains(err.Error(), "expired") {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("a token past its end reads as %v", err)
		}
	}
}

// claimed signs claims that Sign would not.
func claimed(t *testing.T, dir string, claims jwt.MapClaims) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "token.secret"))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := hex.DecodeString(string(b))
	if err != nil {
		t.Fatal(err)
	}
	claims["iss"], claims["exp"] = "bole", time.Now().Add(time.Hour).Unix()
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(secret)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// tree has below each organization a department.
type tree struct{}

func (tree) Subtrees(_ context.Context, roots []string) ([]string, error) {
	var out []string
	for _, r := range roots {
		if r != "" {
			out = append(out, r, r+"/department")
		}
	}
	return out, nil
}

// TestScopeOfClaims: a token without a scope, however it leaves it out, sees nothing.
func TestScopeOfClaims(t *testing.T) {
	dir := t.TempDir()
	s := signer(t, dir)
	for _, c := range []struct {
		name   string
		claims jwt.MapClaims
		want   graph.Caller
	}{
		{"no units", jwt.MapClaims{}, graph.Caller{Role: "ANALYST"}},
		{"null", jwt.MapClaims{"units": nil, "whole": nil}, graph.Caller{Role: "ANALYST"}},
		{"no member", jwt.MapClaims{"units": []string{}}, graph.Caller{Role: "ANALYST"}},
		{"an empty key", jwt.MapClaims{"units": []string{""}}, graph.Caller{Role: "ANALYST", Roots: []string{""}}},
		{"whole is false", jwt.MapClaims{"whole": false}, graph.Caller{Role: "ANALYST"}},
		{"whole", jwt.MapClaims{"whole": true}, graph.Caller{Role: "ANALYST", Whole: true}},
		{"units", jwt.MapClaims{"units": []string{"a"}, "sub": "u1"}, graph.Caller{Role: "ANALYST", Subject: "u1", Name: "u1", Units: []string{"a", "a/department"}, Roots: []string{"a"}}},
		{"oneself", jwt.MapClaims{"role": "SUBJECT", "self": "c1", "units": nil}, graph.Caller{Role: "SUBJECT", Self: "c1"}},
	} {
		if c.claims["role"] == nil {
			c.claims["role"] = "ANALYST"
		}
		g, err := s.Read(t.Context(), claimed(t, dir, c.claims))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got, err := access.Resolve(t.Context(), tree{}, g)
		c.want.Issuer = "bole"
		if d := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Errorf("%s: %v\n%s", c.name, err, d)
		}
	}
	for name, claims := range map[string]jwt.MapClaims{
		"whole beside units": {"role": "ANALYST", "whole": true, "units": []string{"a"}},
		"whole of oneself":   {"role": "SUBJECT", "whole": true, "self": "c1"},
		"whole is a text":    {"role": "ANALYST", "whole": "yes"},
		"two in the subject": {"role": "ANALYST", "whole": true, "sub": "a\nb"},
	} {
		if _, err := s.Read(t.Context(), claimed(t, dir, claims)); !errors.Is(err, access.ErrToken) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestGrantCheck(t *testing.T) {
	for _, c := range []struct {
		name    string
		grant   access.Grant
		message string // "": the grant is right
	}{
		{"whole graph", access.Grant{Role: "ADMIN", Whole: true}, ""},
		{"units", access.Grant{Role: "ADMIN", Units: []string{"o1"}}, ""},
		{"nothing in scope", access.Grant{Role: "ADMIN"}, "nothing is in scope"},
		{"empty units", access.Grant{Role: "ADMIN", Units: []string{}}, "nothing is in scope"},
		{"an empty key", access.Grant{Role: "ADMIN", Units: []string{"o1", ""}}, "units holds an empty key"},
		{"both", access.Grant{Role: "ADMIN", Whole: true, Units: []string{"o1"}}, "both given"},
		{"unknown role", access.Grant{Role: "KING", Whole: true}, `"KING" is not a role`},
		{"subject", access.Grant{Role: "SUBJECT", Self: "c1"}, ""},
		{"subject without self", access.Grant{Role: "SUBJECT"}, "needs the key"},
		{"subject with units", access.Grant{Role: "SUBJECT", Self: "c1", Units: []string{"o1"}}, "leave units"},
		{"self of an analyst", access.Grant{Role: "ANALYST", Self: "c1"}, "self is for SUBJECT"},
		{"control characters", access.Grant{Role: "ADMIN", Whole: true, Name: "a\x00b"}, "name is not a plain text"},
	} {
		if got := fmt.Sprint(c.grant.Check()); c.message == "" && got != "<nil>" || !strings.Contains(got, c.message) {
			t.Errorf("%s: got %v, want %q", c.name, got, c.message)
		}
	}
}
