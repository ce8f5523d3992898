// Package signin signs people in with a browser, by authorization code with PKCE at an OpenID Connect provider, and keeps
// their sessions: a cookie that stands in place of a bearer token, renewed as long as the provider's own session lasts.
// docs/decisions/0034-sessions-in-the-graph.md.
package signin

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/access"
)

// Options of the sign-in; the zero value of the last two is right.
type Options struct {
	Issuers *access.Issuers // with at least one that browsers go to
	Store   *store.Store
	Keys    *Keyring         // that seal sessions
	Now     func() time.Time // nil: time.Now
	Log     *slog.Logger     // nil: none
}

// SignIn is signing in and out with a browser, and who has.
type SignIn struct {
	browsers *access.Browsers
	issuers  *access.Issuers
	sessions *sessions
	keys     *Keyring
	cross    *http.CrossOriginProtection
	secure   bool          // browsers come by TLS
	atOnce   chan struct{} // places to ask a provider for what a code is good for
	now      func() time.Time
	log      *slog.Logger
}

// mostAtOnce is how many codes are asked about at once: anybody may send made-up ones.
const mostAtOnce = 16

// Open reads the secrets. No provider is asked before somebody signs in.
func Open(o Options) (*SignIn, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	b := o.Issuers.Browsers()
	s := &SignIn{browsers: b, issuers: o.Issuers, keys: o.Keys, cross: http.NewCrossOriginProtection(), secure: b.Address.Scheme == "https",
		atOnce: make(chan struct{}, mostAtOnce), now: o.Now, log: o.Log}
	var err error
	if s.sessions, err = newSessions(b, o.Keys, o); err != nil {
		return nil, err
	}
	// A proxy may say another host than browsers do.
	return s, s.cross.AddTrustedOrigin(b.Address.String())
}

// Routes adds the addresses of the sign-in to a server.
func (s *SignIn) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", s.begin)
	mux.HandleFunc("GET "+access.CallbackPath, s.callback)
	mux.HandleFunc("GET /sign-in/session", s.session)
	mux.HandleFunc("POST /sign-out", s.signOut)
	mux.HandleFunc("POST /sign-out/back-channel", s.backChannel)
}

// ended is a session that counts no more; where it was not valid, it says as much.
type ended struct{}

var endedText = message.New("the session has ended; sign in again at /sign-in")

func (ended) Error() string               { return endedText.String() }
func (ended) In(lang language.Tag) string { return endedText.In(lang) }
func (ended) Is(e error) bool             { return e == access.ErrToken }

// Grant is who asks, by the session of their browser; given is false where the request comes without one. A session that
// has ended is an access.ErrToken. It counts for requests of this server's own pages alone: others' pages could otherwise
// ask in the name of whoever looks at them.
func (s *SignIn) Grant(w http.ResponseWriter, r *http.Request) (g access.Grant, given bool, err error) {
	t, given, ok := s.ticket(r)
	switch {
	case !given:
		return g, false, nil
	case !s.ours(r):
		return g, true, refusal.Newf(refusal.Forbidden, "a session counts for this server's own pages alone, and the request comes from another; send a bearer token from there")
	case !ok:
		s.forget(w, s.name(sessionCookie))
		return g, true, ended{}
	}
	k, err := s.sessions.current(r.Context(), t)
	if errors.Is(err, errEnded) {
		s.forget(w, s.name(sessionCookie))
		return g, true, ended{}
	}
	if err != nil {
		return g, true, err
	}
	g, err = s.issuers.Read(r.Context(), k.Access)
	return g, true, err
}

// ours reports whether a request comes from a page of this server, from no page at all, or from what says nothing of
// pages.
func (s *SignIn) ours(r *http.Request) bool {
	return s.cross.Check(r) == nil && !slices.Contains([]string{"cross-site", "same-site"}, r.Header.Get("Sec-Fetch-Site"))
}

// session tells a page of this server who is signed in.
func (s *SignIn) session(w http.ResponseWriter, r *http.Request) {
	g, given, err := s.Grant(w, r)
	out := map[string]any{"signedIn": given && err == nil}
	status := http.StatusOK
	switch {
	case err == nil && given:
		out["name"] = g.Name
		out["roles"] = slices.DeleteFunc(slices.Clone(access.Roles), func(r string) bool { return !slices.Contains(g.Held, r) }) // in their order
	case err != nil && !errors.Is(err, access.ErrToken):
		status = statusOf(err)
		s.logged(w, r, "a session could not be read", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(out) //nolint:errcheck // the client left
}

// statusOf is the status of what could not be done for a browser.
func statusOf(err error) int {
	refused, _ := errors.AsType[*refusal.Error](err)
	switch {
	case refused == nil:
		return http.StatusInternalServerError
	case refused.Code == refusal.Forbidden:
		return http.StatusForbidden
	}
	return http.StatusServiceUnavailable
}

// logged writes why something failed, under the request's id. Nothing of tokens or persons is in these errors.
func (s *SignIn) logged(w http.ResponseWriter, r *http.Request, what string, err error) {
	cause := err
	if reason := access.Reason(err); reason != nil {
		cause = reason
	} else if refused, ok := errors.AsType[*refusal.Error](err); ok && refused.Cause != nil {
		cause = refused.Cause
	}
	s.log.LogAttrs(context.WithoutCancel(r.Context()), slog.LevelWarn, what, slog.String("request", w.Header().Get("X-Request-Id")), slog.Any("cause", cause))
}
