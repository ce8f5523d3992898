// Package refusal is how every room says no: an error with a code from one list, the place it is about, what is
// wrong and what would be right. It knows no other room but that of messages.
package refusal

import (
	"errors"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"golang.org/x/text/language"

	"bole/graph/message"
)

// Code is one of the codes of docs/errors.md; it reaches clients as extensions.code.
type Code string

// The codes an answer may carry. docs/errors.md says what each asks of the client.
const (
	BadInput    Code = "BAD_USER_INPUT"
	BadID       Code = "BAD_ID"
	BadCursor   Code = "BAD_CURSOR"
	Forbidden   Code = "FORBIDDEN"
	Limit       Code = "LIMIT_EXCEEDED"
	Conflict    Code = "CONFLICT"
	NotKnown    Code = "NOT_KNOWN"
	Unmet       Code = "CONDITION_UNMET"
	Step        Code = "STEP_NOT_ALLOWED"
	NotStored   Code = "NOT_STORED"
	Missing     Code = "MISSING_VALUE"
	Timeout     Code = "TIMEOUT"
	Unavailable Code = "SERVICE_UNAVAILABLE"
	DiskFull    Code = "DISK_FULL"
	Internal    Code = "INTERNAL"
)

// Error answers the client. Any other error is our fault: logged with the request id, shown as INTERNAL.
type Error struct {
	Code  Code
	Text  message.Text // what is wrong and what would be right; names no person
	Path  ast.Path     // response path, or the argument's path below it
	Cause error        // for the log only
	Limit string       // which one, by its setting or name; "" where none was hit. For metrics.
}

func (e *Error) Error() string { return e.Text.String() }

// In is the message in a language.
func (e *Error) In(lang language.Tag) string { return e.Text.In(lang) }

// Because is the error with its cause, for the log.
func (e *Error) Because(cause error) *Error {
	e.Cause = cause
	return e
}

// Hit is the error with the limit that was hit, by its setting or a name.
func (e *Error) Hit(limit string) *Error {
	e.Limit = limit
	return e
}

// Unwrap gives the cause, which only logs may show.
func (e *Error) Unwrap() error { return e.Cause }

// Newf makes an error without a place; At gives it one.
func Newf(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Text: message.New(format, args...)}
}

// Of makes an error whose message begins with the place it is about; format goes on from there.
func Of(code Code, path ast.Path, format string, args ...any) *Error {
	return &Error{Code: code, Path: append(ast.Path(nil), path...), Text: message.At(PathText(path), message.New(format, args...))}
}

// At gives an error without a place the one of the field it is about. It is a copy: one error may stand at many
// fields, or at those of many requests.
func At(err error, path ast.Path) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Path) > 0 {
		return err
	}
	here := *e
	here.Path = append(ast.Path(nil), path...)
	return &here
}

// Below returns path with one more step, an index (int) or a name; the result never shares memory with path.
func Below(path ast.Path, step any) ast.Path {
	out := make(ast.Path, len(path), len(path)+1)
	copy(out, path)
	switch s := step.(type) {
	case int:
		return append(out, ast.PathIndex(s))
	case string:
		return append(out, ast.PathName(s))
	default:
		panic(fmt.Sprintf("refusal: path step of type %T", step))
	}
}

// PathText is a path as messages write it: filter.tasks.some.
func PathText(path ast.Path) string { return strings.TrimPrefix(path.String(), ".") }
