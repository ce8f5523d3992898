// Package datafile reads the files of data that come with the product and that operators may replace, such as the rule
// book.
package datafile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads one JSON object, what says in errors what it is, and gives the SHA-256 of its text in hex. Unknown fields,
// in any other case too, fields that stand twice and anything behind the object are errors that say where.
func Decode(r io.Reader, what string, into any) (digest string, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", what, err)
	}
	// Editors on Windows begin a file with a byte order mark.
	if err := json.Unmarshal(bytes.TrimPrefix(text, []byte("\uFEFF")), into, json.RejectUnknownMembers(true)); err != nil {
		return "", fmt.Errorf("read %s: %w", what, problem(err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// problem says where in the file what is wrong.
func problem(err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case errors.As(err, &syntax) && errors.Is(err, jsontext.ErrDuplicateName):
		return fmt.Errorf("%s stands twice; keep one of the two", place(syntax.JSONPointer))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s is not JSON at byte %d: %w; it is one JSON object", place(syntax.JSONPointer), syntax.ByteOffset+1, syntax.Err)
	case errors.As(err, &meaning) && errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("%s is an unknown field; leave it out, or correct its name", place(meaning.JSONPointer))
	case errors.As(err, &meaning) && meaning.GoType != nil:
		return fmt.Errorf("%s is not %s; write one there", place(meaning.JSONPointer), wanted(meaning.GoType.Kind()))
	}
	return err
}

// place is a way into the file: notices.3.worked.
func place(p jsontext.Pointer) string {
	var steps []string
	for step := range p.Tokens() {
		steps = append(steps, step)
	}
	if len(steps) == 0 {
		return "the file"
	}
	return strings.Join(steps, ".")
}

func wanted(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list"
	}
	return "an object"
}
