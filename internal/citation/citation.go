// Package citation is how answers name the article that a rule rests on, and how far that was seen.
package citation

import (
	"bole/graph"
	"bole/graph/message"
)

// Citation is of an article of a law. Files of rules have it by these names.
type Citation struct {
	For     string `json:"-"` // POST or RANK, where it is cited for one of them only; the rule book's own
	Law     string `json:"law"`
	Article string `json:"article"` // "" where it is not known
	Status  string `json:"status"`  // S seen in the source's own text, P on a secondary page only, B not verified
	URL     string `json:"url"`
	Note    string `json:"note"`
	Edition string `json:"edition"`
}

// statuses are what the schema calls them.
var statuses = map[string]string{"S": "SOURCED", "P": "SECONDARY", "B": "BACKGROUND"}

// Whole reports whether it names a law and a status.
func (c Citation) Whole() bool { return c.Law != "" && statuses[c.Status] != "" }

// Object is the schema's Citation.
func (c Citation) Object() graph.Object {
	return graph.Object{Type: "Citation", Fields: map[string]any{"for": text(c.For), "law": message.Phrase(c.Law), "article": text(c.Article), "edition": text(c.Edition), "status": statuses[c.Status],
		"url": text(c.URL), "note": said(c.Note)}}
}

// said is in the reader's language where the product knows it, nil for what is not there.
func said(s string) any {
	if s == "" {
		return nil
	}
	return message.Phrase(s)
}

// text is nil for what is not there.
func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}
