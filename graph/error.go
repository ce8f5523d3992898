package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Code is one of the codes of docs/errors.md; it reaches clients as extensions.code.
type Code string

// The codes an answer may carry. docs/errors.md says what each asks of the client.
const (
	CodeBadInput    Code = "BAD_USER_INPUT"
	CodeBadID       Code = "BAD_ID"
	CodeBadCursor   Code = "BAD_CURSOR"
	CodeForbidden   Code = "FORBIDDEN"
	CodeLimit       Code = "LIMIT_EXCEEDED"
	CodeConflict    Code = "CONFLICT"
	CodeUnmet       Code = "CONDITION_UNMET"
	CodeNotStored   Code = "NOT_STORED"
	CodeMissing     Code = "MISSING_VALUE"
	CodeTimeout     Code = "TIMEOUT"
	CodeUnavailable Code = "SERVICE_UNAVAILABLE"
	CodeInternal    Code = "INTERNAL"
)

// Error answers the client. Any other error is our fault: logged with the request id, shown as INTERNAL.
type Error struct {
	Code    Code
	Message string   // what is wrong and what would be right; names no person
	Path    ast.Path // response path, or the argument's path below it
	err     error    // the cause, for the log only
}

func (e *Error) Error() string { return e.Message }

// Unwrap gives the cause, which only logs may show.
func (e *Error) Unwrap() error { return e.err }

// refuse makes an error whose message begins with the place it is about; format goes on from there.
func refuse(code Code, path ast.Path, format string, args ...any) *Error {
	return &Error{Code: code, Path: append(ast.Path(nil), path...), Message: pathText(path) + " " + fmt.Sprintf(format, args...)}
}

// below returns path with one more step; the result never shares memory with path.
func below(path ast.Path, step any) ast.Path {
	out := make(ast.Path, len(path), len(path)+1)
	copy(out, path)
	switch s := step.(type) {
	case int:
		return append(out, ast.PathIndex(s))
	case string:
		return append(out, ast.PathName(s))
	default:
		panic(fmt.Sprintf("graph: path step of type %T", step))
	}
}
