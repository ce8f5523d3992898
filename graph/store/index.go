package store

import "strings"

// FulltextIndex names a label's full-text index after its fields: with others it is another index.
func FulltextIndex(label string, fields []string) string {
	return strings.ToLower(label + "_text_" + strings.Join(fields, "_"))
}
