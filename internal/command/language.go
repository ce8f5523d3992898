package command

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
)

// tongue is the language of --lang; nil where none is named.
type tongue struct{ *language.Tag }

// UnmarshalText reads en or zh.
func (l *tongue) UnmarshalText(text []byte) error {
	switch string(text) {
	case "":
	case "en":
		l.Tag = &message.English
	case "zh":
		l.Tag = &message.Chinese
	default:
		return message.Errorf("%q is not a language of bole; give en or zh", text)
	}
	return nil
}

// languageOf is the language of what is said before the settings are read, and where they name none: that of --lang and
// BOLE_LANG, otherwise that of the locale.
func languageOf(args []string) language.Tag {
	var l tongue
	for i, a := range args {
		name, value, joined := strings.Cut(a, "=")
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		if name == "--lang" && l.UnmarshalText([]byte(value)) == nil && l.Tag != nil {
			return *l.Tag
		}
	}
	if l.UnmarshalText([]byte(os.Getenv("BOLE_LANG"))) == nil && l.Tag != nil {
		return *l.Tag
	}
	return message.Match(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")))
}

// say writes a line in the language of the settings.
func (s *Settings) say(w io.Writer, format string, args ...any) {
	fmt.Fprintln(w, message.New(format, args...).In(s.lang))
}

// told is what an error says in a language. The words of others around a message of ours stay as they are, but for those
// of Neo4j: they may quote statements and data, and are for the log.
func told(err error, lang language.Tag) string {
	if foreign(err) {
		return message.New("Neo4j refused what this command asked of it; the log says why").In(lang)
	}
	var ours *message.Error
	if text := message.Of(err, lang); text != err.Error() || !errors.As(err, &ours) {
		return text
	}
	return strings.Replace(err.Error(), ours.Error(), ours.In(lang), 1)
}

// foreign reports whether an error is in Neo4j's words.
func foreign(err error) bool {
	var refused *refusal.Error
	var server *store.ServerError
	return !errors.As(err, &refused) && errors.As(err, &server)
}
