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
	iss, _, err := unverified(token)
	switch {
	case t.Signer != nil && (t.Issuers == nil || err == nil && iss == issuer):
		return t.Signer.Read(ctx, token)
	case t.Issuers != nil:
		return t.Issuers.Read(ctx, token)
	}
	return Grant{}, deny("no kind of token is accepted here")
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
