// Package plan turns what is selected into statements and shapes: a selection is coerced, planned and written as one
// Cypher statement, with how its rows become an answer. It is pure: it asks no database and writes no answer.
package plan

import (
	"slices"
	"strconv"

	"bole/graph/cypher"
	"bole/graph/mapping"
)

// varName is a variable of a statement: v1, v2, … Names come from a counter, never from a caller.
type varName int

// param is a value of a statement, by its place: $p.k1, $p.k2, …
type param int

// limitParam is an integer parameter of its own, as LIMIT needs: $n1, $n2, …
type limitParam int

// A Plan is one statement: its text, and the values of what it leaves open.
type Plan struct {
	Name   string // of the root field, for those who count statements
	Text   string
	Params []any // param n is Params[n-1]
	Limits []int64
	root   block
	// figures says that it has groups, aggregates or the number of a whole list.
	figures bool
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
	return cypher.Statement{Name: p.Name, Text: p.Text, Params: params, Figures: p.figures}
}

// withKeys is the plan for nodes with other keys.
func (p *Plan) withKeys(at param, keys []string, b Binding) cypher.Statement {
	other := *p
	other.Params = slices.Clone(p.Params)
	other.Params[at-1] = keys
	return other.Statement(b)
}

// A block is what yields rows in a plan: Lookup, KeysBlock, Page, List, One, Count or Groups.
type block interface{ block() }

// lookupBlock is nodes found by key.
type lookupBlock struct {
	Var   varName
	Label string
	Keys  param // a list
	Where condition
	Row   *rowColumns
}

// keysBlock is the keys of the nodes of a label, the first Limit of them.
type keysBlock struct {
	Var   varName
	Label string
	Where condition
	Limit limitParam
}

// pageBlock is a root connection: segments of an index walk, ordered, cut at Limit, then collected.
type pageBlock struct {
	Var      varName
	Label    string
	Segments []segment // empty when only Total is asked
	Order    []ordering
	Limit    limitParam
	Row      *rowColumns
	Where    condition   // filter and scope, of Var
	Total    *countBlock // nil unless totalCount is selected
	Figures  *rowColumns // of Groups: what is aggregated and grouped over the whole list
	Start    *startBlock // nil: walk the index
	Own      *ownWay     // nil: the label is looked through, or its indexes
}

// ownWay leads to the nodes of an official who sees their own alone: from the official, who has a few of the nodes of a
// label. Hop leads to them; without a type they are what is looked for.
type ownWay struct {
	Hop  relHop
	Keys param
}

// segment is one stretch of a keyset: each walks its index and stops after a page. One OR would read the
// whole label.
type segment struct {
	Where []condition
	Order []ordering // the page's order without what is the same throughout
	Rest  bool       // the last one, walked only where those before it do not fill the page
}

// startBlock begins a page from the selective side of its filter: the nodes there that meet First, and from them
// the page's nodes that meet Then. The page starts from these when they are fewer than Probe, and walks its
// index otherwise; when their number is asked, it always starts from them.
type startBlock struct {
	Hop   relHop // from the page's node to the filter's
	Label string // at the filter's end
	Page  string // at the page's end, "" when no other label stands there
	First condition
	Then  condition
	Probe limitParam
}

// listBlock is a relation one hop away, ordered, cut at Limit; its rows are positional.
type listBlock struct {
	From  varName
	Hop   relHop
	Where condition
	Order []ordering
	Limit limitParam
	Row   *rowColumns
}

// oneBlock is the node at the end of a to-one relation.
type oneBlock struct {
	From  varName
	Hop   relHop
	Where condition
	Row   *rowColumns
}

// countBlock is how many entries a relation, or with From 0 a label, has.
type countBlock struct {
	From  varName
	Hop   relHop
	Where condition
	Own   *ownWay // of a label
}

// groupsBlock is what entries have together: one row for each group, or one for all when there are no keys.
type groupsBlock struct {
	As       varName // the rows
	From     varName // 0: all nodes of Page
	Page     *pageBlock
	Hop      relHop
	Where    condition
	Joins    []join
	Keys     []groupKey
	Distinct bool // a join or a list may bring an entry into one group twice
	Measures []measured
	Having   condition
	Order    []ordering
	Cut      *groupPage // nil: the first ones
	Limit    limitParam
	Row      *rowColumns
}

// join is a hop to what entries are grouped by; entries without it stay, without a value. Without a hop's type it
// is the node itself where it carries the label. Up a tree it is to the farthest node that meets Where.
type join struct {
	From  varName
	Hop   relHop
	Where condition
}

// groupKey is a value that the entries of a group have in common.
type groupKey struct {
	As       varName // for nodes themselves the node's own name
	Of       varName
	Property string
	Kind     keyKind
	Types    []string // of keyType: labels and names in turn
}

// value is the property that tells keys apart; "" is the key's own value.
func (k groupKey) value() string {
	if k.Kind == keyNode {
		return "key"
	}
	return ""
}

// keyKind is what of a value makes a group.
type keyKind int

const (
	keyValue keyKind = iota
	keyYear
	keyQuarter
	keyMonth
	keyItem // each item of a list
	keyNode // the node itself
	keyType // the node's label
)

// measured is a figure over a group's entries.
type measured struct {
	As       varName
	Function function
	Of       varName // 0: the entries themselves
	Property string
}

// function is what a measure computes.
type function string

// optionalColumn is columns of a node that may not be there.
type optionalColumn struct {
	Of  varName
	Row *rowColumns
}

func (*groupsBlock) block() {}
func (*lookupBlock) block() {}
func (*keysBlock) block()   {}
func (*pageBlock) block()   {}
func (*listBlock) block()   {}
func (*oneBlock) block()    {}
func (*countBlock) block()  {}

// relHop is one relationship and the node behind it.
type relHop struct {
	Type  string
	Out   bool
	Edge  varName // 0: not named
	To    varName
	Label string // "" when the mapping shows that no other label stands there
	Walk  word   // how many of them, one after the other, up a tree; "" is one
}

const (
	walkWithin word = "*0.." // to the node itself, or one that it is a part of
	walkUnder  word = "*1.." // to one that it is a part of
)

// rowColumns is the positional columns of a block, with what tells concrete types apart.
type rowColumns struct {
	Columns []column
	index   map[string]int
}

// A column is one place of a row: Prop, Variants, or a block.
type column interface{ column() }

// propColumn is a stored property of a node or relationship, or with Name "" the variable itself.
type propColumn struct {
	Of   varName
	Name string
}

// guarded is a property that has a value only where a condition holds.
type guarded struct {
	Prop propColumn
	When condition
}

// ownersColumn is the keys of the officials that a node of several owners leads to, whether the caller sees them or not.
type ownersColumn struct {
	Of  varName
	Hop relHop
}

// variantsColumn is a node of one of several types: [place of the type, its columns].
type variantsColumn struct {
	Of    varName
	Types []string // labels
	Rows  []*rowColumns
}

func (*groupsBlock) column()    {}
func (*optionalColumn) column() {}
func (propColumn) column()      {}
func (guarded) column()         {}
func (ownersColumn) column()    {}
func (*variantsColumn) column() {}
func (*listBlock) column()      {}
func (*oneBlock) column()       {}
func (*countBlock) column()     {}

// ordering is one key of an order. Missing values come last unless First says that the walk is backward.
type ordering struct {
	Of       varName
	Property string
	Desc     bool
	Nullable bool
	First    bool
}

// A condition is a condition; see filter.go for how they are made and cypher.go for how they read.
type condition interface{ cond() }

type (
	// allOf holds when each part does; empty it holds.
	allOf []condition
	// anyOf holds when one part does; empty it does not.
	anyOf []condition
	// notCond is the exact complement: what is unknown inside counts as false first.
	notCond struct{ Cond condition }
	// compare is a property against a value.
	compare struct {
		Of       varName
		Property string
		Op       operator
		Value    param
	}
	// missingValue holds when there is no value; for lists also when it is empty.
	missingValue struct {
		Of       varName
		Property string
		Is       bool
	}
	// has holds when a list property holds any or all of a list.
	has struct {
		Of       varName
		Property string
		Every    bool
		Values   param
	}
	// compareFields is a property against that of another node or relationship at the same place.
	compareFields struct {
		Of       varName
		Property string
		Op       operator
		With     varName
		Other    string // property of With
	}
	// somewhere holds when there is a node of the type that meets Where, whether a hop leads to it or not.
	somewhere struct {
		To     varName
		Target *mapping.Type
		Where  condition
	}
	// exists holds when the hop leads to an entry that meets Where.
	exists struct {
		From   varName
		Hop    relHop
		Target *mapping.Type // at the far end
		One    bool          // there is one at most, or it is what a node of a tree is a part of
		Where  condition
	}
	// counted bounds the number of entries that meet Where.
	counted struct {
		From  varName
		Hop   relHop
		Where condition
		Op    operator
		Value param
	}
	// isLabel holds when the node carries the label.
	isLabel struct {
		Of    varName
		Label string
	}
	// referenced holds when there is a node of the label with the key that the property holds, and it meets Where.
	referenced struct {
		Of       varName
		Property string
		To       varName
		Label    string
		Where    condition
	}
	// inScope holds when the caller's scope admits the node by its own property.
	inScope struct {
		Of       varName
		Property string // unit or cadreKey
		Values   param
	}
)

func (allOf) cond()         {}
func (anyOf) cond()         {}
func (notCond) cond()       {}
func (compare) cond()       {}
func (compareFields) cond() {}
func (somewhere) cond()     {}
func (missingValue) cond()  {}
func (has) cond()           {}
func (exists) cond()        {}
func (counted) cond()       {}
func (isLabel) cond()       {}
func (inScope) cond()       {}
func (referenced) cond()    {}

// operator compares a property with a value.
type operator string

// The operators of filters and keysets.
const (
	opEq         operator = "="
	opNe         operator = "<>"
	opLt         operator = "<"
	opLte        operator = "<="
	opGt         operator = ">"
	opGte        operator = ">="
	opIn         operator = "IN"
	opNotIn      operator = "NOT IN"
	opContains   operator = "CONTAINS"
	opStartsWith operator = "STARTS WITH"
)
