package mcp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode"
	"unicode/utf16"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"bole/graph/message"
)

// mostAnswer is how many bytes a tool's answer may have, so that it leaves room in an agent's context.
const mostAnswer = 60_000

// Codes of refusals that are made here, as docs/errors.md has it.
const (
	codeBadInput   = "BAD_USER_INPUT"
	codeBadRequest = "BAD_REQUEST"
	codeLimit      = "LIMIT_EXCEEDED"

	codeUnavailable = "SERVICE_UNAVAILABLE"
)

// told is an error as a tool's answer has it.
type told struct {
	Message string          `json:"message"`
	Code    string          `json:"code,omitempty"`
	Path    json.RawMessage `json:"path,omitempty"`
}

// given is a tool's answer.
type given struct {
	Data     json.RawMessage `json:"data,omitempty"`
	Errors   []told          `json:"errors,omitempty"`
	Warnings json.RawMessage `json:"warnings,omitempty"`
}

// bounding are the arguments by which tools are asked for less.
var bounding = []string{"first", "limit", "depth", "names", "ids", "keys"}

// long refuses an answer of so many bytes, with the arguments of the tool that make it shorter.
func long(n int, of map[string]bool, c caller) answer {
	var less []string
	for _, name := range bounding {
		if of[name] {
			less = append(less, name)
		}
	}
	if len(less) > 0 {
		return refused(codeLimit, message.New("the answer has %d bytes, and an agent is given %d at most; ask for less by %s", n, mostAnswer, message.Names(less)), c)
	}
	return refused(codeLimit, message.New("the answer has %d bytes, and an agent is given %d at most; ask for fewer at a time (first), go on from endCursor, or ask for fewer fields", n, mostAnswer), c)
}

// result is an answer as JSON alone: what anybody recorded stands in it within quotes. Of whatever tool, it is bounded here.
func result(a answer, of map[string]bool, c caller) (*sdk.CallToolResult, error) {
	g := given{Data: a.Data, Warnings: a.Extensions.Warnings}
	for _, e := range a.Errors {
		g.Errors = append(g.Errors, told{e.Message, e.Extensions.Code, e.Path})
	}
	if string(g.Data) == "null" {
		g.Data = nil
	}
	text, err := json.Marshal(g) // compact
	if err != nil {
		return nil, fmt.Errorf("write an answer: %w", err)
	}
	text = quoted(text)
	if len(text) > mostAnswer {
		return result(long(len(text), of, c), of, c)
	}
	return &sdk.CallToolResult{
		Content:           []sdk.Content{&sdk.TextContent{Text: string(text)}},
		StructuredContent: json.RawMessage(text),
		IsError:           len(a.Errors) > 0,
	}, nil
}

// quoted writes signs of valid JSON that are not seen, that turn what stands behind them around, or that could be taken
// for markup, as escapes. They occur within its strings only, which mean the same afterwards.
func quoted(text []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(text))
	for _, r := range string(text) {
		switch {
		case r != '<' && r != '>' && r != '&' && plain(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.Bytes()
}

// blankBraille is a symbol by its class, and looks like a space.
const blankBraille = '\u2800'

// plain reports whether a sign is what it looks like: not a control or a format, a separator of lines, a variation of
// another, one that is not drawn though it counts as a letter, one of nobody's or of private use.
func plain(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Zs) && !unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) && r != blankBraille
}
