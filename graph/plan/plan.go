// Package plan turns what is selected into statements and shapes: a selection is coerced, planned and written as one
// Cypher statement, with how its rows become an answer. It is pure: it asks no database and writes no answer.
package plan

import (
	"slices"
	"strconv"

	"bole/graph/cypher"
	"bole/graph/mapping"
)

// Name is a variable of a statement: v1, v2, … Names come from a counter, never from a caller.
type Name int

// Param is a value of a statement, by its place: $p.k1, $p.k2, …
type Param int

// Limit is an integer parameter of its own, as LIMIT needs: $n1, $n2, …
type Limit int

// A Plan is one statement: its text, and the values of what it leaves open.
type Plan struct {
	Text   string
	Params []any // Param n is Params[n-1]
	Limits []int64
	root   Block
}

// Statement is the plan as it is run for one request.
func (p *Plan) Statement(b Binding) cypher.Statement {
	values := make(map[string]any, len(p.Params))
	for i, v := range p.Params {
		values["k"+strconv.Itoa(i+1)] = b.Value(v)
	}
	params := map[string]any{"p": values}
	for i, n := range p.Limits {
		params["n"+strconv.Itoa(i+1)] = n
	}
	return cypher.Statement{Text: p.Text, Params: params}
}

// withKeys is the plan for nodes with other keys.
func (p *Plan) withKeys(at Param, keys []string, b Binding) cypher.Statement {
	other := *p
	other.Params = slices.Clone(p.Params)
	other.Params[at-1] = keys
	return other.Statement(b)
}

// A Block is what yields rows in a plan: Lookup, KeysBlock, Page, List, One, Count or Groups.
type Block interface{ block() }

// Lookup is nodes found by key.
type Lookup struct {
	Var   Name
	Label string
	Keys  Param // a list
	Where Cond
	Row   *Row
}

// KeysBlock is the keys of the nodes of a label, the first Limit of them.
type KeysBlock struct {
	Var   Name
	Label string
	Where Cond
	Limit Limit
}

// Page is a root connection: segments of an index walk, ordered, cut at Limit, then collected.
type Page struct {
	Var      Name
	Label    string
	Segments []Segment // empty when only Total is asked
	Order    []Sort
	Limit    Limit
	Row      *Row
	Where    Cond   // filter and scope, of Var
	Total    *Count // nil unless totalCount is selected
	Figures  *Row   // of Groups: what is aggregated and grouped over the whole list
	Start    *Start // nil: walk the index
}

// Segment is one stretch of a keyset: each walks its index and stops after a page. One OR would read the
// whole label.
type Segment struct {
	Where []Cond
	Order []Sort // the page's order without what is the same throughout
	Rest  bool   // the last one, walked only where those before it do not fill the page
}

// Start begins a page from the selective side of its filter: the nodes there that meet First, and from them
// the page's nodes that meet Then. The page starts from these when they are fewer than Probe, and walks its
// index otherwise; when their number is asked, it always starts from them.
type Start struct {
	Hop   Hop    // from the page's node to the filter's
	Label string // at the filter's end
	Page  string // at the page's end, "" when no other label stands there
	First Cond
	Then  Cond
	Probe Limit
}

// List is a relation one hop away, ordered, cut at Limit; its rows are positional.
type List struct {
	From  Name
	Hop   Hop
	Where Cond
	Order []Sort
	Limit Limit
	Row   *Row
}

// One is the node at the end of a to-one relation.
type One struct {
	From  Name
	Hop   Hop
	Where Cond
	Row   *Row
}

// Count is how many entries a relation, or with From 0 a label, has.
type Count struct {
	From  Name
	Hop   Hop
	Where Cond
}

// Groups is what entries have together: one row for each group, or one for all when there are no keys.
type Groups struct {
	As       Name // the rows
	From     Name // 0: all nodes of Page
	Page     *Page
	Hop      Hop
	Where    Cond
	Joins    []Join
	Keys     []Key
	Distinct bool // a join or a list may bring an entry into one group twice
	Measures []Measure
	Having   Cond
	Order    []Sort
	Limit    Limit
	Row      *Row
}

// Join is a hop to what entries are grouped by; entries without it stay, without a value. Without a hop's type it
// is the node itself where it carries the label.
type Join struct {
	From  Name
	Hop   Hop
	Where Cond
}

// Key is a value that the entries of a group have in common.
type Key struct {
	As       Name // for nodes themselves the node's own name
	Of       Name
	Property string
	Kind     KeyKind
	Types    []string // of keyType: labels and names in turn
}

// KeyKind is what of a value makes a group.
type KeyKind int

const (
	keyValue KeyKind = iota
	keyYear
	keyQuarter
	keyMonth
	keyItem // each item of a list
	keyNode // the node itself
	keyType // the node's label
)

// Measure is a figure over a group's entries.
type Measure struct {
	As       Name
	Function Function
	Of       Name // 0: the entries themselves
	Property string
}

// Function is what a measure computes.
type Function string

// Optional is columns of a node that may not be there.
type Optional struct {
	Of  Name
	Row *Row
}

func (*Groups) block()    {}
func (*Lookup) block()    {}
func (*KeysBlock) block() {}
func (*Page) block()      {}
func (*List) block()      {}
func (*One) block()       {}
func (*Count) block()     {}

// Hop is one relationship and the node behind it.
type Hop struct {
	Type  string
	Out   bool
	Edge  Name // 0: not named
	To    Name
	Label string // "" when the mapping shows that no other label stands there
}

// Row is the positional columns of a block, with what tells concrete types apart.
type Row struct {
	Columns []Column
	index   map[string]int
}

// A Column is one place of a row: Prop, Variants, or a block.
type Column interface{ column() }

// Prop is a stored property of a node or relationship, or with Name "" the variable itself.
type Prop struct {
	Of   Name
	Name string
}

// Guarded is a property that has a value only where a condition holds.
type Guarded struct {
	Prop Prop
	When Cond
}

// Variants is a node of one of several types: [place of the type, its columns].
type Variants struct {
	Of    Name
	Types []string // labels
	Rows  []*Row
}

func (*Groups) column()   {}
func (*Optional) column() {}
func (Prop) column()      {}
func (Guarded) column()   {}
func (*Variants) column() {}
func (*List) column()     {}
func (*One) column()      {}
func (*Count) column()    {}

// Sort is one key of an order. Missing values come last unless First says that the walk is backward.
type Sort struct {
	Of       Name
	Property string
	Desc     bool
	Nullable bool
	First    bool
}

// A Cond is a condition; see filter.go for how they are made and cypher.go for how they read.
type Cond interface{ cond() }

type (
	// All holds when each part does; empty it holds.
	All []Cond
	// Some holds when one part does; empty it does not.
	Some []Cond
	// Not is the exact complement: what is unknown inside counts as false first.
	Not struct{ Cond Cond }
	// Compare is a property against a value.
	Compare struct {
		Of       Name
		Property string
		Op       Operator
		Value    Param
	}
	// Missing holds when there is no value; for lists also when it is empty.
	Missing struct {
		Of       Name
		Property string
		Is       bool
	}
	// Has holds when a list property holds any or all of a list.
	Has struct {
		Of       Name
		Property string
		Every    bool
		Values   Param
	}
	// Exists holds when the hop leads to an entry that meets Where.
	Exists struct {
		From   Name
		Hop    Hop
		Target *mapping.Type // at the far end
		Where  Cond
	}
	// Counted bounds the number of entries that meet Where.
	Counted struct {
		From  Name
		Hop   Hop
		Where Cond
		Op    Operator
		Value Param
	}
	// Is holds when the node carries the label.
	Is struct {
		Of    Name
		Label string
	}
	// Referenced holds when there is a node of the label with the key that the property holds, and it meets Where.
	Referenced struct {
		Of       Name
		Property string
		To       Name
		Label    string
		Where    Cond
	}
	// InScope holds when the caller's scope admits the node by its own property.
	InScope struct {
		Of       Name
		Property string // unit or cadreKey
		Values   Param
	}
)

func (All) cond()        {}
func (Some) cond()       {}
func (Not) cond()        {}
func (Compare) cond()    {}
func (Missing) cond()    {}
func (Has) cond()        {}
func (Exists) cond()     {}
func (Counted) cond()    {}
func (Is) cond()         {}
func (InScope) cond()    {}
func (Referenced) cond() {}

// Operator compares a property with a value.
type Operator string

// The operators of filters and keysets.
const (
	Eq         Operator = "="
	Ne         Operator = "<>"
	Lt         Operator = "<"
	Lte        Operator = "<="
	Gt         Operator = ">"
	Gte        Operator = ">="
	In         Operator = "IN"
	NotIn      Operator = "NOT IN"
	Contains   Operator = "CONTAINS"
	StartsWith Operator = "STARTS WITH"
)
