// Package cypher is what a statement is made of, and the one place where a name of the schema becomes text. It
// knows no other room.
package cypher

import "strings"

// Statement is a text with its parameters. The text is Cypher we wrote or derived from the schema; whatever comes
// from a caller is a parameter.
type Statement struct {
	// Name says in metrics and logs what is asked, such as "views/agenda"; "" is derived from a selection.
	Name   string
	Text   string
	Params map[string]any
	// Figures says that it counts or adds up what many nodes have: where that was dear, the store keeps its rows.
	Figures bool
}

// Word is Cypher we wrote: a constant converts to it, a string variable does not compile.
type Word string

// Quote writes a label, relationship type or property of the schema as Cypher takes it.
func Quote(name string) string {
	for i, r := range name {
		if r != '_' && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') {
			return "`" + strings.ReplaceAll(name, "`", "``") + "`"
		}
	}
	return name
}

// Arrow writes a relationship of a type, from what stands before it to what stands behind it or the other way round, with
// its variable; "" is none.
func Arrow(variable, typ string, out bool) string {
	if out {
		return "-[" + variable + ":" + Quote(typ) + "]->"
	}
	return "<-[" + variable + ":" + Quote(typ) + "]-"
}
