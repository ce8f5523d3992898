// Package audit keeps who saw whose record, in which role and for what purpose, and who changed what. Nothing is shown
// of a person, and nothing is written, before its event stands in the graph: events that come at one moment are written
// in one transaction. Each process has a chain of them, in which every event is bound to the one before it.
// docs/decisions/0033-the-audit.md.
package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bole/graph"
	"bole/graph/law"
	"bole/graph/store"
)

// Kind is what was done.
type Kind string

// The kinds of events, as the schema's AuditKind has them.
const (
	Read    Kind = "READ"
	Write   Kind = "WRITE"
	Export  Kind = "EXPORT"
	Command Kind = "COMMAND"
)

// Event is one answer about officials, or one change that is about to be made.
type Event struct {
	At      string   `json:"at"` // UTC, milliseconds
	Kind    Kind     `json:"kind"`
	Name    string   `json:"name,omitempty"` // of who asked, as it is shown
	Issuer  string   `json:"issuer,omitempty"`
	Subject string   `json:"subject,omitempty"` // who asked, unique for the issuer
	Role    string   `json:"role"`
	Roots   []string `json:"roots,omitempty"` // keys of the organizations whose subtrees were in scope; none where it was the whole graph
	Purpose string   `json:"purpose,omitempty"`
	// Operation is the name in the document, or the command; Fields are its root fields.
	Operation string      `json:"operation,omitempty"`
	Fields    []string    `json:"fields,omitempty"`
	Officials []string    `json:"officials,omitempty"` // keys of those whose records were shown
	Followed  []graph.Ref `json:"followed,omitempty"`
	Everyone  bool        `json:"everyone,omitempty"` // it may have been about anybody
	Request   string      `json:"request,omitempty"`
}

// Of begins the event of a caller.
func Of(c graph.Caller, k Kind, request string) Event {
	return Event{Kind: k, Name: c.Name, Issuer: c.Issuer, Subject: c.Subject, Role: c.Role, Roots: c.Roots, Purpose: c.Purpose, Request: request}
}

// About takes whom an answer was about.
func (e Event) About(s graph.Shown) Event {
	e.Officials, e.Followed, e.Everyone = s.Officials, s.Followed, s.Everyone
	return e
}

// reader tells people apart who read.
func (e *Event) reader() string {
	return law.Caller{Issuer: e.Issuer, Subject: e.Subject}.Owner() + "\n" + e.Name
}

// concerns reports whether the event is about an official.
func (e *Event) concerns(official string) bool {
	_, found := slices.BinarySearch(e.Officials, official)
	return found || e.Everyone
}

// maxEvent bounds the line of an event. An answer of many megabytes about tens of thousands comes near it.
const maxEvent = 4 << 20

// line is the event as it is kept.
func (e *Event) line() (string, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return "", fmt.Errorf("write an event: %w", err)
	}
	if len(b) > maxEvent {
		return "", fmt.Errorf("an event of %d bytes is about too many officials", len(b))
	}
	return string(b), nil
}

// beginning is what the first event of a chain is bound to.
func beginning(chain string) string { return next("", chain) }

// next is the digest of an event that follows another.
func next(before, line string) string {
	sum := sha256.Sum256([]byte(before + "\n" + line))
	return hex.EncodeToString(sum[:])
}

// after is the digest at the end of lines that follow a digest.
func after(before, lines string) string {
	for line := range strings.Lines(lines) {
		before = next(before, strings.TrimSuffix(line, "\n"))
	}
	return before
}

// kept is an event as it is read back.
type kept struct {
	Event
	chain, replica string
	number         int64 // in the chain, from 1
}

// place orders events from the newest to the oldest. What a cursor tells of it is the time alone.
func (k *kept) place() string {
	at, err := time.Parse(time.RFC3339Nano, k.At)
	if err != nil {
		at = time.UnixMilli(0)
	}
	return fmt.Sprintf("%015d %s", 999_999_999_999_999-at.UnixMilli(), next(k.chain, strconv.FormatInt(k.number, 10))[:24])
}

// moment is a point in time as events have it.
func moment(t time.Time) string { return store.FormatTime(t) }
