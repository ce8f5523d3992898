package signin

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"

	"bole/graph/message"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Parse(pageText))

// shown is what a page shows.
type shown struct {
	Lang, Title, Text, Request string
	Links                      []link
}

type link struct{ Text, Address string }

// signInAt is the address of a sign-in that comes back to a page.
func signInAt(issuer, back string) string {
	q := url.Values{}
	if issuer != "" {
		q.Set("issuer", issuer)
	}
	if back != "/" {
		q.Set("return", back)
	}
	if len(q) == 0 {
		return "/sign-in"
	}
	return "/sign-in?" + q.Encode()
}

// choice asks at which provider to sign in.
func (s *SignIn) choice(w http.ResponseWriter, r *http.Request, status int, back string) {
	lang := message.Match(r.Header.Values("Accept-Language")...)
	p := shown{Title: message.New("Sign in").In(lang), Text: message.New("Where do you have your account?").In(lang)}
	if status == http.StatusNotFound {
		p.Text = message.New("Nobody signs in at that provider here. Where do you have your account?").In(lang)
	}
	for _, party := range s.browsers.Parties {
		p.Links = append(p.Links, link{party.Title, signInAt(party.Issuer(), back)})
	}
	s.show(w, r, status, p)
}

// told says why somebody is not signed in or out, and what to do.
func (s *SignIn) told(w http.ResponseWriter, r *http.Request, status int, back string, text message.Text) {
	lang := message.Match(r.Header.Values("Accept-Language")...)
	p := shown{Title: message.New("Sign-in").In(lang), Text: text.In(lang), Links: []link{{message.New("Sign in").In(lang), signInAt("", back)}}}
	if id := w.Header().Get("X-Request-Id"); id != "" {
		p.Request = message.New("Request %s", id).In(lang)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "5")
	}
	s.show(w, r, status, p)
}

func (s *SignIn) show(w http.ResponseWriter, r *http.Request, status int, p shown) {
	lang := message.Match(r.Header.Values("Accept-Language")...)
	p.Lang = "en"
	if lang == message.Chinese {
		p.Lang = "zh-CN"
	}
	var b bytes.Buffer
	if err := page.Execute(&b, p); err != nil {
		s.logged(w, r, "a page could not be written", err)
		http.Error(w, p.Text, status)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Lang)
	h.Add("Vary", "Accept-Language")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	b.WriteTo(w) //nolint:errcheck // the client left
}
