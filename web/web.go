// Package web is the console, as `make web` builds it from the sources beside: pages on the API that everyone has.
package web

import (
	"embed"
	"io/fs"
)

//go:embed dist
var dist embed.FS

// Nonce stands in the page where a nonce of each answer's own takes its place.
const Nonce = "{{nonce}}"

// Files are the page (index.html) and what it loads. Names below console/ change with their content.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: " + err.Error()) // dist is embedded
	}
	return files
}
