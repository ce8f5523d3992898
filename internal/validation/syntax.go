package validation

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"bole/graph/message"
	"bole/internal/limits"
)

// Syntax says what is wrong with a text that the parser refused. Signs and words of Chinese in it, which are what such
// a text most often has, are said each with what stands for it in GraphQL; the rest is said of the place where the parser
// stopped.
func Syntax(schema *ast.Schema, text string, l limits.Limits, refused *gqlerror.Error) gqlerror.List {
	m := mend(text)
	if len(m.edits) == 0 {
		err := said(stopped(text, refused))
		err.Locations = refused.Locations
		return gqlerror.List{err}
	}
	var problems []problem
	for _, e := range m.edits {
		if !e.word && len(problems) < mostErrors {
			problems = append(problems, e.sign())
		}
	}
	problems = append(problems, m.meant(schema, l)...)
	slices.SortStableFunc(problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.position.Line, b.position.Line), cmp.Compare(a.position.Column, b.position.Column))
	})
	var errs gqlerror.List
	for _, p := range problems[:min(len(problems), mostErrors)] {
		err := said(p.text)
		err.Path, err.Locations = p.path, []gqlerror.Location{location(p.position)}
		errs = append(errs, err)
	}
	return errs
}

// sign says which sign would be right.
func (e edit) sign() problem {
	p := problem{position: &ast.Position{Line: e.at.Line, Column: e.at.Column}}
	from, at := e.from, line(e.at)
	switch {
	case strings.TrimSpace(from) == "" || from == "\u200b":
		p.text = message.New("%s: the blank here is %U, which GraphQL does not read; write an ordinary one", at, []rune(from)[0])
	case letter([]rune(from)[0]):
		p.text = message.New("%s: %s is in letters of full width; write %s", at, Shortened(from), Shortened(e.to))
	case from == ";" || from == "；":
		p.text = message.New("%s: %s is not a sign of GraphQL; write , or nothing", at, from)
	default:
		p.text = message.New("%s: %s is not a sign of GraphQL; write %s", at, Shortened(from), Shortened(e.to))
	}
	return p
}

// meant says for each word what stands for it in GraphQL. The text is read with names in place of the words.
func (m mended) meant(schema *ast.Schema, l limits.Limits) []problem {
	if len(m.words) == 0 {
		return nil
	}
	doc, err := limits.Parse(m.text, l)
	if err != nil || len(doc.Operations) == 0 {
		return m.unplaced(schema, err)
	}
	f := &foreign{checking: &checking{words: words{schema: schema}, document: doc.QueryDocument}, names: m.words}
	f.visit()
	return f.said()
}

// unplaced says what the words are that stand in a text of which no more can be read, and why it cannot.
func (m mended) unplaced(schema *ast.Schema, err error) []problem {
	var out []problem
	for _, e := range m.edits {
		if e.word && len(out) < mostErrors {
			out = append(out, problem{position: &ast.Position{Line: e.at.Line, Column: e.at.Column},
				text: word(e.at, e.from, words{schema: schema}.anywhere(e.from))})
		}
	}
	var refused *gqlerror.Error
	if errors.As(err, &refused) && len(refused.Locations) > 0 {
		l := refused.Locations[0]
		out = append(out, problem{position: &ast.Position{Line: l.Line, Column: l.Column}, text: stopped(m.text, refused)})
	}
	return out
}

// stopped says what is wrong where the parser stopped.
func stopped(text string, refused *gqlerror.Error) message.Text {
	if len(refused.Locations) == 0 {
		return library(refused.Message)
	}
	at := refused.Locations[0]
	return message.New("%s: %s", line(at), tokensTo(text, at).wrong(text, refused))
}

// wrong says what is wrong with the token.
func (s stop) wrong(text string, refused *gqlerror.Error) message.Text {
	is, before := s.is.Kind, s.before.Kind
	var last lexer.Token // that is open
	if len(s.open) > 0 {
		last = s.open[len(s.open)-1]
	}
	switch {
	case is == lexer.EOF && len(s.open) > 0:
		return message.New("the document ends and %s of %s is open; add %s", last, line(position(last)), closing[last.Kind])
	case is == lexer.EOF:
		return message.New("the document ends where more is wanted; %s", library(refused.Message))
	case is == lexer.Invalid:
		return s.invalid(text)
	case is == lexer.BraceR && before == lexer.BraceL:
		return message.New("{ } selects nothing; select fields in it, or leave it out")
	case is == lexer.ParenR && before == lexer.ParenL:
		return message.New("( ) holds no arguments; give some, or leave it out")
	case isClosing(is) && len(s.open) > 0 && closing[last.Kind] != s.is.String():
		return message.New("%s stands where %s is wanted for %s of %s; write that", s.is, closing[last.Kind], last, line(position(last)))
	case is == lexer.Equals:
		return message.New("= stands between a name and its value; write :")
	case len(s.open) == 0 && is == lexer.Name:
		return message.New("%s stands outside of an operation; write { %[1]s … }, and query or mutation before the { if it has variables", Shortened(s.is.Value))
	case len(s.open) == 0 && isClosing(is):
		return message.New("%s closes nothing; leave it out", s.is)
	case is == lexer.String && (before == lexer.BraceL || before == lexer.ParenL || strings.HasPrefix(refused.Message, "Expected Name")):
		return message.New("%s is in quotes, and names have none; write it without", Shortened(s.is.Value))
	}
	return message.New("%s; write it as GraphQL has it", library(refused.Message))
}

var closing = map[lexer.Type]string{lexer.BraceL: "}", lexer.ParenL: ")", lexer.BracketL: "]"}

func isClosing(k lexer.Type) bool {
	return k == lexer.BraceR || k == lexer.ParenR || k == lexer.BracketR
}

// stop is a token with the one before it and the brackets that are open there.
type stop struct {
	before, is lexer.Token
	open       []lexer.Token
	err        error // of the lexer, where the token is none
}

// invalid says what is wrong with what is no token.
func (s stop) invalid(text string) message.Text {
	var why message.Text
	var e *gqlerror.Error
	switch {
	case errors.As(s.err, &e):
		why = library(e.Message)
	case s.err != nil:
		why = library(s.err.Error())
	}
	runes := []rune(text)
	if s.is.Pos.Start >= len(runes) {
		return why
	}
	switch first := runes[s.is.Pos.Start]; {
	case first == '"' || s.is.Pos.Start > 0 && runes[s.is.Pos.Start-1] == '"':
		return message.New("%s; close the text on its line with \", and write \\\" for a quote and \\\\ for a \\ in it", why)
	case first == '-' || first >= '0' && first <= '9':
		return message.New("%s; write a number such as 3, -3 or 0.5", why)
	default:
		return message.New("%s is not a sign of GraphQL; leave it out, or put a text in quotes", Shortened(string(first)))
	}
}

// tokensTo reads a text up to a place. Comments are passed over.
func tokensTo(text string, at gqlerror.Location) stop {
	l := lexer.New(&ast.Source{Input: text})
	var s stop
	for {
		t, err := l.ReadToken()
		if t.Kind == lexer.Comment {
			continue
		}
		s.before, s.is, s.err = s.is, t, err
		p := position(t)
		if err != nil || t.Kind == lexer.EOF || p.Line > at.Line || p.Line == at.Line && p.Column >= at.Column {
			return s
		}
		switch {
		case closing[t.Kind] != "":
			s.open = append(s.open, t)
		case isClosing(t.Kind) && len(s.open) > 0:
			s.open = s.open[:len(s.open)-1]
		}
	}
}

func position(t lexer.Token) gqlerror.Location {
	return gqlerror.Location{Line: t.Pos.Line, Column: t.Pos.Column}
}

func line(l gqlerror.Location) message.Text {
	return message.New("line %d, column %d", l.Line, l.Column)
}

// library is a sentence of the library as a part of another.
func library(s string) message.Text {
	s = strings.TrimSuffix(s, ".")
	return message.Known(strings.ToLower(s[:1])+s[1:], "expected at least one definition, found %s", "expected %s, found %s", "exceeded maximum nesting depth of %s",
		"unexpected single quote character (%s), did you mean to use a double quote (%s)?", "cannot parse the unexpected character %s", "cannot contain the invalid character %s",
		"unexpected %s", "invalid number, unexpected digit after 0: %s", "invalid number, expected digit but got: %s", "invalid character within String: %s",
		"invalid character escape sequence: %s", "unterminated string")
}
