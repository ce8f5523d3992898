package validation

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"

	"bole/internal/limits"
)

// Syntax says what is wrong with a text that the parser refused. Signs and words of Chinese in it, which are what such
// a text most often has, are said each with what stands for it in GraphQL; the rest is said of the place where the parser
// stopped.
func Syntax(schema *ast.Schema, text string, l limits.Limits, refused *gqlerror.Error) gqlerror.List {
	m := mend(text)
	if len(m.edits) == 0 {
		return gqlerror.List{stopped(text, refused)}
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
		errs = append(errs, &gqlerror.Error{Message: p.message, Path: p.path, Locations: []gqlerror.Location{location(p.position)}})
	}
	return errs
}

// sign says which sign would be right.
func (e edit) sign() problem {
	p := problem{position: &ast.Position{Line: e.at.Line, Column: e.at.Column}}
	from, to := e.from, e.to
	switch {
	case strings.TrimSpace(from) == "" || from == "\u200b":
		p.message = fmt.Sprintf("%s the blank here is %U, which GraphQL does not read; write an ordinary one", line(e.at), []rune(from)[0])
		return p
	case letter([]rune(from)[0]):
		p.message = line(e.at) + " " + Shortened(from) + " is in letters of full width; write " + Shortened(to)
		return p
	case from == ";" || from == "；":
		to = ", or nothing"
	}
	p.message = line(e.at) + " " + Shortened(from) + " is not a sign of GraphQL; write " + Shortened(to)
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
				message: line(e.at) + " " + Shortened(e.from) + noName + words{schema: schema}.anywhere(e.from)})
		}
	}
	var refused *gqlerror.Error
	if errors.As(err, &refused) && len(refused.Locations) > 0 {
		l := refused.Locations[0]
		out = append(out, problem{position: &ast.Position{Line: l.Line, Column: l.Column}, message: stopped(m.text, refused).Message})
	}
	return out
}

// stopped says what is wrong where the parser stopped.
func stopped(text string, refused *gqlerror.Error) *gqlerror.Error {
	if len(refused.Locations) == 0 { // too many tokens
		return refused
	}
	at := refused.Locations[0]
	t := tokensTo(text, at)
	message := line(at) + " "
	switch {
	case t.is.Kind == lexer.EOF && len(t.open) > 0:
		last := t.open[len(t.open)-1]
		message += "the document ends and " + last.String() + " of " + strings.TrimSuffix(line(position(last)), ":") + " is open; add " + closing[last.Kind]
	case t.is.Kind == lexer.EOF:
		message += "the document ends where more is wanted; " + lower(refused.Message)
	case t.is.Kind == lexer.Invalid:
		message += t.invalid(text)
	case t.is.Kind == lexer.BraceR && t.before.Kind == lexer.BraceL:
		message += "{ } selects nothing; select fields in it, or leave it out"
	case t.is.Kind == lexer.ParenR && t.before.Kind == lexer.ParenL:
		message += "( ) holds no arguments; give some, or leave it out"
	case closing[t.is.Kind] == "" && isClosing(t.is.Kind) && len(t.open) > 0 && closing[t.open[len(t.open)-1].Kind] != t.is.String():
		last := t.open[len(t.open)-1]
		message += t.is.String() + " stands where " + closing[last.Kind] + " is wanted for " + last.String() + " of " + strings.TrimSuffix(line(position(last)), ":") + "; write that"
	case t.is.Kind == lexer.Equals:
		message += "= stands between a name and its value; write :"
	case len(t.open) == 0 && t.is.Kind == lexer.Name:
		message += Shortened(t.is.Value) + " stands outside of an operation; write { " + Shortened(t.is.Value) + " … }, and query or mutation before the { if it has variables"
	case len(t.open) == 0 && isClosing(t.is.Kind):
		message += t.is.String() + " closes nothing; leave it out"
	case t.is.Kind == lexer.String && (t.before.Kind == lexer.BraceL || t.before.Kind == lexer.ParenL || strings.HasPrefix(refused.Message, "Expected Name")):
		message += Shortened(t.is.Value) + " is in quotes, and names have none; write it without"
	default:
		message += lower(refused.Message) + "; write it as GraphQL has it"
	}
	return &gqlerror.Error{Message: message, Locations: refused.Locations}
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
func (s stop) invalid(text string) string {
	why := ""
	if s.err != nil {
		why = lower(s.err.Error())
	}
	var e *gqlerror.Error
	if errors.As(s.err, &e) {
		why = lower(e.Message)
	}
	runes := []rune(text)
	if s.is.Pos.Start >= len(runes) {
		return why
	}
	switch first := runes[s.is.Pos.Start]; {
	case first == '"' || s.is.Pos.Start > 0 && runes[s.is.Pos.Start-1] == '"':
		return why + "; close the text on its line with \", and write \\\" for a quote and \\\\ for a \\ in it"
	case first == '-' || first >= '0' && first <= '9':
		return why + "; write a number such as 3, -3 or 0.5"
	default:
		return Shortened(string(first)) + " is not a sign of GraphQL; leave it out, or put a text in quotes"
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

func line(l gqlerror.Location) string { return fmt.Sprintf("line %d, column %d:", l.Line, l.Column) }

// lower is a sentence of the library as a part of another.
func lower(s string) string {
	s = strings.TrimSuffix(s, ".")
	return strings.ToLower(s[:1]) + s[1:]
}
