package access

import (
	"context"

	"bole/graph/message"
	"bole/graph/refusal"
)

// Tokens reads bearer tokens: those that were signed here, and those of the providers that are trusted. Either may be
// nil.
type Tokens struct {
	Signer  *Signer
	Issuers *Issuers
}

// Read checks a token and gives its grant, whose role Grant.As chooses. A token that is not valid is an ErrToken.
func (t Tokens) Read(ctx context.Context, token string) (Grant, error) {
	switch {
	case t.Issuers == nil && t.Signer == nil:
		return Grant{}, deny("no kind of token is accepted here")
	case t.Issuers == nil:
		return t.Signer.Read(ctx, token)
	case t.Signer == nil:
		return t.Issuers.Read(ctx, token)
	}
	if iss, _, err := unverified(token); err == nil && iss == issuer {
		return t.Signer.Read(ctx, token)
	}
	return t.Issuers.Read(ctx, token)
}

// RoleHeader names the role to ask in, of those that a token holds.
const RoleHeader = "Bole-Role"

func noRole() error {
	return refusal.Newf(refusal.Forbidden, "the token holds no role here; ask whoever keeps the accounts for one")
}

func severalRoles(held []string) error {
	return refusal.Newf(refusal.Forbidden, "the token holds the roles %s; name the one to ask in with the header Bole-Role", message.Names(held))
}

func notHeld(role string, held []string) error {
	return refusal.Newf(refusal.Forbidden, "the token does not hold the role %s that the header Bole-Role names; it holds %s", role, message.Names(held))
}
