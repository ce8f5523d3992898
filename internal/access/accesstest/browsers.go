package accesstest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

// clientID is the server at the provider.
const clientID = "views"

// browsers is the part of a provider that browsers come to. It is strict where a real one is: a code is good once, for the
// client, address and challenge that it was given for; a refresh token is good once, and used again ends its session.
type browsers struct {
	Secret  string           // of the client; "": it is a public one
	Answer  func(url.Values) // changes what a browser is sent back with; nil: nothing
	ID      func(map[string]any)
	Access  func(map[string]any)
	Tokens  func(w http.ResponseWriter) bool // answers in place of tokens where it returns true
	Renewed atomic.Int64                     // how often tokens were
	Reused  atomic.Int64                     // how often a refresh token came again
	Asked   url.Values                       // of the last browser

	at       sync.Mutex
	codes    map[string]url.Values // what each was asked with
	sessions map[string]string     // by refresh token that is good: the provider's session
	used     map[string]string     // by refresh token that was used
	left     []string              // ID tokens that browsers left with
	count    int
}

func (b *browsers) open() {
	b.codes, b.sessions, b.used = map[string]url.Values{}, map[string]string{}, map[string]string{}
}

// Left are the ID tokens that browsers left the provider with.
func (p *Provider) Left() []string {
	p.at.Lock()
	defer p.at.Unlock()
	return p.left
}

// EndSessions ends all sessions at the provider, which tells nobody.
func (p *Provider) EndSessions() {
	p.at.Lock()
	defer p.at.Unlock()
	clear(p.sessions)
}

// authorize signs the one person in without asking anything.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	p.at.Lock()
	defer p.at.Unlock()
	q := r.URL.Query()
	p.Asked = q
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || q.Get("client_id") != clientID || q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || !strings.Contains(q.Get("scope"), "openid") {
		http.Error(w, "not understood", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	p.codes[code] = q
	answer := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.URL}}
	if p.Answer != nil {
		p.Answer(answer)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token gives tokens for a code or a refresh token.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	p.held.Load().wait(r.Context())
	if p.away.Load() {
		http.Error(w, "not now", http.StatusBadGateway)
		return
	}
	p.at.Lock()
	defer p.at.Unlock()
	w.Header().Set("Content-Type", "application/json")
	id, secret, ok := r.BasicAuth()
	secret, _ = url.QueryUnescape(secret) // RFC 6749, 2.3.1
	if !ok {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	session, nonce := "", ""
	switch {
	case p.Tokens != nil && p.Tokens(w):
		return
	case id != clientID || secret != p.Secret:
		refuse(w, http.StatusUnauthorized, "invalid_client")
		return
	case r.PostFormValue("grant_type") == "refresh_token":
		session = p.renewal(r.PostFormValue("refresh_token"))
	default:
		session, nonce = p.code(r.PostForm)
	}
	if session == "" {
		refuse(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	p.give(w, session, nonce)
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": code, "error_description": "somebody may not"})
}

func (p *Provider) code(form url.Values) (session, nonce string) {
	asked := p.codes[form.Get("code")]
	delete(p.codes, form.Get("code"))
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	if asked == nil || form.Get("redirect_uri") != asked.Get("redirect_uri") || base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		return "", ""
	}
	return rand.Text(), asked.Get("nonce")
}

func (p *Provider) renewal(token string) (session string) {
	if of, again := p.used[token]; again {
		p.Reused.Add(1)
		maps.DeleteFunc(p.sessions, func(_, s string) bool { return s == of })
		return ""
	}
	session = p.sessions[token]
	delete(p.sessions, token)
	p.used[token] = session
	if session != "" {
		p.Renewed.Add(1)
	}
	return session
}

func (p *Provider) give(w http.ResponseWriter, session, nonce string) {
	p.count++
	access := p.Claims(map[string]any{"sid": session, "jti": p.count})
	if p.Access != nil {
		p.Access(access)
	}
	id := map[string]any{"iss": p.URL, "aud": clientID, "sub": "u-1", "typ": "ID", "sid": session, "iat": access["iat"], "exp": access["exp"]}
	if nonce != "" {
		id["nonce"] = nonce
	}
	if p.ID != nil {
		p.ID(id)
	}
	refresh := rand.Text()
	p.sessions[refresh] = session
	json.NewEncoder(w).Encode(map[string]any{"token_type": "Bearer", "expires_in": 60, "refresh_token": refresh, "access_token": p.Sign("one", access, nil), "id_token": p.Sign("one", id, nil)})
}

// leave ends a session at the provider.
func (p *Provider) leave(w http.ResponseWriter, r *http.Request) {
	p.at.Lock()
	defer p.at.Unlock()
	p.left = append(p.left, r.FormValue("id_token_hint"))
	clear(p.sessions)
	http.Redirect(w, r, r.FormValue("post_logout_redirect_uri"), http.StatusFound)
}

// SignOut is a logout token, with changed claims.
func (p *Provider) SignOut(changes map[string]any) string {
	c := map[string]any{"iss": p.URL, "aud": clientID, "sub": "u-1", "iat": p.now().Unix(), "exp": p.now().Unix() + 120, "jti": rand.Text(), "typ": "Logout",
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
	maps.Copy(c, changes)
	maps.DeleteFunc(c, func(_ string, v any) bool { return v == nil })
	return p.Sign("one", c, nil)
}
