package judge

import (
	"io"
	"maps"
	"slices"
)

// RuleBook is the rules of gates and the tables they go by, as data. It does not change once it is open.
type RuleBook struct {
	Version string
	Digest  string // SHA-256 of the file, in hex
	rules   []*Rule
}

// Citation says where a rule comes from. Status: S seen in the source's own text, P seen on a secondary page only,
// B background knowledge, not verified; neither P nor B is to be taken for the law's words.
type Citation struct {
	Law     string `json:"law"`
	Article string `json:"article"`
	Status  string `json:"status"`
	URL     string `json:"url,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Rule is one rule of the book.
type Rule struct{ Code string }

// OpenRules reads a rule book strictly: unknown fields, duplicate codes, a rule without citation are errors.
func OpenRules(r io.Reader) (*RuleBook, error) { return nil, nil }

// StandardRules is the rule book that comes with the product.
func StandardRules() *RuleBook { return nil }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

type check struct{}
