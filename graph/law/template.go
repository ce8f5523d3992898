package law

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"text/template"

	"bole/graph/cypher"
	"bole/graph/mapping"
)

// Templates are statements written by hand, FILE.cypher each. Their patterns of nodes that are not open are written
// by the template and carry the caller's scope:
//
//	{{node "e:Evaluation {kind: 'ANNUAL'}"}}  a node that the caller sees
//	{{held "a:Appointment"}}                  one that hangs on an owner matched by {{node}}
//	{{sees "c" "Cadre"}}                      the condition alone, for a variable that was matched before
//	{{writes "s" "SelectionStep"}}            that the caller, whose role may, writes the node: it is in their scope
//	{{seesAny "x"}}                           the same for a node of any type
//	{{finds "x"}}                             and that search and walks find it
//	{{listed "k" "Case"}}                    that search and walks find a node the caller sees
//	{{whole}}                                 whether the caller sees the whole graph
//	{{ref "x"}}                               [label, key], as results name a node
//
// A caller's values are parameters; only the schema's words and our own enter a text.
type Templates struct {
	law   *Law
	texts map[string]string // by path without ending
	more  template.FuncMap
	cache sync.Map // kind of scope and name → text
}

// Templates reads the statements of some folders. More are words that the room that owns the files adds.
func (l *Law) Templates(files fs.FS, more template.FuncMap) (*Templates, error) {
	t := &Templates{law: l, texts: map[string]string{}, more: more}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".cypher" {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		t.texts[strings.TrimSuffix(name, ".cypher")] = string(b)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	for name := range t.texts { // what is wrong with a template shows at start and not when it is asked
		for _, c := range []Caller{System, {Role: "ANALYST"}, {Role: Subject, Self: "x"}} {
			if _, err := t.text(name, c); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// Names are the statements there are.
func (t *Templates) Names() []string {
	out := make([]string, 0, len(t.texts))
	for name := range t.texts {
		out = append(out, name)
	}
	return out
}

// Statement gives a statement for a caller; p are its parameters, to which the caller's scope is added.
func (t *Templates) Statement(name string, c Caller, p map[string]any) (cypher.Statement, error) {
	text, err := t.text(name, c)
	if err != nil {
		return cypher.Statement{}, err
	}
	_, p["scope"] = c.OwnScope()
	return cypher.Statement{Name: name, Text: text, Params: map[string]any{"p": p}}, nil
}

func (t *Templates) text(name string, c Caller) (string, error) {
	key := t.law.Kind(c) + "\n" + name
	if text, ok := t.cache.Load(key); ok {
		return text.(string), nil //nolint:forcetypeassert // stored below
	}
	raw, ok := t.texts[name]
	if !ok {
		return "", fmt.Errorf("there is no statement %q", name)
	}
	funcs := t.law.words(c)
	maps.Copy(funcs, t.more)
	parsed, err := template.New(name).Funcs(funcs).Parse(raw)
	if err != nil {
		return "", fmt.Errorf("read statement: %w", err)
	}
	var b bytes.Buffer
	if err := parsed.Execute(&b, nil); err != nil {
		return "", fmt.Errorf("write statement: %w", err)
	}
	t.cache.Store(key, b.String())
	return b.String(), nil
}

// Kind tells scopes apart whose statements read differently: by the property that is compared, and by what the role
// is kept from.
func (l *Law) Kind(c Caller) string {
	return c.scopeProperty() + " " + l.roles[c.Role]
}

// kept is by role the types and states that it does not see.
func kept(s *mapping.Schema) map[string]string {
	out := map[string]string{}
	roles := s.SDL.Types["Role"]
	if roles == nil {
		return out
	}
	for _, role := range roles.EnumValues {
		var b strings.Builder
		l := &Law{schema: s}
		for _, t := range s.Nodes() {
			if r := l.Rule(Caller{Role: role.Name, Whole: true}, t, false); !r.All() {
				fmt.Fprintf(&b, "%s %t %q;", t.Name, r.Never, r.Except)
			}
		}
		out[role.Name] = b.String()
	}
	return out
}

// pattern is what stands between the brackets of a node: variable, label and properties.
var pattern = regexp.MustCompile(`^(\w*):(\w+)\s*(\{.*\})?$`)

// words are what a template may call for a caller.
func (l *Law) words(c Caller) template.FuncMap {
	typed := func(label string) (*mapping.Type, error) {
		if t := l.schema.Label(label); t != nil {
			return t, nil
		}
		return nil, fmt.Errorf("%s is not a label of the schema", label)
	}
	node := func(text string, admitted bool) (string, error) {
		m := pattern.FindStringSubmatch(strings.TrimSpace(text))
		if m == nil {
			return "", fmt.Errorf("%q is not a pattern; write it as v:Label or v:Label {property: value}", text)
		}
		t, err := typed(m[2])
		if err != nil {
			return "", err
		}
		if m[1] == "" {
			return "", fmt.Errorf("%q has no variable; a scope needs one", text)
		}
		cond := l.condition(c, m[1], t, admitted)
		if cond == "true" {
			return "(" + text + ")", nil
		}
		return "(" + text + " WHERE " + cond + ")", nil
	}
	return template.FuncMap{
		"node":    func(text string) (string, error) { return node(text, false) },
		"held":    func(text string) (string, error) { return node(text, true) },
		"seesAny": func(v string) string { return "(" + l.SeesAny(c, v) + ")" },
		"finds":   func(v string) string { return "(" + l.Finds(c, v) + ")" },
		"sees": func(v, label string) (string, error) {
			t, err := typed(label)
			if err != nil {
				return "", err
			}
			return "(" + l.Sees(c, v, t) + ")", nil
		},
		"writes": func(v, label string) (string, error) {
			t, err := typed(label)
			if err != nil {
				return "", err
			}
			return "(" + l.Writes(c, v, t, false) + ")", nil
		},
		"listed": func(v, label string) (string, error) {
			t, err := typed(label)
			if err != nil {
				return "", err
			}
			parts := []string{Listed(v, t)}
			for _, s := range l.Rule(c, t, true).Except {
				parts = append(parts, "NOT coalesce("+in(v, s)+", false)")
			}
			return strings.Join(parts, " AND "), nil
		},
		"whole": func() string { return strconv.FormatBool(c.Whole) },
		"ref":   func(v string) string { return "[labels(" + v + ")[0], " + v + ".key]" },
	}
}
