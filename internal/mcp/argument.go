package mcp

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// object is the JSON schema of a tool's arguments.
type object struct {
	Type       string             `json:"type"`
	Properties map[string]*member `json:"properties"`
	Required   []string           `json:"required,omitempty"`
	Additional bool               `json:"additionalProperties"`
}

func (o *object) names() map[string]bool {
	out := map[string]bool{}
	for name := range o.Properties {
		out[name] = true
	}
	return out
}

// member is the JSON schema of one value.
type member struct {
	Type        string             `json:"type,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Items       *member            `json:"items,omitempty"`
	Properties  map[string]*member `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Default     any                `json:"default,omitempty"`
}

// inputOf gives the schema of an operation's variables.
func (s *Server) inputOf(list ast.VariableDefinitionList) *object {
	out := &object{Type: "object", Properties: map[string]*member{}}
	for _, v := range list {
		m := s.member(v.Type, 0)
		m.Description = strings.TrimSpace(v.Description + " " + m.Description)
		switch {
		case v.DefaultValue != nil:
			if value, err := v.DefaultValue.Value(nil); err == nil {
				m.Default = value
			}
		case v.Type.NonNull:
			out.Required = append(out.Required, v.Variable)
		}
		out.Properties[v.Variable] = m
	}
	return out
}

// Inputs are written out when they are few and small; the filters hang together with half of the schema, and describe
// shows what an agent needs of them.
const (
	inputLevels = 2
	inputFields = 8
)

// member gives the schema of a type. Null is not offered: a value that is not wanted is left out.
func (s *Server) member(t *ast.Type, level int) *member {
	if t.Elem != nil {
		return &member{Type: "array", Items: s.member(t.Elem, level)}
	}
	d := s.options.Schema.Types[t.NamedType]
	switch {
	case d == nil:
		return &member{Description: fmt.Sprintf("(%s)", t.NamedType)}
	case d.Kind == ast.Enum:
		m := &member{Type: "string"}
		for _, v := range d.EnumValues {
			m.Enum = append(m.Enum, v.Name)
		}
		return m
	case d.Kind == ast.InputObject:
		m := &member{Type: "object", Description: fmt.Sprintf("(%s; describe shows it)", d.Name)}
		if level >= inputLevels || len(d.Fields) > inputFields {
			return m
		}
		m.Description, m.Properties = "", map[string]*member{}
		for _, f := range d.Fields {
			of := s.member(f.Type, level+1)
			of.Description = strings.TrimSpace(f.Description + " " + of.Description)
			m.Properties[f.Name] = of
			if f.Type.NonNull && f.DefaultValue == nil {
				m.Required = append(m.Required, f.Name)
			}
		}
		return m
	}
	return scalar(d)
}

// scalar gives the schema of a scalar; those of the API are texts, of a form that their description says.
func scalar(d *ast.Definition) *member {
	builtin := map[string]string{"Int": "integer", "Float": "number", "Boolean": "boolean", "String": "string", "ID": "string"}
	if t := builtin[d.Name]; t != "" {
		return &member{Type: t}
	}
	return &member{Type: "string", Description: "(" + cmp.Or(d.Description, d.Name) + ")"}
}

// members reads a JSON object with its numbers as they are written; nothing is an empty one.
func members(text []byte) (out map[string]any, ok bool) {
	if len(text) == 0 {
		return nil, true
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return out, d.Decode(&out) == nil
}

// quotedText is a text in quotes, with nothing in it that is not seen as what it is, and at most n characters of it.
func quotedText(text string, n int) string {
	if r := []rune(text); len(r) > n {
		text = string(r[:n]) + "…"
	}
	b, err := json.Marshal(text)
	if err != nil {
		return strconv.QuoteToASCII(text)
	}
	return string(quoted(b))
}
