package probe

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// normal is an answer without what the run itself brings in: the random keys of shortlists and of acts, and what is made
// of them.
func normal(told string, keys ...string) string {
	for _, k := range keys {
		told = strings.ReplaceAll(told, id("Shortlist", k), "ID")
		told = token.ReplaceAllStringFunc(told, func(s string) string {
			if b, err := base64.RawURLEncoding.DecodeString(s); err == nil && strings.Contains(string(b), k) {
				return "CURSOR"
			}
			return s
		})
		told = strings.ReplaceAll(told, k, "KEY")
	}
	told = token.ReplaceAllStringFunc(told, func(s string) string { // cursors that name an act: what else they say stays
		if b, err := base64.RawURLEncoding.DecodeString(s); err == nil && act.Match(b) {
			return "CURSOR " + act.ReplaceAllString(string(b), "ACT")
		}
		return s
	})
	told = act.ReplaceAllString(told, "ACT")
	return edge.ReplaceAllString(told, `"id":"EDGE"`)
}

var (
	token = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)
	act   = regexp.MustCompile(`\b[0-9a-z]{26}\b`)          // as its entries in the log have it
	edge  = regexp.MustCompile(`"id":"e[A-Za-z0-9_-]{16}"`) // made of the ends, which are shown beside it
)
