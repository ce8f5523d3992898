package store

// Shape is a table as the graph stores it. Properties and relationship types come from the product's own
// tables, never from a file.
type Shape struct {
	Label     string // node label; "" for a table of relationships
	Relations []Reference
	Edge      *Edge
	Erasable  bool     // its nodes may be officials, whose keys are not given again once they were erased
	Floats    []string // properties that hold numbers with a fraction, whole ones too
}

// Reference is a column whose value names other nodes by key.
type Reference struct {
	Column string
	Type   string
	Out    bool
	Label  string // of the nodes named
	Keeps  bool   // the relationship carries the row's locator
}

// Edge is a table whose rows are relationships.
type Edge struct {
	Type                 string
	FromLabel, ToLabel   string
	FromColumn, ToColumn string
	Identity             []string // properties that tell relationships between the same nodes apart
}

// Row is one row to store: values of properties by name (nil clears), keys named by reference columns. What is
// absent stays as it is.
type Row struct {
	Key        string // of the node; for relationships of the node it starts from
	To         string // for relationships: key of the node it ends at
	Identity   map[string]any
	Properties map[string]any
	References map[string][]string
	Locator    any // of the reference that keeps one
}

// Outcome is what a write did to a row.
type Outcome uint8

// The outcomes of a write.
const (
	Unchanged Outcome = iota
	Created
	Updated
)
