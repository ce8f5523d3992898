package httpapi

import (
	"errors"
	"net/http"

	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/text/language"

	"bole/graph/message"
)

// chinese is how answers in Chinese, and labels in it, say their language.
const chinese = "zh-CN"

// speak says in an answer's head which language its words are in.
func speak(h http.Header, lang language.Tag) {
	h.Add("Vary", "Accept-Language")
	name := lang.String()
	if lang == message.Chinese {
		name = chinese
	}
	h.Set("Content-Language", name)
}

// told is an error that keeps its message, to be put into the language of the request that it answers.
func told(code Code, text message.Text) *gqlerror.Error {
	return &gqlerror.Error{Message: text.String(), Err: text.Err(), Extensions: map[string]any{"code": string(code)}}
}

// worded gives errors with their messages in a language. They are copies: log lines are written of the errors in English.
func worded(errs gqlerror.List, lang language.Tag) gqlerror.List {
	out := make(gqlerror.List, len(errs))
	for i, e := range errs {
		one := *e
		one.Message = textOf(e).In(lang)
		out[i] = &one
	}
	return out
}

// textOf is what an error says; the words of libraries are what they are.
func textOf(e *gqlerror.Error) message.Text {
	var ours interface {
		error
		In(lang language.Tag) string
	}
	if errors.As(e.Err, &ours) {
		return message.New("%s", ours)
	}
	return message.Plain(e.Message)
}
