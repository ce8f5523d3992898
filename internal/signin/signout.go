package signin

import (
	"errors"
	"io"
	"net/http"

	"bole/graph/message"
	"bole/internal/access"
)

// signOut ends the session of a browser here, and sends it to the provider to end the session there.
func (s *SignIn) signOut(w http.ResponseWriter, r *http.Request) {
	if !s.ours(r) {
		s.told(w, r, http.StatusForbidden, "/", message.New("Another site asked to sign you out; you are still signed in."))
		return
	}
	s.forget(w, s.name(sessionCookie))
	t, _, ok := s.ticket(r)
	if !ok {
		leaveFor(w, r, "/")
		return
	}
	k, err := s.sessions.have(r.Context(), t)
	if err == nil {
		err = s.sessions.end(r.Context(), t)
	}
	switch {
	case errors.Is(err, errEnded):
		leaveFor(w, r, "/")
		return
	case err != nil:
		s.logged(w, r, "a session could not be ended", err)
		s.told(w, r, http.StatusServiceUnavailable, "/", message.New("This browser has forgotten the session, but the server could not end it at this moment. Sign out at the provider too."))
		return
	}
	address := "/"
	if p := s.browsers.Party(k.Issuer); p != nil {
		if there := p.Leave(r.Context(), k.SignedIn); there != "" {
			address = there
		}
	}
	leaveFor(w, r, address)
}

// mostForm bounds a provider's message.
const mostForm = 64 << 10

// backChannel ends what a provider says has ended. It comes from the provider itself, without a cookie; the token in it
// is all that counts.
func (s *SignIn) backChannel(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	out, err := s.browsers.SignOut(r.Context(), r.PostFormValue("logout_token"))
	if err == nil {
		err = s.sessions.endAll(r.Context(), out)
	}
	switch {
	case err == nil:
		s.log.Info("a provider ended sessions", "request", w.Header().Get("X-Request-Id"), "issuer", out.Issuer, "one", out.Session != "")
		return
	case errors.Is(err, access.ErrToken):
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		io.WriteString(w, `{"error":"invalid_request"}`) //nolint:errcheck // the client left
	default:
		w.Header().Set("Retry-After", "2")
		w.WriteHeader(statusOf(err))
	}
	s.logged(w, r, "a provider's sign-out failed", err)
}
