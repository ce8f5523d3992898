package message

import (
	"context"

	"golang.org/x/text/language"
)

type spokenKey struct{}

// Speak returns a context in which texts that are stored in both languages are told in one.
func Speak(ctx context.Context, lang language.Tag) context.Context {
	return context.WithValue(ctx, spokenKey{}, lang)
}

// Spoken is the language of a context, English where none was named.
func Spoken(ctx context.Context) language.Tag {
	if lang, ok := ctx.Value(spokenKey{}).(language.Tag); ok {
		return lang
	}
	return English
}
