package walks

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/graph/textorder"
)

// Bounds of a search; docs/limits.md names them.
const (
	maxSearchText = 200  // characters
	searchProbe   = 2000 // hits of a type up to which all are ranked; beyond, its keys are walked
)

// searched is a type as a search walks it.
type searched struct {
	typ    *mapping.Type
	place  int // among all searched types
	fields []*mapping.Field
	title  string // the sort key of its title or name, "" for a type without or whose title the caller may not use
	class  int    // of the place to go on behind
	after  string // key of that place
}

// found is one node a search found.
type found struct {
	place string
	ref   graph.Ref
	field string
	text  string
}

// Search answers search: candidates come from the full-text index of each type, and every one is looked at again,
// so that neither the index's scores nor what is out of scope has a part in what is found and in which order.
func (g *Walks) Search(ctx context.Context, q graph.Query) (any, error) {
	args, root := q.Args, q.Path
	text, _ := args["text"].(string)
	query, err := parseSearch(text)
	if err != nil {
		return nil, err
	}
	w, err := plan.WindowOf(args, root)
	if err != nil {
		return nil, err
	}
	s := &search{Walks: g, caller: q.Caller, query: query, window: w, places: plan.NewPlaces("search " + query.folded())}
	if err := s.begin(args["types"], root); err != nil {
		return nil, err
	}
	rows, err := s.page(ctx)
	if err != nil {
		return nil, err
	}
	return s.connection(ctx, rows), nil
}

// search is one search under way.
type search struct {
	*Walks
	caller law.Caller
	query  searchQuery
	window plan.Window
	places plan.Places
	types  []searched
	dense  []searched // types with too many hits to rank
	ranked int64      // matches of the other types
}

// begin reads the types and the place to go on behind.
func (s *search) begin(types any, path ast.Path) error {
	wanted, _ := types.([]any)
	class, place, key := 0, -1, ""
	if s.window.After != "" {
		text, err := s.places.Read(s.window.After, refusal.Below(path, "after"))
		if err != nil {
			return err
		}
		if len(text) > 3 {
			class = int(text[0] - '0')
			place, _ = strconv.Atoi(text[1:3])
			key = text[3:]
		}
	}
	for i, t := range s.schema().Searched() {
		if wanted != nil && !slices.Contains(wanted, any(constant(t.Name))) {
			continue
		}
		x := searched{typ: t, place: i, class: class}
		for n, name := range t.Fulltext {
			f := t.Field(name)
			if law.Field(s.caller, f, nil) != nil {
				continue
			}
			x.fields = append(x.fields, f)
			if n == 0 && f.HasSortKey() {
				x.title = f.SortProperty()
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
		fields := make([]any, len(t.fields))
		for i, f := range t.fields {
			fields[i] = map[string]any{"text": f.Property, "folded": f.FoldedProperty()}
		}
		item := map[string]any{"type": t.typ.Name, "index": store.FulltextIndex(t.typ.Label, t.typ.Texts()), "query": s.query.lucene(t.fields),
			"fields": fields, "title": nil, "class": t.class, "after": t.after}
		if t.title != "" {
			item["title"] = t.title
		}
		list[i] = item
	}
	terms := make([]any, len(s.query.terms))
	for i, t := range s.query.terms {
		terms[i] = map[string]any{"text": t.plain, "spelled": t.spelled}
	}
	return map[string]any{"types": list, "terms": terms, "title": textorder.Key(s.query.text), "probe": searchProbe}
}

// page finds a page's entries and one more.
func (s *search) page(ctx context.Context) ([]found, error) {
	n := s.window.Size + 1
	records, err := s.ask(ctx, "search", s.caller, s.params(s.types), n)
	if err != nil {
		return nil, err
	}
	var rows []found
	for _, r := range records {
		i := slices.IndexFunc(s.types, func(t searched) bool { return t.typ.Name == r[0] })
		if r[1] == true {
			s.dense = append(s.dense, s.types[i])
			if s.types[i].class > 1 {
				continue // all of it stands before the place
			}
			more, err := s.walk(ctx, s.types[i], n)
			if err != nil {
				return nil, err
			}
			rows = append(rows, more...)
			continue
		}
		count, _ := r[2].(int64)
		s.ranked += count
		page, _ := r[3].([]any)
		for _, row := range page {
			rows = append(rows, s.found(s.types[i], row))
		}
	}
	slices.SortFunc(rows, func(a, b found) int { return strings.Compare(a.place, b.place) })
	return rows[:min(n, len(rows))], nil
}

// walk goes along a type's keys: with so many hits a page of them comes soon.
func (s *search) walk(ctx context.Context, t searched, n int) ([]found, error) {
	texts := make([]string, len(t.fields))
	for i, f := range t.fields {
		texts[i] = "coalesce(v." + cypher.Quote(f.FoldedProperty()) + ", toLower(normalize(v." + cypher.Quote(f.Property) + ", NFKC)))"
	}
	seen := s.law.Sees(s.caller, "v", t.typ) + " AND " + law.Listed("v", t.typ)
	var parts []string
	for class := t.class; class <= 1; class++ {
		after, exact := "''", ""
		if class == t.class {
			after = "$p.types[0].after"
		}
		switch title := "v." + cypher.Quote(t.title) + " = $p.title"; {
		case t.title == "" && class == 0:
			continue // none is exact
		case t.title == "":
		case class == 0:
			exact = " AND " + title
		default:
			exact = " AND NOT coalesce(" + title + ", false)"
		}
		parts = append(parts, "MATCH (v:"+cypher.Quote(t.typ.Label)+")\n  WHERE v.key > "+after+exact+" AND "+seen+
			"\n  WITH v, ["+strings.Join(texts, ", ")+"] AS texts"+
			"\n  WHERE all(term IN $p.terms WHERE any(x IN texts WHERE x CONTAINS term.text OR x CONTAINS term.spelled))"+
			"\n  WITH v ORDER BY v.key LIMIT $n\n  RETURN "+strconv.Itoa(class)+" AS class, v")
	}
	text := "CALL () {\n  " + strings.Join(parts, "\n  UNION ALL\n  ") + "\n}\nWITH class, v ORDER BY class, v.key LIMIT $n\n" +
		"RETURN [class, v.key, [f IN $p.types[0].fields | v[f.text]]]"
	p := s.params([]searched{t})
	_, p["scope"] = s.caller.OwnScope()
	records, err := s.store.Read(ctx, s.caller, cypher.Statement{Name: "search-walk", Text: text, Params: map[string]any{"p": p, "n": n}})
	if err != nil {
		return nil, fmt.Errorf("search %s: %w", t.typ.Name, err)
	}
	rows := make([]found, 0, len(records))
	for _, r := range records {
		rows = append(rows, s.found(t, r[0]))
	}
	return rows, nil
}

// found reads [class, key, texts].
func (s *search) found(t searched, v any) found {
	row, _ := v.([]any)
	class, _ := row[0].(int64)
	key, _ := row[1].(string)
	texts, _ := row[2].([]any)
	f := found{place: fmt.Sprintf("%d%02d%s", class, t.place, key), ref: graph.Ref{Type: t.typ.Name, Key: key}}
	f.field, f.text = s.query.matched(t.fields, texts)
	return f
}

func (s *search) connection(ctx context.Context, rows []found) graph.Object {
	more := len(rows) > s.window.Size
	if more {
		rows = rows[:s.window.Size]
	}
	var edges, nodes []any
	var ends []graph.Ref // that the cursors of the page tell of
	info := map[string]any{"hasNextPage": more, "hasPreviousPage": s.window.After != "", "startCursor": nil, "endCursor": nil}
	for i, f := range rows {
		cursor := s.places.Write(f.place)
		if i == 0 {
			info["startCursor"] = cursor
		}
		info["endCursor"] = cursor
		if i == 0 || i == len(rows)-1 {
			ends = append(ends, f.ref)
		}
		nodes = append(nodes, f.ref)
		edges = append(edges, graph.Object{Type: "SearchEdge", Fields: map[string]any{"cursor": cursor, "node": f.ref, "field": f.field, "excerpt": s.query.excerpt(f.text)}})
	}
	return graph.Object{Type: "SearchConnection", Fields: map[string]any{"edges": edges, "nodes": nodes,
		"pageInfo": graph.Object{Type: "PageInfo", Fields: info, About: ends},
		"totalCount": func(map[string]any) (any, error) {
			if len(s.dense) == 0 {
				return s.ranked, nil
			}
			records, err := s.ask(ctx, "search-count", s.caller, s.params(s.dense), 0)
			if err != nil {
				return nil, err
			}
			n, _ := records[0][0].(int64)
			return s.ranked + n, nil
		}}}
}
