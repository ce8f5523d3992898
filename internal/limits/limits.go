// Package limits bounds what a request may hold before anything is planned or validated: the parsed document, the
// values of its variables, and the JSON both come in. It visits each part once and stops at the first limit. It knows
// neither HTTP nor the graph.
package limits

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
	"bole/graph/refusal"
)

// Limits are the most a request may hold. A member that is zero is its default, so that the zero value is right.
// Defaults are at least twice what examples/ and a large page of a view need; docs/limits.md lists both.
type Limits struct {
	Document     int `help:"Most bytes of a document." env:"BOLE_MAX_DOCUMENT" default:"131072"`
	Tokens       int `help:"Most tokens of a document." env:"BOLE_MAX_TOKENS" default:"5000"`
	Name         int `help:"Most characters of a name in a document." env:"BOLE_MAX_NAME" default:"200"`
	Operations   int `help:"Most operations of a document." env:"BOLE_MAX_OPERATIONS" default:"10"`
	RootFields   int `help:"Most root fields of an operation." env:"BOLE_MAX_ROOT_FIELDS" default:"40"`
	Depth        int `help:"Most levels of selection sets, fragments followed." env:"BOLE_MAX_DEPTH" default:"24"`
	Aliases      int `help:"Most aliases of a document." env:"BOLE_MAX_ALIASES" default:"30"`
	Directives   int `help:"Most directives of a document." env:"BOLE_MAX_DIRECTIVES" default:"20"`
	Fragments    int `help:"Most fragment definitions of a document." env:"BOLE_MAX_FRAGMENTS" default:"20"`
	Spreads      int `help:"Most fragment spreads and inline fragments of a document." env:"BOLE_MAX_SPREADS" default:"40"`
	Pairs        int `help:"Most pairs of fields of one response name in a document." env:"BOLE_MAX_PAIRS" default:"20000"`
	FilterDepth  int `help:"Most levels of objects and lists in one argument, its variables included." env:"BOLE_MAX_FILTER_DEPTH" default:"24"`
	FilterLeaves int `help:"Most leaves (values, lists of values) of one argument other than a mutation's input, its variables included." env:"BOLE_MAX_FILTER_LEAVES" default:"40"`
	Orders       int `help:"Most orders of one orderBy." env:"BOLE_MAX_ORDERS" default:"6"`
	Nesting      int `help:"Most levels of objects and lists in the variables of a request." env:"BOLE_MAX_NESTING" default:"25"`
	Values       int `help:"Most values in the variables of a request." env:"BOLE_MAX_VALUES" default:"20000"`
}

// Defaults are the limits of a deployment that sets none. A variable is a level below the object of all, so that the deepest
// argument can come as one.
func Defaults() Limits {
	return Limits{Document: 128 << 10, Tokens: 5000, Name: 200, Operations: 10, RootFields: 40, Depth: 24, Aliases: 30, Directives: 20, Fragments: 20, Spreads: 40, Pairs: 20000,
		FilterDepth: 24, FilterLeaves: 40, Orders: 6, Nesting: 25, Values: 20000}
}

// members are the limits by the settings that set them.
func (l *Limits) members() map[string]*int {
	return map[string]*int{
		"BOLE_MAX_DOCUMENT": &l.Document, "BOLE_MAX_TOKENS": &l.Tokens, "BOLE_MAX_NAME": &l.Name, "BOLE_MAX_OPERATIONS": &l.Operations,
		"BOLE_MAX_ROOT_FIELDS": &l.RootFields, "BOLE_MAX_DEPTH": &l.Depth, "BOLE_MAX_ALIASES": &l.Aliases, "BOLE_MAX_DIRECTIVES": &l.Directives,
		"BOLE_MAX_FRAGMENTS": &l.Fragments, "BOLE_MAX_SPREADS": &l.Spreads, "BOLE_MAX_PAIRS": &l.Pairs, "BOLE_MAX_FILTER_DEPTH": &l.FilterDepth,
		"BOLE_MAX_FILTER_LEAVES": &l.FilterLeaves, "BOLE_MAX_ORDERS": &l.Orders, "BOLE_MAX_NESTING": &l.Nesting, "BOLE_MAX_VALUES": &l.Values,
	}
}

// WithDefaults gives the limits with defaults in place of zeros.
func (l Limits) WithDefaults() Limits {
	d := Defaults()
	from := d.members()
	for setting, into := range l.members() {
		if *into == 0 {
			*into = *from[setting]
		}
	}
	return l
}

// Check refuses limits that nothing can keep.
func (l Limits) Check() error {
	for setting, n := range l.members() {
		if *n < 1 {
			return message.Errorf("%s is %d; a limit is 1 or more", setting, *n)
		}
	}
	return nil
}

// A limit is one of them, with the words of its error.
type limit struct {
	most    int
	what    message.Text // what is counted, in the plural
	setting string
	advice  message.Text
}

// over refuses found, which is where counting stopped: there may be more.
func (l limit) over(path ast.Path, subject message.Text, found int) error {
	if len(path) > 0 {
		subject = message.Plain(refusal.PathText(path))
	}
	return refusal.At(refusal.Newf(refusal.Limit, "%s has at least %d %s; the limit is %d (%s): %s", subject, found, l.what, l.most, l.setting, l.advice).Hit(l.setting), path)
}

// What a limit of the document is about.
var (
	theDocument  = message.New("the document")
	theOperation = message.New("the operation")
)

func (l Limits) text() limit {
	return limit{l.Document, message.New("bytes"), "BOLE_MAX_DOCUMENT", message.New("send long values as variables")}
}

func (l Limits) tokens() limit {
	return limit{l.Tokens, message.New("tokens"), "BOLE_MAX_TOKENS", message.New("ask in several requests, and send long lists as variables")}
}

func (l Limits) names() limit {
	return limit{l.Name, message.New("characters in one name"), "BOLE_MAX_NAME", message.New("the schema has no such names; choose shorter aliases")}
}

func (l Limits) operations() limit {
	return limit{l.Operations, message.New("operations"), "BOLE_MAX_OPERATIONS", message.New("send the one to run")}
}

func (l Limits) rootFields() limit {
	return limit{l.RootFields, message.New("root fields"), "BOLE_MAX_ROOT_FIELDS", message.New("ask in several requests")}
}

func (l Limits) levels() limit {
	return limit{l.Depth, message.New("levels of selection sets"), "BOLE_MAX_DEPTH", message.New("ask for what lies deeper in a request of its own")}
}

func (l Limits) aliases() limit {
	return limit{l.Aliases, message.New("aliases"), "BOLE_MAX_ALIASES", message.New("ask in several requests")}
}

func (l Limits) directives() limit {
	return limit{l.Directives, message.New("directives"), "BOLE_MAX_DIRECTIVES", message.New("put @include and @skip on fragments rather than on each field")}
}

func (l Limits) fragments() limit {
	return limit{l.Fragments, message.New("fragment definitions"), "BOLE_MAX_FRAGMENTS", message.New("write fragments that are used once where they are used")}
}

func (l Limits) spreads() limit {
	return limit{l.Spreads, message.New("fragment spreads and inline fragments"), "BOLE_MAX_SPREADS", message.New("select the fields where they are used")}
}

func (l Limits) pairs() limit {
	return limit{l.Pairs, message.New("pairs of fields of one response name"), "BOLE_MAX_PAIRS", message.New("select each field once in a selection set, or ask in several requests")}
}

func (l Limits) nested() limit {
	return limit{l.FilterDepth, message.New("levels of objects and lists"), "BOLE_MAX_FILTER_DEPTH", message.New("nest it less")}
}

func (l Limits) leaves() limit {
	return limit{l.FilterLeaves, message.New("leaves"), "BOLE_MAX_FILTER_LEAVES", message.New("use in with a list in place of many conditions, or ask in several requests")}
}

func (l Limits) orders() limit {
	return limit{l.Orders, message.New("orders"), "BOLE_MAX_ORDERS", message.New("order by fewer fields")}
}

func (l Limits) values() limit {
	return limit{l.Values, message.New("values"), "BOLE_MAX_VALUES", message.New("ask in several requests")}
}

// leavesOf is the limit on the leaves of an argument. What a mutation records is no condition that a statement's text
// grows with: it may have as many values as the variables of a request.
func (l Limits) leavesOf(argument string) limit {
	switch {
	case isOrder(argument):
		return l.orders()
	case argument == "input":
		return l.values()
	}
	return l.leaves()
}

// isOrder reports whether an argument is an order, whose leaves are the fields to order by.
func isOrder(argument string) bool { return strings.EqualFold(argument, "orderBy") }
