// Package value is what functions compute: objects of the schema's types, made of scalars, nodes and lists. It knows
// no other room.
package value

import (
	"cmp"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Ref is a stored node inside a computed result. It is fetched with what the caller selects of it, under the
// caller's scope: in a list, a node the caller may not see leaves no gap.
type Ref struct{ Type, Key string }

// Compare orders by type, then by key.
func (r Ref) Compare(o Ref) int {
	return cmp.Or(strings.Compare(r.Type, o.Type), strings.Compare(r.Key, o.Key))
}

// Object is a computed result of one SDL type: values by field name. A value is a scalar of the field's type,
// a Ref, an Object, a slice of these as []any, Entries or a Listing for a connection, one of these Kept, or a function of
// the field's arguments that gives one of them.
type Object struct {
	Type   string
	Fields map[string]any
	// About are nodes that it is about beside those in its fields, for the audit. One without a key stands for none that
	// is stored: a selection that was only thought of.
	About []Ref
	// Everyone says that it holds what may be about anybody, such as values of a statement of the caller's own.
	Everyone bool
}

// Func gives a value from its field's arguments, when the field is asked for.
type Func = func(args map[string]any) (any, error)

// Entries are a computed list that is turned page by page: in the order of their places, which are unique.
type Entries []Entry

// Entry is one of Entries. Make, where it is set, makes the object when a page holds the entry.
type Entry struct {
	Place string
	Object
	Make func() Object
}

// Listing is a computed list that is turned page by page, as Entries are, of which nothing is made but the entries of the
// page that is asked for.
type Listing struct {
	Len   int
	Place func(i int) string // of the i-th, in order
	Make  func(i int) Object

	made map[int]Object
}

// At is the i-th. It is made once: an answer is written as often as something is waited for.
func (l *Listing) At(i int) Object {
	o, known := l.made[i]
	if !known {
		if l.made == nil {
			l.made = map[int]Object{}
		}
		o = l.Make(i)
		l.made[i] = o
	}
	return o
}

// Listing is the entries as one.
func (e Entries) Listing() *Listing {
	return &Listing{Len: len(e), Place: func(i int) string { return e[i].Place }, Make: func(i int) Object {
		if e[i].Make != nil {
			e[i].Object, e[i].Make = e[i].Make(), nil
		}
		return e[i].Object
	}}
}

// Said is a value that is put into the language of whoever reads it.
type Said interface{ In(language.Tag) string }

// Kept is a value that is the same in every answer it stands in, and leads to nobody. Its JSON is kept beside it by what
// is selected of it.
type Kept struct {
	make func() any

	mu   sync.Mutex
	json [keptSelections]struct {
		of   any
		text []byte
	}
	next int
}

// keptSelections is of how many selections the JSON is kept, those that came last.
const keptSelections = 4

// Keep gives a value that is made when its JSON is not there.
func Keep(value func() any) *Kept { return &Kept{make: value} }

// JSON is the text for a selection; nil where it is not kept.
func (k *Kept) JSON(of any) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range k.json {
		if k.json[i].of == of {
			return k.json[i].text
		}
	}
	return nil
}

// Store keeps the text for a selection, which nobody changes from then on.
func (k *Kept) Store(of any, text []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.json[k.next].of, k.json[k.next].text = of, text
	k.next = (k.next + 1) % len(k.json)
}

// Value makes it.
func (k *Kept) Value() any { return k.make() }

// ComparePlaces orders entries.
func ComparePlaces(a, b Entry) int { return strings.Compare(a.Place, b.Place) }
