package graph

import (
	"context"
	"errors"
	"io"
)

var errOutputOnly = errors.New("this type is output only")

// Answer is the JSON of a selected object; nil is null.
type Answer []byte

// MarshalGQLContext writes the answer as it is.
func (a Answer) MarshalGQLContext(_ context.Context, w io.Writer) error {
	if a == nil {
		_, err := io.WriteString(w, "null")
		return err
	}
	_, err := w.Write(a)
	return err
}

// UnmarshalGQLContext fails: answers are never arguments.
func (a *Answer) UnmarshalGQLContext(context.Context, any) error { return errOutputOnly }

// Input is an argument as the request gave it. The planner coerces arguments itself, from the selection.
type Input map[string]any

// MarshalGQLContext fails: arguments are never answers.
func (in Input) MarshalGQLContext(context.Context, io.Writer) error { return errOutputOnly }

// UnmarshalGQLContext takes any value; the planner's coercer is the judge of it.
func (in *Input) UnmarshalGQLContext(_ context.Context, v any) error {
	m, _ := v.(map[string]any)
	*in = m
	return nil
}
