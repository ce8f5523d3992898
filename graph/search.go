package graph

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
)

// Bounds of a search; docs/limits.md names them.
const (
	maxSearchText  = 200  // characters
	maxSearchTerms = 16   // words and phrases
	searchProbe    = 1000 // hits of a type up to which all are ranked; beyond, its keys are walked
	excerptLength  = 120  // characters
)

// searched is a type as a search walks it.
type searched struct {
	typ    *Type
	place  int // among all searched types
	fields []string
	class  int    // of the place to go on behind
	after  string // key of that place
}

// found is one node a search found.
type found struct {
	place string
	ref   Ref
	field string
	text  string
}

// hiddenCases never count and are not found by search or path.
var hiddenCases = []string{"REJECTED", "MALICIOUS"}

// hidden are the states of cases that the caller does not find.
func hiddenFrom(c Caller) []string {
	if c.Role == roleSubject {
		return append(slices.Clone(hiddenCases), pending["Case"].values...)
	}
	return hiddenCases
}

// Search answers search: candidates come from the full-text index of each type, and every one is looked at again,
// so that neither the index's scores nor what is out of scope has a part in what is found and in which order.
func (g *Graph) Search(ctx context.Context, r Request) (Answer, []*Error, error) {
	return g.computed(ctx, r, func(args map[string]any) (any, error) {
		text, _ := args["text"].(string)
		q, err := parseSearch(text)
		if err != nil {
			return nil, err
		}
		root := ast.Path{ast.PathName(r.Field.Alias)}
		w, err := windowOf(args, root)
		if err != nil {
			return nil, err
		}
		s := &search{Graph: g, caller: r.Caller, query: q, window: w, print: fingerprint("search "+strings.Join(q.terms, " "), nil)}
		if err := s.begin(args["types"], root); err != nil {
			return nil, err
		}
		rows, err := s.page(ctx)
		if err != nil {
			return nil, err
		}
		return s.connection(ctx, rows), nil
	})
}

// search is one search under way.
type search struct {
	*Graph
	caller Caller
	query  searchQuery
	window window
	print  string
	types  []searched
	dense  []searched // types with too many hits to rank
	ranked int64      // matches of the other types
}

// begin reads the types and the place to go on behind.
func (s *search) begin(types any, path ast.Path) error {
	wanted, _ := types.([]any)
	class, place, key := 0, -1, ""
	if s.window.after != "" {
		values, err := decodeCursor(s.window.after, s.print, []sortKey{{field: s.mapping.types["Cadre"].keyField()}}, below(path, "after"))
		if err != nil {
			return err
		}
		if text, _ := values[0].(string); len(text) > 3 {
			class = int(text[0] - '0')
			place, _ = strconv.Atoi(text[1:3])
			key = text[3:]
		}
	}
	for i, t := range s.mapping.Searched() {
		if wanted != nil && !slices.Contains(wanted, any(constant(t.Name))) {
			continue
		}
		x := searched{typ: t, place: i, class: class}
		for _, name := range t.Fulltext {
			if f := t.Field(name); len(f.Access) == 0 || slices.Contains(f.Access, s.caller.Role) {
				x.fields = append(x.fields, f.Property)
			}
		}
		switch {
		case len(x.fields) == 0:
			continue
		case i < place: // of this class all of the type stands before the place
			x.class++
		case i == place:
			x.after = key
		}
		s.types = append(s.types, x)
	}
	return nil
}

// Searched are the types that full text finds, in the order of their names.
func (m *Mapping) Searched() []*Type {
	return slices.DeleteFunc(m.Nodes(), func(t *Type) bool { return len(t.Fulltext) == 0 })
}

// constant is a type's name as an enum's value: TOLERANCE_RULING.
func constant(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToUpper(b.String())
}

func (s *search) params(types []searched) map[string]any {
	list := make([]any, len(types))
	for i, t := range types {
		list[i] = map[string]any{"type": t.typ.Name, "index": fulltextIndex(t.typ), "scope": string(t.typ.Scope),
			"fields": t.fields, "class": t.class, "after": t.after}
	}
	return map[string]any{"types": list, "query": s.query.lucene, "terms": s.query.terms, "text": s.query.text,
		"probe": searchProbe, "hidden": hiddenFrom(s.caller)}
}

// page finds a page's entries and one more.
func (s *search) page(ctx context.Context) ([]found, error) {
	n := s.window.size + 1
	records, err := s.askLimited(ctx, "views/search", s.caller, s.params(s.types), n)
	if err != nil {
		return nil, err
	}
	var rows []found
	for _, r := range records {
		i := slices.IndexFunc(s.types, func(t searched) bool { return t.typ.Name == r.Values[0] })
		if r.Values[1] == true {
			s.dense = append(s.dense, s.types[i])
			more, err := s.walk(ctx, s.types[i], n)
			if err != nil {
				return nil, err
			}
			rows = append(rows, more...)
			continue
		}
		count, _ := r.Values[2].(int64)
		s.ranked += count
		page, _ := r.Values[3].([]any)
		for _, row := range page {
			rows = append(rows, s.found(s.types[i], row))
		}
	}
	slices.SortFunc(rows, func(a, b found) int { return strings.Compare(a.place, b.place) })
	return rows[:min(n, len(rows))], nil
}

// walk goes along a type's keys: with so many hits a page of them comes soon.
func (s *search) walk(ctx context.Context, t searched, n int) ([]found, error) {
	p := newPlanner(s.mapping, Request{Caller: s.caller})
	v := p.fresh()
	visible := p.visible(v, t.typ, nil)
	values := s.params([]searched{t})
	for i, x := range p.params {
		values["k"+strconv.Itoa(i+1)] = x
	}
	w := &writer{}
	w.word("CALL () {")
	classes := []int{0, 1}
	for i, class := range classes[min(t.class, 1):] {
		if i > 0 {
			w.line().word("UNION ALL")
		}
		w.line().word("MATCH (").name(v).word(":").symbol(t.typ.Label).word(")")
		w.line().word("WHERE ").prop(v, "key").word(" > ")
		if class == t.class {
			w.word("$p.types[0].after")
		} else {
			w.word("''")
		}
		w.word(" AND ")
		if class == 1 {
			w.word("NOT coalesce(").prop(v, t.fields[0]).word(" = $p.text, false)")
		} else {
			w.prop(v, t.fields[0]).word(" = $p.text")
		}
		w.word(" AND NOT coalesce(").prop(v, "verification").word(" IN $p.hidden, false)")
		if !isTrue(visible) {
			w.word(" AND (").cond(visible, false).word(")")
		}
		w.word(" AND all(term IN $p.terms WHERE any(x IN [")
		for i, f := range t.fields {
			if i > 0 {
				w.word(", ")
			}
			w.prop(v, f)
		}
		w.word("] WHERE toLower(normalize(x, NFKC)) CONTAINS term))")
		w.line().word("WITH ").name(v).word(" ORDER BY ").prop(v, "key").word(" LIMIT $n")
		w.line().word("RETURN ").word(word(strconv.Itoa(class))).word(" AS class, ").name(v)
	}
	w.line().word("}")
	w.line().word("WITH class, ").name(v).word(" ORDER BY class, ").prop(v, "key").word(" LIMIT $n")
	w.line().word("RETURN [class, ").prop(v, "key").word(", [f IN $p.types[0].fields | ").name(v).word("[f]]]")
	records, err := s.read(ctx, Statement{Text: w.b.String(), Params: map[string]any{"p": values, "n": n}})
	if err != nil {
		return nil, fmt.Errorf("search %s: %w", t.typ.Name, err)
	}
	rows := make([]found, 0, len(records))
	for _, r := range records {
		rows = append(rows, s.found(t, r.Values[0]))
	}
	return rows, nil
}

// found reads [class, key, texts].
func (s *search) found(t searched, v any) found {
	row, _ := v.([]any)
	class, _ := row[0].(int64)
	key, _ := row[1].(string)
	texts, _ := row[2].([]any)
	f := found{place: fmt.Sprintf("%d%02d%s", class, t.place, key), ref: Ref{Type: t.typ.Name, Key: key}}
	f.field, f.text = s.query.matched(t.fields, texts)
	return f
}

func (s *search) connection(ctx context.Context, rows []found) Object {
	more := len(rows) > s.window.size
	if more {
		rows = rows[:s.window.size]
	}
	var edges, nodes []any
	info := map[string]any{"hasNextPage": more, "hasPreviousPage": s.window.after != "", "startCursor": nil, "endCursor": nil}
	for i, f := range rows {
		cursor := encodeCursor(s.print, []any{f.place})
		if i == 0 {
			info["startCursor"] = cursor
		}
		info["endCursor"] = cursor
		nodes = append(nodes, f.ref)
		edges = append(edges, Object{Type: "SearchEdge", Fields: map[string]any{"cursor": cursor, "node": f.ref, "field": f.field, "excerpt": s.query.excerpt(f.text)}})
	}
	return Object{Type: "SearchConnection", Fields: map[string]any{"edges": edges, "nodes": nodes,
		"pageInfo": Object{Type: "PageInfo", Fields: info},
		"totalCount": func(map[string]any) (any, error) {
			if len(s.dense) == 0 {
				return s.ranked, nil
			}
			records, err := s.askNamed(ctx, "views/search-count", s.caller, s.params(s.dense))
			if err != nil {
				return nil, err
			}
			n, _ := records[0].Values[0].(int64)
			return s.ranked + n, nil
		}}}
}

// excerpt is the text around the first match.
func (q searchQuery) excerpt(text string) string {
	runes := []rune(text)
	if len(runes) <= excerptLength {
		return text
	}
	low := strings.ToLower(text)
	at := len(low)
	for _, t := range q.terms {
		if i := strings.Index(low, t); i >= 0 {
			at = min(at, i)
		}
	}
	begin := 0
	if at < len(low) {
		begin = max(0, utf8.RuneCountInString(low[:at])-excerptLength/4)
	}
	begin = min(begin, len(runes)-excerptLength)
	cut := string(runes[begin : begin+excerptLength])
	if begin > 0 {
		cut = "…" + cut
	}
	if begin+excerptLength < len(runes) {
		cut += "…"
	}
	return cut
}
