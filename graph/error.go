package graph

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/refusal"
)

// Error and Code are those of package refusal.
type (
	Error = refusal.Error
	Code  = refusal.Code
)

// The codes an answer may carry; docs/errors.md.
const (
	CodeBadInput    = refusal.BadInput
	CodeBadID       = refusal.BadID
	CodeBadCursor   = refusal.BadCursor
	CodeForbidden   = refusal.Forbidden
	CodeLimit       = refusal.Limit
	CodeConflict    = refusal.Conflict
	CodeUnmet       = refusal.Unmet
	CodeStep        = refusal.Step
	CodeNotStored   = refusal.NotStored
	CodeMissing     = refusal.Missing
	CodeTimeout     = refusal.Timeout
	CodeUnavailable = refusal.Unavailable
	CodeDiskFull    = refusal.DiskFull
	CodeInternal    = refusal.Internal
)

func refuse(code Code, path ast.Path, format string, args ...any) *Error {
	return refusal.Of(code, path, format, args...)
}

func below(path ast.Path, step any) ast.Path { return refusal.Below(path, step) }
