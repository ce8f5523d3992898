// Package access says who asks: it reads and signs tokens and resolves the organizations in a token to the
// units in its scope. It knows neither HTTP nor GraphQL.
package access

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/message"
)

// Roles a token may carry.
var Roles = []string{"ANALYST", "ORGANIZER", "EVALUATOR", "SUBJECT", "AUDITOR", "SERVICE", "ADMIN"}

// Grant is what a token says: who asks, in which role, and what is in their scope. A scope that is not given is
// empty, never everything.
type Grant struct {
	Issuer  string   `json:"-"` // who vouches for Subject: the claim iss
	Subject string   `json:"-"` // who asks, unique for the issuer: the claim sub; empty: the token names nobody
	Role    string   `json:"role"`
	Name    string   `json:"name,omitempty"`  // the subject's name, as it is shown
	Whole   bool     `json:"whole,omitempty"` // the whole graph is in scope
	Units   []string `json:"units,omitempty"` // keys of organizations whose subtrees are in scope
	Self    string   `json:"self,omitempty"`  // key of the caller's own cadre; required of SUBJECT, forbidden to others

	Purpose string   `json:"-"` // what records are looked at for, as the token says it
	Held    []string `json:"-"` // roles that a provider's token holds, of which As chooses; nil for tokens signed here
}

// Check says what is wrong with a grant that is to be signed. One without any scope is refused: it would see
// nothing, and is a mistake.
func (g Grant) Check() error {
	if err := g.consistent(); err != nil {
		return err
	}
	switch {
	case slices.Contains(g.Units, ""):
		return message.Errorf("units holds an empty key, as a shell variable that is not set leaves it; give keys of organizations, or ask for the whole graph by name (whole)")
	case g.Role != law.Subject && !g.Whole && len(g.Units) == 0:
		return message.Errorf("nothing is in scope; give keys of organizations (units), or ask for the whole graph by name (whole)")
	}
	for name, s := range map[string]string{"name": g.Name, "subject": g.Subject, "self": g.Self} {
		if !plain(s) {
			return message.Errorf("%s is not a plain text; leave control characters out", name)
		}
	}
	return nil
}

// consistent says what contradicts itself in a grant, signed here or not.
func (g Grant) consistent() error {
	switch {
	case !slices.Contains(Roles, g.Role):
		return message.Errorf("%q is not a role; it is one of %s", g.Role, message.Names(Roles))
	case g.Role == law.Subject && g.Self == "":
		return message.Errorf("a SUBJECT needs the key of their own cadre (self)")
	case g.Role != law.Subject && g.Self != "":
		return message.Errorf("self is for SUBJECT only; %s is scoped by units", g.Role)
	case g.Self != "" && (len(g.Units) > 0 || g.Whole):
		return message.Errorf("a SUBJECT sees what is their own; leave units and whole out")
	case g.Whole && len(g.Units) > 0:
		return message.Errorf("whole and units are both given; give one of the two")
	case strings.ContainsAny(g.Issuer+g.Subject, "\n"): // they are joined by it
		return message.Errorf("issuer or subject holds a line break")
	}
	return nil
}

func plain(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// tree resolves organizations to all units of their subtrees.
type tree interface {
	Subtrees(ctx context.Context, roots []string) ([]string, error)
}

// Resolve turns a grant into the caller the planner knows. Units are resolved anew each time: another process may
// change the organizations at any moment, and a scope that was kept would show what it should not.
func Resolve(ctx context.Context, t tree, g Grant) (graph.Caller, error) {
	c := graph.Caller{Role: g.Role, Roles: g.Held, Roots: g.Units, Issuer: g.Issuer, Subject: g.Subject, Name: g.Name, Self: g.Self, Whole: g.Whole, Purpose: g.Purpose}
	if c.Name == "" {
		c.Name = g.Subject
	}
	if c.Whole || c.Self != "" || len(g.Units) == 0 {
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
