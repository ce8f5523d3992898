package signin

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"

	"bole/graph/message"
	"bole/internal/access"
)

// mostReturn bounds the address that one comes back to: it travels in a cookie.
const mostReturn = 1500

// returnTo is where to go after the sign-in: a page of this server, or its first one.
func returnTo(asked string) string {
	const home = "/"
	u, err := url.Parse(asked)
	switch {
	case err != nil || len(asked) > mostReturn || u.Scheme != "" || u.Opaque != "" || u.Host != "" || u.User != nil:
		return home
	case !strings.HasPrefix(asked, "/") || strings.HasPrefix(asked, "//") || strings.ContainsAny(asked, "\\\t\r\n\x00"):
		return home // browsers read a backslash as a slash, and leave some signs out
	case strings.HasPrefix(u.Path, "//") || strings.HasPrefix(u.Path, "/sign-"):
		return home
	}
	return u.RequestURI()
}

// begin sends a browser to the provider, or asks which of several.
func (s *SignIn) begin(w http.ResponseWriter, r *http.Request) {
	issuer, back := r.URL.Query().Get("issuer"), returnTo(r.URL.Query().Get("return"))
	var party *access.Party
	switch {
	case issuer != "":
		party = s.browsers.Party(issuer)
	case len(s.browsers.Parties) == 1:
		party = s.browsers.Parties[0]
	}
	if party == nil {
		status := http.StatusOK
		if issuer != "" {
			status = http.StatusNotFound
		}
		s.choice(w, r, status, back)
		return
	}
	a := attempt{Issuer: party.Issuer(), State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier(), Return: back, Ends: s.now().Add(attemptLife).Unix()}
	address, err := party.Begin(r.Context(), a.State, a.Nonce, a.Verifier)
	if err == nil {
		err = s.setAttempt(w, r, a)
	}
	if err != nil {
		s.failed(w, r, err, back)
		return
	}
	leaveFor(w, r, address)
}

// leaveFor sends a browser on; nothing of the address it was at goes along.
func leaveFor(w http.ResponseWriter, r *http.Request, address string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// callback takes up a sign-in where the provider sends the browser back.
func (s *SignIn) callback(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	a, ok := s.attempt(r, q.Get("state"))
	if !ok {
		s.told(w, r, http.StatusBadRequest, "/", message.New("This sign-in was not begun in this browser, or more than ten minutes ago. Sign in again, and let the browser keep cookies of this address."))
		return
	}
	s.forget(w, s.attemptName(a.State)) // it is good once in this browser
	party := s.browsers.Party(a.Issuer)
	if party == nil {
		s.choice(w, r, http.StatusNotFound, a.Return)
		return
	}
	if err := party.Answered(r.Context(), q.Get("iss")); err != nil {
		s.failed(w, r, err, a.Return)
		return
	}
	if code := q.Get("error"); code != "" || q.Get("code") == "" {
		s.refused(w, r, party, code, a.Return)
		return
	}
	select {
	case s.atOnce <- struct{}{}:
		defer func() { <-s.atOnce }()
	default:
		s.told(w, r, http.StatusServiceUnavailable, a.Return, message.New("Too many people sign in at this moment. Try again in a few seconds."))
		return
	}
	in, err := party.End(r.Context(), q.Get("code"), a.Nonce, a.Verifier)
	if err != nil {
		s.failed(w, r, err, a.Return)
		return
	}
	s.admit(w, r, in, a.Return)
}

// refused says in plain words why the provider sent no code.
func (s *SignIn) refused(w http.ResponseWriter, r *http.Request, party *access.Party, code, back string) {
	text, temporary, cause := party.Refused(code)
	s.logged(w, r, "a provider refused a sign-in", cause)
	status := http.StatusForbidden
	if temporary {
		status = http.StatusServiceUnavailable
	}
	s.told(w, r, status, back, text)
}

// admit begins a session in place of the one that the browser may have had.
func (s *SignIn) admit(w http.ResponseWriter, r *http.Request, in access.SignedIn, back string) {
	t, err := s.sessions.begin(r.Context(), in)
	if err == nil {
		err = s.setTicket(w, t)
	}
	if err != nil {
		s.failed(w, r, err, back)
		return
	}
	if old, _, ok := s.ticket(r); ok {
		if err := s.sessions.end(r.Context(), old); err != nil {
			s.logged(w, r, "a browser's former session could not be ended", err)
		}
	}
	leaveFor(w, r, back)
}

// failed says why nobody was signed in, without the words of others.
func (s *SignIn) failed(w http.ResponseWriter, r *http.Request, err error, back string) {
	s.logged(w, r, "a sign-in failed", err)
	switch {
	case errors.Is(err, access.ErrEnded):
		s.told(w, r, http.StatusBadRequest, back, message.New("The provider's answer was used already or came too late. Sign in again."))
	case errors.Is(err, access.ErrToken):
		s.told(w, r, http.StatusBadGateway, back, message.New("The provider's answer cannot be used here. The operator of this server finds why in the log."))
	case statusOf(err) == http.StatusServiceUnavailable:
		s.told(w, r, http.StatusServiceUnavailable, back, message.New("The provider or the graph cannot be reached at this moment. Try again in a few seconds."))
	default:
		s.told(w, r, http.StatusInternalServerError, back, message.New("The sign-in did not succeed. The operator of this server finds why in the log."))
	}
}
