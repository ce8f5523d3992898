package signin

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

const (
	idBytes       = 32
	attemptLife   = 10 * time.Minute // from leaving for the provider to coming back
	mostAttempts  = 5                // of one browser at once, each in a tab
	sessionCookie = "bole-session"
	attemptCookie = "bole-sign-in-"
)

// ticket is what a browser holds of its session: enough to find it and nothing of what is in it.
type ticket struct {
	id   [idBytes]byte
	ends time.Time // whole seconds
}

// key is what the session is found by. Whoever reads it has neither the ticket nor what opens the session.
func (t ticket) key() string {
	sum := sha256.Sum256(t.id[:])
	return hex.EncodeToString(sum[:])
}

// attempt is a sign-in that is under way at a provider; the browser carries it there and back.
type attempt struct {
	Issuer   string `json:"issuer"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"` // of PKCE
	Return   string `json:"return"`   // where to go afterwards
	Ends     int64  `json:"ends"`     // Unix seconds
}

// name is a cookie's: one that only this host could have set, where the connection is by TLS.
func (s *SignIn) name(cookie string) string {
	if s.secure {
		return "__Host-" + cookie
	}
	return cookie
}

// attemptName tells the sign-ins of several tabs apart.
func (s *SignIn) attemptName(state string) string {
	sum := sha256.Sum256([]byte(state))
	return s.name(attemptCookie) + hex.EncodeToString(sum[:8])
}

func (s *SignIn) set(w http.ResponseWriter, name, value string, life time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())}
	http.SetCookie(w, c)
}

// forget has a browser drop a cookie.
func (s *SignIn) forget(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", Secure: s.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

// setAttempt has the browser carry a sign-in. A browser that has begun too many forgets those.
func (s *SignIn) setAttempt(w http.ResponseWriter, r *http.Request, a attempt) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sealed, err := s.keys.seal(forAttempt, nil, plain)
	if err != nil {
		return err
	}
	var others []string
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, s.name(attemptCookie)) {
			others = append(others, c.Name)
		}
	}
	if len(others) >= mostAttempts {
		for _, name := range others {
			s.forget(w, name)
		}
	}
	s.set(w, s.attemptName(a.State), base64.RawURLEncoding.EncodeToString(sealed), attemptLife)
	return nil
}

// attempt is the sign-in that the browser carries under this state; false where it carries none that is good.
func (s *SignIn) attempt(r *http.Request, state string) (a attempt, ok bool) {
	plain, ok := s.opened(r, s.attemptName(state), forAttempt)
	if !ok || json.Unmarshal(plain, &a) != nil {
		return attempt{}, false
	}
	return a, a.State == state && s.now().Before(time.Unix(a.Ends, 0))
}

func (s *SignIn) setTicket(w http.ResponseWriter, t ticket) error {
	sealed, err := s.keys.seal(forTicket, nil, binary.BigEndian.AppendUint64(t.id[:], uint64(t.ends.Unix())))
	if err != nil {
		return err
	}
	s.set(w, s.name(sessionCookie), base64.RawURLEncoding.EncodeToString(sealed), 0) // it goes with the browser
	return nil
}

// ticket is the session that a browser holds. given is that there is a cookie, ok that it is one of ours and has not
// ended.
func (s *SignIn) ticket(r *http.Request) (t ticket, given, ok bool) {
	if _, err := r.Cookie(s.name(sessionCookie)); err != nil {
		return t, false, false
	}
	plain, ok := s.opened(r, s.name(sessionCookie), forTicket)
	if !ok || len(plain) != idBytes+8 {
		return t, true, false
	}
	copy(t.id[:], plain)
	t.ends = time.Unix(int64(binary.BigEndian.Uint64(plain[idBytes:])), 0)
	return t, true, s.now().Before(t.ends)
}

func (s *SignIn) opened(r *http.Request, name string, p purpose) ([]byte, bool) {
	c, err := r.Cookie(name)
	if err != nil {
		return nil, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil, false
	}
	return s.keys.open(p, nil, sealed)
}
