// Package message is what the product says to people, in English or in Chinese. A message is written once, in English,
// where it is said; the catalogue knows its Chinese by the English format. It knows no other room.
package message

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message/catalog"
)

// Languages in which messages are said; the first is what they are written in, and what is said where nobody asked.
var (
	English = language.English
	Chinese = language.SimplifiedChinese
)

// Text is a message that is not put into a language yet. The zero value is empty.
type Text struct {
	format string
	args   []any
	place  string // that it is about, which stands before it and a blank; "" where there is none
}

// New makes a message of a format of package fmt; among the arguments may stand other messages, whatever else has a
// method In, and errors, which are put into the same language. The format is the catalogue's key, so it is a constant.
func New(format string, args ...any) Text { return Text{format: format, args: args} }

// Plain is what is the same in all languages, such as a name, a path or another program's words.
func Plain(text string) Text { return Text{format: "%s", args: []any{text}} }

// At puts the place that a message is about before it.
func At(place string, t Text) Text {
	t.place = place
	return t
}

// Empty reports whether there is nothing to say.
func (t Text) Empty() bool { return t.format == "" && t.place == "" }

// String is the message in English.
func (t Text) String() string { return t.In(English) }

// In is the message in a language; what the catalogue does not hold is said in English.
func (t Text) In(lang language.Tag) string {
	var b strings.Builder
	if t.place != "" {
		b.WriteString(t.place)
		b.WriteByte(' ')
	}
	args := make([]any, len(t.args))
	for i, a := range t.args {
		switch a := a.(type) {
		case interface{ In(language.Tag) string }:
			args[i] = a.In(lang)
		case error:
			args[i] = Of(a, lang)
		default:
			args[i] = a
		}
	}
	fmt.Fprintf(&b, translated(t.format, lang), args...)
	return b.String()
}

// MarshalText writes the message in English; Plain(t.In(lang)) is one that is in its language already.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a message that is in its language already.
func (t *Text) UnmarshalText(text []byte) error {
	*t = Plain(string(text))
	return nil
}

// List is several messages or values, one after the other with commas between them.
type List []Text

// In is the list in a language.
func (l List) In(lang language.Tag) string { return row{", ", l}.In(lang) }

// Join puts what separates them between texts, such as " or ", and between sentences a blank; those that are empty are
// left out. The catalogue knows its Chinese as that of a format.
func Join(format string, texts ...Text) Text {
	texts = slices.DeleteFunc(slices.Clone(texts), Text.Empty)
	switch len(texts) {
	case 0:
		return Text{}
	case 1:
		return texts[0]
	}
	return Text{format: "%s", args: []any{row{format, texts}}}
}

// row is texts with what separates them.
type row struct {
	between string
	texts   []Text
}

// In is the row in a language.
func (r row) In(lang language.Tag) string {
	parts := make([]string, len(r.texts))
	for i, t := range r.texts {
		parts[i] = t.In(lang)
	}
	return strings.Join(parts, translated(r.between, lang))
}

// Phrase is a text of data that comes with the product, such as a sentence of the rule book: where the catalogue has no
// Chinese for it, it is said as it stands.
func Phrase(text string) Text { return Text{format: "%s", args: []any{phrase(text)}} }

type phrase string

// In is the phrase in a language.
func (p phrase) In(lang language.Tag) string { return translated(string(p), lang) }

// Term is a value of an enum of the SDL, or a field of a type of nodes, which in English is called as it is written.
func Term(of, name string) Text { return Text{format: "%s", args: []any{term{of, name}}} }

type term struct{ of, name string }

// In is the term in a language.
func (t term) In(lang language.Tag) string {
	if lang == Chinese && terms[t.of][t.name] != "" {
		return terms[t.of][t.name]
	}
	return t.name
}

// Names is a list of what is the same in all languages.
func Names(names []string) List {
	out := make(List, len(names))
	for i, n := range names {
		out[i] = Plain(n)
	}
	return out
}

// Known is what another program says as a message of ours, where it has the form of one of the formats, whose verbs are
// all %s; otherwise it stays as it is.
func Known(said string, formats ...string) Text {
	for _, format := range formats {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(format), "%s", "(.*)")
		if found := regexp.MustCompile("(?s)^" + pattern + "$").FindStringSubmatch(said); found != nil {
			args := make([]any, len(found)-1)
			for i, f := range found[1:] {
				args[i] = f
			}
			return New(format, args...)
		}
	}
	return Plain(said)
}

// Error is an error with a message and, for errors.Is and errors.As, the errors among its arguments.
type Error struct {
	Text   Text
	causes []error
}

// Errorf is fmt.Errorf for what people are told; %w is written %v.
func Errorf(format string, args ...any) error {
	e := &Error{Text: New(format, args...)}
	for _, a := range args {
		if cause, ok := a.(error); ok {
			e.causes = append(e.causes, cause)
		}
	}
	return e
}

// Err is a message as an error.
func (t Text) Err() error { return &Error{Text: t} }

func (e *Error) Error() string { return e.Text.String() }

// Unwrap gives the errors among the arguments.
func (e *Error) Unwrap() []error { return e.causes }

// In is the error's message in a language.
func (e *Error) In(lang language.Tag) string { return e.Text.In(lang) }

// Of is what an error says in a language. Errors that do not know how are said as they are.
func Of(err error, lang language.Tag) string {
	//nolint:errorlint // of the error itself: what wraps it says more
	switch e := err.(type) {
	case interface{ In(language.Tag) string }:
		return e.In(lang)
	case *fs.PathError:
		return ofFile(e, lang)
	case interface{ Unwrap() []error }:
		if all := e.Unwrap(); err.Error() == join(all, English) { // of errors.Join
			return join(all, lang)
		}
	}
	return err.Error()
}

// join is what errors.Join says.
func join(errs []error, lang language.Tag) string {
	lines := make([]string, len(errs))
	for i, e := range errs {
		lines[i] = Of(e, lang)
	}
	return strings.Join(lines, "\n")
}

//go:embed zh terms.json
var files embed.FS

// terms are the Chinese terms of the SDL, as `make generate` writes them: by enum its values, by type of nodes its fields.
var terms = func() (all map[string]map[string]string) {
	text, err := files.ReadFile("terms.json")
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		panic("message: the terms of the SDL: " + err.Error())
	}
	return all
}()

// messages is the catalogue: the format in English → in Chinese.
var messages = func() *catalog.Builder {
	b := catalog.NewBuilder(catalog.Fallback(English))
	names, err := fs.Glob(files, "zh/*.json")
	if err != nil || len(names) == 0 {
		panic("message: the catalogue is not embedded")
	}
	for _, name := range names {
		if err := add(b, name); err != nil {
			panic(fmt.Sprintf("message: %s: %v", name, err))
		}
	}
	return b
}()

func add(b *catalog.Builder, name string) error {
	text, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	var all map[string]string
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	for english, chinese := range all {
		if err := b.SetString(Chinese, english, chinese); err != nil {
			return fmt.Errorf("%q: %w", english, err)
		}
	}
	return nil
}

var matcher = language.NewMatcher([]language.Tag{English, Chinese})

// Match is the language, of those there are, that fits best what a client accepts (an Accept-Language header, or the
// name of a locale such as zh_CN.UTF-8).
func Match(accepted ...string) language.Tag {
	accepted = slices.Clone(accepted)
	for i, a := range accepted {
		if name, _, encoded := strings.Cut(a, "."); encoded && !strings.ContainsAny(a, ",;") { // zh_CN.UTF-8
			a = name
		}
		accepted[i] = strings.ReplaceAll(a, "_", "-")
	}
	_, i := language.MatchStrings(matcher, accepted...)
	if i == 1 {
		return Chinese
	}
	return English
}

// translated is a format in a language.
func translated(format string, lang language.Tag) string {
	if lang == English || format == "%s" {
		return format
	}
	var out found
	if messages.Context(lang, &out).Execute(format) != nil {
		return format
	}
	return string(out)
}

// found is what the catalogue renders: a format, which is filled in here, since the library's own verbs write numbers
// of four digits with a comma, years too.
type found string

// Render implements catmsg.Renderer.
func (f *found) Render(s string) { *f += found(s) }

// Arg implements catmsg.Renderer.
func (*found) Arg(int) any { return nil }
