package httpapi

import (
	"embed"
	"net/http"
)

// GraphiQL and React as their packages publish them: the page works without a network.
//
//go:embed assets
var files embed.FS

const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; frame-ancestors 'none'"

func page() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		http.ServeFileFS(w, r, files, "assets/page.html")
	})
}

func assets() http.Handler {
	return http.FileServerFS(files)
}
