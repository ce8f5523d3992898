package table

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/message"
)

// Header is what a file calls its columns, so that what is said of them is said in the file's own words. The zero value
// is that of JSON lines, which have the names of columns.
type Header struct {
	named  map[*Column]string
	labels bool // some column is called by its Chinese term, and so are those that the file lacks
}

// Name notes that a file calls a column so: by its name or its Chinese term.
func (h *Header) Name(c *Column, as string) {
	if h.named == nil {
		h.named = map[*Column]string{}
	}
	h.named[c] = as
	h.labels = h.labels || as != c.Name
}

// Labels reports whether the file calls columns by their Chinese terms.
func (h Header) Labels() bool { return h.labels }

// Called is what the file calls a column of a table.
func (h Header) Called(t *Table, c *Column) string {
	switch name := h.named[c]; {
	case name != "":
		return name
	case h.labels && c.Term != "" && t.Column(c.Term) == c:
		return c.Term
	}
	return c.Name
}

// list is what the file calls columns of a table, given by their names.
func (h Header) list(t *Table, names []string) message.List {
	called := make([]string, len(names))
	for i, name := range names {
		called[i] = h.Called(t, t.Column(name))
	}
	return message.Names(called)
}

// Columns is what the file calls the columns of a table.
func (h Header) Columns(t *Table) message.List {
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		names[i] = c.Name
	}
	return h.list(t, names)
}

// As is how the file writes the values of a column: where its header is the Chinese term, by their Chinese terms.
func (h Header) As(c *Column) Writing {
	if name := h.named[c]; name != "" && name != c.Name {
		return Labels
	}
	return Names
}

// Writing is how values stand in a file of texts.
type Writing int

// Names and Labels are the writings of enum values in files of texts: their names, or their Chinese terms. Either is
// read; what is said of the values is said in the file's.
const (
	Names Writing = iota + 1
	Labels
	inJSON Writing = 0 // by names, and nothing else is read
)

// value is an enum's value as a file writes it.
func (w Writing) value(enum *ast.Definition, name string) string {
	if v := enum.EnumValues.ForName(name); w == Labels && v != nil {
		return termOf(v.Description)
	}
	return name
}

// enum is what a file calls an enum.
func (w Writing) enum(enum *ast.Definition) string {
	if term := termOf(enum.Description); w == Labels && term != "" {
		return term
	}
	return enum.Name
}
