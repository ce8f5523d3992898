package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"

	"bole/graph"
	"bole/graph/message"
	"bole/internal/imports"
	"bole/internal/limits"
)

// asked is a request as it was sent: an operation's text, or the id of a stored one.
type asked struct {
	*graphql.RawParams
	document string
	profile  bool // the client asks for what each statement did
	explain  bool // and how Neo4j goes about each
	files    *imports.Files
	digest   string // sha256Hash of a persisted query, in lower case; "" where the request has none
}

// readBody reads a request's JSON in one pass: malformed Unicode, members given twice and values beyond the limits are
// refused with their place before anything is decoded.
func readBody(raw []byte, l limits.Limits) (asked, error) {
	s := &scan{raw: raw, decoder: jsontext.NewDecoder(bytes.NewBuffer(raw)), limits: l, what: message.New("the body")}
	if s.decoder.PeekKind() != '{' {
		return asked{}, message.Errorf("the body is not a JSON object; send %s", `{"query": …, "variables": …}`)
	}
	members := map[string]json.RawMessage{}
	_, err := s.decoder.ReadToken()
	for err == nil && s.decoder.PeekKind() == '"' {
		var name jsontext.Token
		if name, err = s.decoder.ReadToken(); err == nil {
			key := name.String()
			members[key], err = s.value(key)
		}
	}
	if err == nil {
		_, err = s.decoder.ReadToken() // }
	}
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return asked{}, s.explain(err)
	}
	return params(members)
}

// readQuery reads a request from the address. Its parts are held to what a body is held to.
func readQuery(query string, l limits.Limits) (asked, error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return asked{}, message.Errorf("the address's query cannot be read; percent-encode each value")
	}
	members := map[string]json.RawMessage{}
	for _, name := range []string{"query", "documentId", "operationName", "variables", "extensions"} {
		switch {
		case len(q[name]) > 1:
			return asked{}, message.Errorf("%s is given twice; give it once", name)
		case len(q[name]) == 0, q.Get(name) == "":
			continue
		case !utf8.ValidString(q.Get(name)):
			return asked{}, message.Errorf("%s is not valid Unicode; percent-encode its UTF-8", name)
		}
		if name != "variables" && name != "extensions" {
			if members[name], err = json.Marshal(q.Get(name)); err != nil {
				return asked{}, fmt.Errorf("read %s: %w", name, err)
			}
			continue
		}
		raw := []byte(q.Get(name))
		s := &scan{raw: raw, decoder: jsontext.NewDecoder(bytes.NewBuffer(raw)), limits: l, what: message.Plain(name), prefix: name}
		if members[name], err = s.value(name); err == nil {
			err = s.end()
		}
		if err != nil {
			return asked{}, s.explain(err)
		}
	}
	return params(members)
}

// scan goes over JSON once, token by token.
type scan struct {
	raw     []byte
	decoder *jsontext.Decoder
	limits  limits.Limits
	what    message.Text // for errors
	prefix  string       // of places in errors
}

// value reads one value of the member name and counts what is in it.
func (s *scan) value(name string) (json.RawMessage, error) {
	if k := s.decoder.PeekKind(); k != '{' && k != '[' {
		v, err := s.decoder.ReadValue()
		return json.RawMessage(bytes.Clone(v)), err
	}
	base := s.decoder.StackDepth()
	start := -1
	for values := 0; ; {
		token, err := s.decoder.ReadToken()
		if err != nil {
			return nil, err
		}
		if start < 0 {
			start = int(s.decoder.InputOffset()) - 1
		}
		depth := s.decoder.StackDepth()
		switch kind, n := s.decoder.StackIndex(depth); {
		case token.Kind() == '}' || token.Kind() == ']':
			if depth == base {
				return s.raw[start:s.decoder.InputOffset()], nil
			}
		case kind == '{' && n%2 == 1: // a member's name
		default:
			values++
		}
		if err := s.limits.CheckJSON(name, depth-base, values); err != nil {
			return nil, err
		}
	}
}

// end refuses what stands behind the value.
func (s *scan) end() error {
	_, err := s.decoder.ReadToken()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil:
		return message.Errorf("something stands behind the JSON")
	}
	return err
}

// explain says what is wrong with the JSON, and where.
func (s *scan) explain(err error) error {
	var own *graph.Error
	if errors.As(err, &own) {
		return own
	}
	place := s.prefix
	var syntax *jsontext.SyntacticError
	if !errors.As(err, &syntax) {
		return message.Errorf("%s cannot be read as JSON: %v", s.what, jsonError(err))
	}
	for step := range syntax.JSONPointer.Tokens() {
		place = strings.TrimPrefix(place+"."+step, ".")
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return message.Errorf("%s has the member %s twice; give it once", s.what, place)
	}
	if place == "" {
		return message.Errorf("%s is not valid JSON, byte %d: %v", s.what, syntax.ByteOffset, jsonError(syntax.Err))
	}
	return message.Errorf("%s is not valid JSON at %s, byte %d: %v", s.what, place, syntax.ByteOffset, jsonError(syntax.Err))
}

// jsonError is what the library says of JSON that is not valid.
func jsonError(err error) message.Text {
	var own *message.Error
	if errors.As(err, &own) {
		return own.Text
	}
	return message.Known(err.Error(), "unexpected EOF", "invalid UTF-8", "invalid escape sequence %s in string", "invalid surrogate pair %s in string", "object member name must be a string", "missing value after object name",
		"mismatching structural token for object or array", "exceeded max depth", "invalid character %s at start of value", "invalid character %s after top-level value",
		"invalid character %s after object name (expecting ':')", "invalid character %s after object value (expecting ',' or '}')",
		"invalid character %s after array element (expecting ',' or ']')", "invalid character %s in literal %s (expecting %s)", "invalid character %s at start of string (expecting %s)",
		"invalid character %s in string (expecting non-control character)", "invalid character %s in number (expecting digit)", "EOF")
}

// params decodes members one by one, so that each error names its member.
func params(members map[string]json.RawMessage) (asked, error) {
	a := asked{RawParams: &graphql.RawParams{}}
	for _, m := range []struct {
		name string
		into any
		text message.Text
	}{
		{"query", &a.Query, message.New("query is not a string; give the operation's text")},
		{"documentId", &a.document, message.New("documentId is not a string; give the id of a stored operation")},
		{"operationName", &a.OperationName, message.New("operationName is not a string; name one of the operations or leave it out")},
		{"variables", &a.Variables, message.New("variables is not a JSON object; give one member for each variable")},
		{"extensions", &a.Extensions, message.New("extensions is not a JSON object")},
	} {
		if err := member(members[m.name], m.into); err != nil {
			return asked{}, m.text.Err()
		}
	}
	if err := a.persistedQuery(); err != nil {
		return asked{}, err
	}
	for _, look := range []struct {
		name string
		into *bool
	}{{"profile", &a.profile}, {"explain", &a.explain}} {
		v, given := a.Extensions[look.name]
		on, ok := v.(bool)
		if given && !ok {
			return asked{}, message.Errorf("extensions.%s is not true or false; leave it out, or give true", look.name)
		}
		*look.into = on
	}
	switch {
	case a.Query == "" && a.document == "" && a.digest != "":
	case a.Query == "" && a.document == "":
		return asked{}, message.Errorf("query is missing; give the operation's text as query, or the id of a stored one as documentId")
	case a.Query != "" && a.document != "":
		return asked{}, message.Errorf("query and documentId are both given; give one of the two")
	}
	return a, nil
}

func member(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	if text, ok := into.(*string); ok && raw[0] == '"' { // as most are; a decoder costs more than the rest of the body
		b, err := jsontext.AppendUnquote(nil, raw)
		*text = string(b)
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}
