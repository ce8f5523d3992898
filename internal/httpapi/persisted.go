package httpapi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"bole/graph/message"
	"bole/graph/refusal"
)

// newPersisted keeps texts of valid operations by their digest, so that a client may send the digest alone (automatic
// persisted queries, as Apollo's clients, urql and others do). Which texts are kept says nothing of anybody's rights:
// whoever sends a digest is answered as if they had sent the text. What is not kept is asked for anew.
func newPersisted() (*sized[string], error) {
	return newSized(func(_, text string) string { return text })
}

// notPersisted asks the client for the text. Clients compare its words, so that they are the same in every language.
var notPersisted = &refusal.Error{Code: CodeNotPersisted, Text: message.Plain("PersistedQueryNotFound")}

var sha256Hex = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

// persistedQuery reads the request's extension of that name.
func (a *asked) persistedQuery() error {
	e, given := a.Extensions["persistedQuery"]
	if !given || e == nil {
		return nil
	}
	m, _ := e.(map[string]any)
	digest, _ := m["sha256Hash"].(string)
	if version, _ := m["version"].(json.Number); version != "1" || !sha256Hex.MatchString(digest) {
		return message.Errorf("extensions.persistedQuery is not one of version 1; give version: 1, and in sha256Hash the SHA-256 of the text as 64 hexadecimal digits")
	}
	a.digest = strings.ToLower(digest)
	if a.Query == "" {
		return nil
	}
	if sum := sha256.Sum256([]byte(a.Query)); hex.EncodeToString(sum[:]) != a.digest {
		return message.Errorf("extensions.persistedQuery.sha256Hash is not the SHA-256 of query; compute it from the very text that is sent")
	}
	return nil
}

// persistedText puts the text of a persisted query into a request that names it by its digest alone. Where only trusted
// documents run, nothing is kept, and the digest is that of one of them.
func (s *Server) persistedText(a *asked) error {
	if a.digest == "" || a.Query != "" || a.document != "" {
		return nil
	}
	if s.options.TrustedOnly {
		a.document = "sha256:" + a.digest
		return nil
	}
	text, known := s.persisted.get(a.digest)
	if !known {
		return notPersisted
	}
	a.Query = text
	return nil
}
