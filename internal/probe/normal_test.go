package probe

import (
	"encoding/base64"
	"regexp"
	"strings"
	"time"
)

// normal is an answer without what the run itself brings in: the random keys of shortlists and the time of a write.
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
	return clock.ReplaceAllString(told, "TIME")
}

var (
	token = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)
	clock = regexp.MustCompile(time.Now().UTC().Format(time.DateOnly) + `T[0-9:.]+Z`)
)
