package httpapi

import (
	"bytes"
	"crypto/rand"
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"bole/web"
)

// GraphiQL and React as their packages publish them: the page works without a network.
//
//go:embed assets
var files embed.FS

const graphiqlPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'"

func graphiql() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", graphiqlPolicy)
		http.ServeFileFS(w, r, files, "assets/page.html")
	})
}

func assets() http.Handler {
	return http.FileServerFS(files)
}

// consolePolicy lets the console load what this server has and nothing else, and style itself by what carries the nonce of
// this very answer.
const consolePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-%s'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// console gives the page of the console at every address that a browser may be sent to and that nothing else is at: which
// page of it to show, the address says, and the console reads it. A program that asks for what is not there is told so.
func console() (http.Handler, error) {
	built := web.Files()
	page, err := fs.ReadFile(built, "index.html")
	if err != nil {
		return nil, fmt.Errorf("the console's page: %w", err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || r.URL.Path != "/" && !strings.Contains(r.Header.Get("Accept"), "text/html") {
			http.NotFound(w, r)
			return
		}
		nonce := rand.Text()
		h := w.Header()
		h.Set("Content-Security-Policy", fmt.Sprintf(consolePolicy, nonce))
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept")
		w.Write(bytes.ReplaceAll(page, []byte(web.Nonce), []byte(nonce))) //nolint:errcheck // the client left
	}), nil
}

// consoleFiles gives what the page loads. A name below console/ is good for ever: another content has another name.
func consoleFiles() http.Handler {
	serve := http.FileServerFS(web.Files())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/console/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		serve.ServeHTTP(w, r)
	})
}
