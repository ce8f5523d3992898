package access_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/internal/access"
)

func TestTokens(t *testing.T) {
	dir := t.TempDir()
	signer, err := access.NewSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := access.NewSigner(dir)
	if err != nil {
		t.Fatal(err)
	}
	other, err := access.NewSigner(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := access.Grant{Role: "ANALYST", Units: []string{"o1", "o2"}}
	token, err := signer.Sign(want, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, err := again.Read(token)
	if err != nil || !cmp.Equal(got, want) {
		t.Fatalf("read %v, %v; want %v", got, err, want)
	}
	expired, err := signer.Sign(want, -time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		s     *access.Signer
		token string
	}{"expired": {signer, expired}, "another secret": {other, token}, "damaged": {signer, token + "x"}, "empty": {signer, ""}} {
		if _, err := c.s.Read(c.token); !errors.Is(err, access.ErrToken) {
			t.Errorf("%s: got %v, want a refusal", name, err)
		}
	}
}

func TestGrantCheck(t *testing.T) {
	for _, c := range []struct {
		name  string
		grant access.Grant
		ok    bool
	}{
		{"whole graph", access.Grant{Role: "ADMIN"}, true},
		{"unknown role", access.Grant{Role: "KING"}, false},
		{"subject without self", access.Grant{Role: "SUBJECT"}, false},
		{"subject with units", access.Grant{Role: "SUBJECT", Self: "c1", Units: []string{"o1"}}, false},
		{"self of an analyst", access.Grant{Role: "ANALYST", Self: "c1"}, false},
	} {
		if err := c.grant.Check(); (err == nil) != c.ok {
			t.Errorf("%s: got %v, want ok %t", c.name, err, c.ok)
		}
	}
}
