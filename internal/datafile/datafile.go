// Package datafile reads the files of data that come with the product and that operators may replace, such as the rule
// book.
package datafile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Decode reads one JSON object, what says in errors what it is, and gives the SHA-256 of its text in hex. Unknown fields
// and anything behind the object are errors.
func Decode(r io.Reader, what string, into any) (digest string, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", what, err)
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return "", fmt.Errorf("read %s: %w", what, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read %s: something follows its end; it is one JSON object", what)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
