// Package law says who may see and use what. It reads the SDL's directives and nothing else; planner, templates of
// statements, walks, exports and computed fields all ask here.
package law

import "slices"

// Caller is who asks: a role, and what of the graph is theirs to see.
type Caller struct {
	Role    string
	Whole   bool     // the whole graph: no predicate
	Issuer  string   // who vouches for Subject; "bole" for tokens signed here
	Subject string   // who asks, unique for the issuer; "" where the token names nobody. Never in logs.
	Name    string   // the person's name as it is shown and recorded; never in logs
	Self    string   // the caller's own cadre key; set for SUBJECT, and then Units is not used
	Units   []string // keys of all organizations in scope, subtrees resolved
	Roots   []string // keys of the organizations that the token names
	Purpose string   // that they state, as it is recorded; "" where none was
	Roles   []string // that the token holds, Role among them; none where it is for one
}

// Subject is the role of the person concerned.
const Subject = "SUBJECT"

// OwnerKey is the property that holds the key of the official to whom an own node belongs.
const OwnerKey = "cadreKey"

// Everyone stands in unit and cadreKey of OWN nodes that are about no person, such as the evaluation of an
// organization: every scope holds it.
const Everyone = "*"

// System asks for the whole graph on nobody's behalf: facts, fits and maintenance. What is made of its answers has
// to be cut to a caller's scope before it is shown.
var System = Caller{Role: "SYSTEM", Whole: true}

// Owner identifies whom a thing belongs to that this caller saves; "" where the token names nobody.
func (c Caller) Owner() string {
	if c.Subject == "" {
		return ""
	}
	return c.Issuer + "\n" + c.Subject
}

// Sees gives the test of whether the caller sees the own nodes of an official, by their unit and key.
func (c Caller) Sees() func(unit, cadre string) bool {
	switch {
	case c.Whole:
		return func(string, string) bool { return true }
	case c.Self != "":
		return func(_, cadre string) bool { return cadre == c.Self }
	}
	units := make(map[string]bool, len(c.Units))
	for _, u := range c.Units {
		units[u] = true
	}
	return func(unit, _ string) bool { return units[unit] }
}

// OwnScope is the property a caller's scope compares, "" for the whole graph, and the values it admits.
func (c Caller) OwnScope() (string, []string) {
	switch property := c.scopeProperty(); property {
	case "":
		return "", nil
	case OwnerKey:
		return property, []string{c.Self, Everyone}
	default:
		return property, append(slices.Clone(c.Units), Everyone)
	}
}

// scopeProperty is OwnScope's property alone, for those who do not need a list of all units.
func (c Caller) scopeProperty() string {
	switch {
	case c.Whole:
		return ""
	case c.Self != "":
		return OwnerKey
	default:
		return "unit"
	}
}
