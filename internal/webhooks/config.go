// Package webhooks tells other systems, by HTTP and signed as Standard Webhooks has it, that something has happened in
// the graph: which systems, of what, and with whose eyes, a file of the operator says. What is told names no person; who
// hears it asks with a token of their own. docs/webhooks.md, docs/decisions/0046-webhooks.md.
package webhooks

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/internal/access"
)

// The events that hooks may hear of.
const (
	VacancyOpened    = "vacancy.opened"
	ShortlistChanged = "shortlist.changed"
	AgendaDue        = "agenda.due"
	test             = "test" // of bole webhook
)

// events are the fields of the schema that tell the same, whose roles hear of each event.
var events = map[string][2]string{
	VacancyOpened:    {"Query", "vacancy"},
	ShortlistChanged: {"Shortlist", "check"},
	AgendaDue:        {"Query", "agenda"},
}

// Bounds of a file of hooks.
const (
	mostHooks   = 20
	mostSecrets = 2 // the new one and the old one
	leastSecret = 24
	mostSecret  = 64
	mostPurpose = 200
)

// Hook is one system that is told, as the file has it.
type Hook struct {
	Name    string   `json:"name"`
	URL     string   `json:"url"`
	Secrets string   `json:"secrets"` // file with the secrets that sign
	Events  []string `json:"events"`
	CA      string   `json:"ca"` // file with the certificates of who signed the receiver's; "": the system's

	// With whose eyes it is told, as the claims of a token: what is not given sees nothing.
	Role    string   `json:"role"`
	Units   []string `json:"units"`
	Whole   bool     `json:"whole"`
	Purpose string   `json:"purpose"`

	signers []*standardwebhooks.Webhook
	sender  *sender
}

// issuer vouches for hooks in the audit, where nobody else is called so.
const issuer = "bole webhooks"

// grant is what a token of the hook would say.
func (h *Hook) grant() access.Grant {
	return access.Grant{Issuer: issuer, Subject: h.Name, Name: "webhook " + h.Name, Role: h.Role, Units: h.Units, Whole: h.Whole, Purpose: h.Purpose}
}

func (h *Hook) wants(event string) bool { return slices.Contains(h.Events, event) }

// Open reads the file that says which systems are told, and the secrets that it names. Where purposes are required, each
// hook has to state one.
func Open(file string, sdl *ast.Schema, purposes bool) ([]*Hook, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, message.Errorf("read the webhooks: %v", err)
	}
	var all struct {
		Webhooks []*Hook `json:"webhooks"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, message.Errorf("%s is not a description of webhooks: %v; docs/webhooks.md shows one", file, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, message.Errorf("%s goes on behind its object; leave only that", file)
	}
	if n := len(all.Webhooks); n == 0 || n > mostHooks {
		return nil, message.Errorf("%s names %d webhooks; name 1 to %d, as docs/webhooks.md shows", file, n, mostHooks)
	}
	named := map[string]bool{}
	for i, h := range all.Webhooks {
		if h == nil {
			return nil, message.Errorf("%s: webhooks[%d]: is null; leave it out", file, i)
		}
		err := h.open(filepath.Dir(file), sdl)
		switch {
		case err == nil && named[h.Name]:
			err = message.Errorf("the name %q is given twice; give each webhook its own", h.Name)
		case err == nil && purposes && h.Purpose == "":
			err = message.Errorf("purpose is missing, and --require-purpose asks for one of whatever is told of persons; state it")
		}
		if err != nil {
			return nil, message.Errorf("%s: webhooks[%d]: %v", file, i, err)
		}
		named[h.Name] = true
	}
	return all.Webhooks, nil
}

// nameOfHook is what stands in logs, in metrics and in the graph.
var nameOfHook = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// open checks a hook and reads its files.
func (h *Hook) open(dir string, sdl *ast.Schema) error {
	if !nameOfHook.MatchString(h.Name) {
		return message.Errorf("name %q is not a name of 1 to 40 small letters, digits and hyphens; give one, such as cockpit", h.Name)
	}
	if err := h.checkURL(); err != nil {
		return err
	}
	if err := h.checkEyes(); err != nil {
		return err
	}
	if err := h.checkEvents(sdl); err != nil {
		return err
	}
	var err error
	if h.signers, err = readSecrets(h.Secrets, dir); err != nil {
		return err
	}
	h.sender, err = newSender(h, dir)
	return err
}

// checkURL never repeats the address: its path may be a secret of the receiver's.
func (h *Hook) checkURL() error {
	u, err := url.Parse(h.URL)
	if err != nil || u.Host == "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return message.Errorf("url is not the address of a receiver; write it as https://cockpit.example/hooks/bole, without a user and a fragment")
	}
	if !access.Private(u) {
		return message.Errorf("url is not reached by https; in the clear anybody on the way reads what is told")
	}
	return nil
}

// checkEyes checks whose eyes the hook sees with. Without units it hears nothing, as a token without them sees nothing.
func (h *Hook) checkEyes() error {
	switch {
	case !slices.Contains(access.Roles, h.Role) || h.Role == law.Subject:
		others := slices.DeleteFunc(slices.Clone(access.Roles), func(r string) bool { return r == law.Subject })
		return message.Errorf("role %q is not one that a webhook can have; it is one of %s", h.Role, message.Names(others))
	case h.Whole && len(h.Units) > 0:
		return message.Errorf("whole and units are both given; give one of the two")
	case slices.Contains(h.Units, ""):
		return message.Errorf("units holds an empty key; give keys of organizations")
	case !utf8.ValidString(h.Purpose) || strings.IndexFunc(h.Purpose, unicode.IsControl) >= 0 || utf8.RuneCountInString(h.Purpose) > mostPurpose:
		return message.Errorf("purpose is not a plain text of at most %d characters; shorten it", mostPurpose)
	}
	return nil
}

// checkEvents refuses events that are none, and those whose content the role may not ask for.
func (h *Hook) checkEvents(sdl *ast.Schema) error {
	known := slices.Sorted(maps.Keys(events))
	if len(h.Events) == 0 {
		return message.Errorf("events is missing; name some of %s", message.Names(known))
	}
	for i, e := range h.Events {
		of, ok := events[e]
		if !ok {
			return message.Errorf("events[%d]: %q is not an event; it is one of %s", i, e, message.Names(known))
		}
		if slices.Contains(h.Events[:i], e) {
			return message.Errorf("events[%d]: %s is named twice; leave one", i, e)
		}
		field := sdl.Types[of[0]].Fields.ForName(of[1])
		if law.Directives(law.Caller{Role: h.Role}, field.Directives, nil) != nil {
			return message.Errorf("events[%d]: %s is not for the role %s, as %s.%s is not; give one of %s", i, e, h.Role, of[0], of[1], message.Names(mapping.Roles(field.Directives)))
		}
	}
	return nil
}

// readSecrets reads the secrets of a hook, one on each line: whsec_ and the bytes in base64, as the specification has
// them. Each of them signs, so that receivers may be given the new one at any time. What stands there is never repeated.
func readSecrets(file, dir string) ([]*standardwebhooks.Webhook, error) {
	if file == "" {
		return nil, message.Errorf("secrets is missing; name the file with the secrets that sign")
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, message.Errorf("read secrets: %v", err)
	}
	var out []*standardwebhooks.Webhook
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		encoded, prefixed := strings.CutPrefix(line, "whsec_")
		key, err := base64.StdEncoding.DecodeString(encoded)
		if !prefixed || err != nil || len(key) < leastSecret || len(key) > mostSecret {
			return nil, message.Errorf("line %d of %s is not a secret of %d to %d bytes; write whsec_ and what `openssl rand -base64 32` gives", n, file, leastSecret, mostSecret)
		}
		signer, err := standardwebhooks.NewWebhookRaw(key)
		if err != nil {
			return nil, err
		}
		out = append(out, signer)
	}
	if len(out) == 0 || len(out) > mostSecrets {
		return nil, message.Errorf("%s holds %d secrets; write one on each line, %d at most, while receivers change from one to the other", file, len(out), mostSecrets)
	}
	return out, nil
}

// Options of the telling; the zero value is right, and tests hurry.
type Options struct {
	Hooks []*Hook
	Now   func() time.Time // nil: time.Now
	Today func() time.Time // the day that the graph is of; nil: Now

	Look   time.Duration // between two looks at the log; 0 is 2 seconds
	Redraw time.Duration // between two drawings of all lists, at least; 0 is 10 minutes
	Lease  time.Duration // between two attempts to take the lease; 0 is 15 seconds
	First  time.Duration // pause after a first failed attempt, tripled with each; 0 is 5 seconds
	Most   time.Duration // which no pause exceeds that the receiver has not asked for; 0 is an hour
	Limit  time.Duration // for a receiver to take an event and answer; 0 is 15 seconds
	GiveUp time.Duration // after which an event that fails again is given up; 0 is 3 days

	Observe Observer // nil: nobody is told
}

// Observer is told of deliveries; it learns nothing of what they say.
type Observer interface {
	// Delivery is told of an attempt: "delivered", "failed", "given up", "skipped" or "gone".
	Delivery(hook, result string)
	// Waiting is told how long the first event of a hook has been waiting; 0 is that none is, or that another replica delivers.
	Waiting(hook string, oldest time.Duration)
}

func (o Options) withDefaults() Options {
	for _, d := range []struct {
		into *time.Duration
		is   time.Duration
	}{{&o.Look, 2 * time.Second}, {&o.Redraw, 10 * time.Minute}, {&o.Lease, 15 * time.Second}, {&o.First, 5 * time.Second}, {&o.Most, time.Hour}, {&o.Limit, sendLimit}, {&o.GiveUp, 72 * time.Hour}} {
		if *d.into <= 0 {
			*d.into = d.is
		}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Today == nil {
		o.Today = o.Now
	}
	return o
}
