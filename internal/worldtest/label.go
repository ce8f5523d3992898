package worldtest

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	optional = regexp.MustCompile(`\[([^\]]*)\]`)
	valued   = regexp.MustCompile(`\{(\w+)(?::([^}]*))?\}`)
	prefixed = regexp.MustCompile(`\{organization\}\{title\}`)
)

// label is how people call a node, by the text of its type's @called, put together piece by piece.
func (x *naive) label(n *Node) string {
	x.shows(n)
	def := x.Schema.Types[n.Type]
	text := "{none}"
	switch d := def.Directives.ForName("called"); {
	case d != nil:
		text = d.Arguments.ForName("as").Value.Raw
	case def.Fields.ForName("title") != nil:
		text = "{title}"
	case def.Fields.ForName("name") != nil:
		text = "{name}"
	}
	if prefixed.MatchString(text) && strings.HasPrefix(x.part(n, "title"), x.part(n, "organization")) {
		text = prefixed.ReplaceAllString(text, "{title}")
	}
	fill := func(text string) (string, bool) {
		whole := true
		return valued.ReplaceAllStringFunc(text, func(s string) string {
			m := valued.FindStringSubmatch(s)
			v := x.part(n, m[1])
			if v == "" {
				whole = false
				return m[2]
			}
			return v
		}), whole
	}
	var b strings.Builder
	for at := 0; at < len(text); {
		m := optional.FindStringSubmatchIndex(text[at:])
		if m == nil {
			m = []int{len(text) - at, len(text) - at, len(text) - at, len(text) - at}
		}
		before, _ := fill(text[at : at+m[0]])
		b.WriteString(before)
		if inner, whole := fill(text[at+m[2] : at+m[3]]); whole {
			b.WriteString(inner)
		}
		at += m[1]
	}
	if out := strings.Join(strings.Fields(b.String()), " "); out != "" {
		return out
	}
	key, _ := n.Props["key"].(string)
	return key
}

func (x *naive) part(n *Node, name string) string {
	f := x.Schema.Types[n.Type].Fields.ForName(name)
	if f == nil {
		return ""
	}
	if f.Directives.ForName("relation") != nil {
		if rows := x.far(n, f); len(rows) > 0 {
			return x.label(rows[0].node)
		}
		return ""
	}
	v := x.stored(x.Schema.Types[n.Type], n.Props, name)
	if v == nil {
		return ""
	}
	if e := x.Schema.Types[f.Type.Name()].EnumValues.ForName(fmt.Sprint(v)); e != nil {
		return strings.Fields(e.Description)[0]
	}
	return fmt.Sprint(v)
}
