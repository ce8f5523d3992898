package httpapi_test

import (
	"regexp"
	"strings"
	"testing"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

func TestGraphiQL(t *testing.T) {
	a := open(t)
	r := a.do("GET", "/graphiql", "", "Authorization", "", "Accept", browser)
	loaded := regexp.MustCompile(`(?:src|href)="([a-z./-]*)"`).FindAllStringSubmatch(r.body, -1)
	if r.status != 200 || !strings.Contains(r.header.Get("Content-Type"), "text/html") || strings.Contains(r.body, "https://") || len(loaded) < 5 {
		t.Errorf("the page is %d %s; it may name no other host:\n%s", r.status, r.header.Get("Content-Type"), r.body)
	}
	for _, part := range loaded {
		if part[1] == "sign-in" {
			continue
		}
		if s := a.do("GET", "/"+part[1], ""); s.status != 200 || len(s.body) == 0 {
			t.Errorf("the page's %s is %d", part[1], s.status)
		}
	}
}

// The console is one page at every address that nothing else is at. It may load what this server has, and style itself by
// a nonce that is another with each answer.
func TestConsole(t *testing.T) {
	a := open(t)
	nonces := map[string]bool{}
	for _, path := range []string{"/", "/search?q=%E5%80%BA", "/cadre/Q2FkcmU6YzAwMDE", "/nothing/of/ours"} {
		r := a.do("GET", path, "", "Authorization", "", "Accept", browser)
		if r.status != 200 || r.header.Get("Content-Type") != "text/html; charset=utf-8" || r.header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s is %d %v", path, r.status, r.header)
		}
		nonce := regexp.MustCompile(`nonce="([A-Z0-9]{26})"`).FindStringSubmatch(r.body)
		policy := r.header.Get("Content-Security-Policy")
		if nonce == nil || !strings.Contains(policy, "style-src 'self' 'nonce-"+nonce[1]+"'") || nonces[nonce[1]] {
			t.Errorf("%s has nonce %v and the policy %s", path, nonce, policy)
		} else {
			nonces[nonce[1]] = true
		}
		for _, loose := range []string{"unsafe", "*", "http:", "https:"} {
			if strings.Contains(policy, loose) {
				t.Errorf("the policy has %s: %s", loose, policy)
			}
		}
		loaded := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(r.body, -1)
		if len(loaded) < 3 {
			t.Errorf("%s loads %v", path, loaded)
		}
		for _, part := range loaded {
			s := a.do("GET", part[1], "", "Authorization", "")
			if s.status != 200 || len(s.body) == 0 {
				t.Errorf("%s of %s is %d", part[1], path, s.status)
			}
			if kept := strings.Contains(s.header.Get("Cache-Control"), "immutable"); kept != strings.HasPrefix(part[1], "/console/") {
				t.Errorf("%s is kept for ever: %t", part[1], kept)
			}
		}
	}
	for name, r := range map[string]answer{
		"a program's request":    a.do("GET", "/nothing", "", "Accept", "application/json"),
		"a change":               a.do("POST", "/", "", "Accept", browser),
		"a file that is not":     a.do("GET", "/console/nothing.js", "", "Accept", "*/*"),
		"a way out of its files": a.do("GET", "/console/..%2f..%2fweb.go", "", "Accept", "*/*"),
	} {
		if r.status != 404 || strings.Contains(r.body, "<html") {
			t.Errorf("%s is %d: %.100s", name, r.status, r.body)
		}
	}
}
