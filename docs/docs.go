// Package docs holds those documents for users that the product shows itself.
package docs

import "embed"

// Guide is the schema guide.
//
//go:embed schema/*.md
var Guide embed.FS
