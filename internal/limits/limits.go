// Package limits bounds what a request may hold before anything is planned or validated: the parsed document, the
// values of its variables, and the JSON both come in. It visits each part once and stops at the first limit. It knows
// neither HTTP nor the graph.
package limits

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/refusal"
)

// Limits are the most a request may hold. A member that is zero is its default, so that the zero value is right.
// Defaults are at least twice what examples/ and a large page of a view need; docs/limits.md lists both.
type Limits struct {
	Text        int `help:"Most bytes of a document." env:"BOLE_MAX_DOCUMENT" default:"131072"`
	Tokens      int `help:"Most tokens of a document." env:"BOLE_MAX_TOKENS" default:"5000"`
	Names       int `help:"Most characters of a name in a document." env:"BOLE_MAX_NAME" default:"200"`
	Operations  int `help:"Most operations of a document." env:"BOLE_MAX_OPERATIONS" default:"10"`
	RootFields  int `help:"Most root fields of an operation." env:"BOLE_MAX_ROOT_FIELDS" default:"20"`
	Depth       int `help:"Most levels of selection sets, fragments followed." env:"BOLE_MAX_DEPTH" default:"30"`
	Aliases     int `help:"Most aliases of a document." env:"BOLE_MAX_ALIASES" default:"60"`
	Directives  int `help:"Most directives of a document." env:"BOLE_MAX_DIRECTIVES" default:"40"`
	Fragments   int `help:"Most fragment definitions of a document." env:"BOLE_MAX_FRAGMENTS" default:"40"`
	Spreads     int `help:"Most fragment spreads and inline fragments of a document." env:"BOLE_MAX_SPREADS" default:"100"`
	Pairs       int `help:"Most pairs of fields of one response name in a document." env:"BOLE_MAX_PAIRS" default:"5000"`
	FilterDepth int `help:"Most levels of objects and lists in one argument, its variables included." env:"BOLE_MAX_FILTER_DEPTH" default:"20"`
	FilterSize  int `help:"Most leaves (values, lists of values) of one argument, its variables included." env:"BOLE_MAX_FILTER_LEAVES" default:"100"`
	Orders      int `help:"Most orders of one orderBy." env:"BOLE_MAX_ORDERS" default:"6"`
	Nesting     int `help:"Most levels of objects and lists in the variables of a request." env:"BOLE_MAX_NESTING" default:"30"`
	Values      int `help:"Most values in the variables of a request." env:"BOLE_MAX_VALUES" default:"5000"`
}

// Defaults are the limits of a deployment that sets none.
func Defaults() Limits {
	return Limits{Text: 128 << 10, Tokens: 5000, Names: 200, Operations: 10, RootFields: 20, Depth: 30, Aliases: 60, Directives: 40, Fragments: 40, Spreads: 100, Pairs: 5000,
		FilterDepth: 20, FilterSize: 100, Orders: 6, Nesting: 30, Values: 5000}
}

// WithDefaults gives the limits with defaults in place of zeros.
func (l Limits) WithDefaults() Limits {
	d := Defaults()
	for _, m := range []struct{ into, from *int }{
		{&l.Text, &d.Text}, {&l.Tokens, &d.Tokens}, {&l.Names, &d.Names}, {&l.Operations, &d.Operations}, {&l.RootFields, &d.RootFields}, {&l.Depth, &d.Depth}, {&l.Aliases, &d.Aliases},
		{&l.Directives, &d.Directives}, {&l.Fragments, &d.Fragments}, {&l.Spreads, &d.Spreads}, {&l.Pairs, &d.Pairs},
		{&l.FilterDepth, &d.FilterDepth}, {&l.FilterSize, &d.FilterSize}, {&l.Orders, &d.Orders}, {&l.Nesting, &d.Nesting}, {&l.Values, &d.Values},
	} {
		if *m.into == 0 {
			*m.into = *m.from
		}
	}
	return l
}

// A limit is one of them, with the words of its error.
type limit struct {
	most    int
	what    string // what is counted, in the plural
	setting string
	advice  string
}

// over refuses found, which is where counting stopped: there may be more.
func (l limit) over(path ast.Path, subject string, found int) error {
	if len(path) > 0 {
		subject = refusal.PathText(path)
	}
	return &refusal.Error{Code: refusal.Limit, Path: path, Message: fmt.Sprintf("%s has at least %d %s; the limit is %d (%s): %s",
		subject, found, l.what, l.most, l.setting, l.advice)}
}

func (l Limits) text() limit {
	return limit{l.Text, "bytes", "BOLE_MAX_DOCUMENT", "send long values as variables"}
}

func (l Limits) names() limit {
	return limit{l.Names, "characters in one name", "BOLE_MAX_NAME", "the schema has no such names; choose shorter aliases"}
}

func (l Limits) operations() limit {
	return limit{l.Operations, "operations", "BOLE_MAX_OPERATIONS", "send the one to run"}
}

func (l Limits) rootFields() limit {
	return limit{l.RootFields, "root fields", "BOLE_MAX_ROOT_FIELDS", "ask in several requests"}
}

func (l Limits) levels() limit {
	return limit{l.Depth, "levels of selection sets", "BOLE_MAX_DEPTH", "ask for what lies deeper in a request of its own"}
}

func (l Limits) aliases() limit {
	return limit{l.Aliases, "aliases", "BOLE_MAX_ALIASES", "ask in several requests"}
}

func (l Limits) directives() limit {
	return limit{l.Directives, "directives", "BOLE_MAX_DIRECTIVES", "put @include and @skip on fragments rather than on each field"}
}

func (l Limits) fragments() limit {
	return limit{l.Fragments, "fragment definitions", "BOLE_MAX_FRAGMENTS", "write fragments that are used once where they are used"}
}

func (l Limits) spreads() limit {
	return limit{l.Spreads, "fragment spreads and inline fragments", "BOLE_MAX_SPREADS", "select the fields where they are used"}
}

func (l Limits) pairs() limit {
	return limit{l.Pairs, "pairs of fields of one response name", "BOLE_MAX_PAIRS", "select each field once in a selection set, or ask in several requests"}
}

func (l Limits) nested() limit {
	return limit{l.FilterDepth, "levels of objects and lists", "BOLE_MAX_FILTER_DEPTH", "nest it less"}
}

func (l Limits) leaves() limit {
	return limit{l.FilterSize, "leaves", "BOLE_MAX_FILTER_LEAVES", "use in with a list in place of many conditions, or ask in several requests"}
}

func (l Limits) orders() limit {
	return limit{l.Orders, "orders", "BOLE_MAX_ORDERS", "order by fewer fields"}
}

// isOrder reports whether an argument is an order, whose leaves are the fields to order by.
func isOrder(argument string) bool { return strings.EqualFold(argument, "orderBy") }
