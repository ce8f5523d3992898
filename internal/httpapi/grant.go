package httpapi

import (
	"errors"
	"net/http"
	"strings"

	"bole/graph/message"
	"bole/internal/access"
)

// grant says who asks: whom the bearer token is of, or else the session of a browser. On false the refusal has been
// written.
func (s *Server) grant(w http.ResponseWriter, r *http.Request, n negotiated) (access.Grant, bool) {
	grant, given, err := s.bearer(r)
	if !given && s.options.SignIn != nil {
		grant, given, err = s.options.SignIn.Grant(w, r)
	}
	return s.granted(w, r, n, grant, given, err)
}

// granted says whose a token is; on false the refusal has been written.
func (s *Server) granted(w http.ResponseWriter, r *http.Request, n negotiated, grant access.Grant, given bool, err error) (access.Grant, bool) {
	if !given {
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole"`)
		s.fail(w, n, http.StatusUnauthorized, CodeUnauthenticated, s.noToken())
		return access.Grant{}, false
	}
	if err == nil {
		grant, err = grant.As(r.Header.Get(access.RoleHeader))
	}
	switch {
	case errors.Is(err, access.ErrToken):
		if reason := access.Reason(err); reason != nil {
			s.log.Warn("a token was refused", "request", idOf(r.Context()), "cause", reason)
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="bole", error="invalid_token"`)
		s.fail(w, n, http.StatusUnauthorized, CodeUnauthenticated, message.New("%s", err))
		return access.Grant{}, false
	case err != nil:
		s.refuse(w, n, s.presented(r.Context(), err))
		return access.Grant{}, false
	}
	return grant, true
}

// bearer reads the token of a request; given is false where there is none.
func (s *Server) bearer(r *http.Request) (g access.Grant, given bool, err error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") { // RFC 9110: a scheme's case does not matter
		return g, false, nil
	}
	g, err = s.tokens.Read(r.Context(), strings.TrimSpace(token))
	return g, true, err
}

func (s *Server) noToken() message.Text {
	if s.options.SignIn != nil {
		return message.New("nobody is signed in; sign in at /sign-in, or send the header Authorization: Bearer TOKEN")
	}
	return message.New("no token; send the header Authorization: Bearer TOKEN, with a token of whom you sign in with, or on this machine one from `bole token`")
}
