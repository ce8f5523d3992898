package plan

import (
	"fmt"
	"strconv"
	"strings"

	"bole/graph/cypher"
)

// word is Cypher we wrote: a constant converts to it, a string variable does not compile.
type word = cypher.Word

// A writer builds one statement. It has no method for a string of a caller's; labels and properties come
// from the mapping and are quoted where they are not plain names.
type writer struct {
	b strings.Builder
	// indent is the depth of blocks: goldens and PROFILE are read by people.
	indent int
}

// text writes a plan's statement.
func text(root block) string {
	w := &writer{}
	switch b := root.(type) {
	case *lookupBlock:
		w.lookup(b)
	case *keysBlock:
		w.keys(b)
	case *pageBlock:
		w.page(b)
	default:
		panic(fmt.Sprintf("plan: no text for block %T", b))
	}
	return strings.TrimSpace(w.b.String())
}

func (w *writer) word(s word) *writer { w.b.WriteString(string(s)); return w }

func (w *writer) name(n varName) *writer {
	w.b.WriteByte('v')
	w.b.WriteString(strconv.Itoa(int(n)))
	return w
}

func (w *writer) param(p param) *writer {
	w.b.WriteString("$p.k")
	w.b.WriteString(strconv.Itoa(int(p)))
	return w
}

func (w *writer) limit(n limitParam) *writer {
	w.b.WriteString("$n")
	w.b.WriteString(strconv.Itoa(int(n)))
	return w
}

func (w *writer) number(n int) *writer {
	w.b.WriteString(strconv.Itoa(n))
	return w
}

func (w *writer) line() *writer {
	w.b.WriteByte('\n')
	for range w.indent {
		w.b.WriteString("  ")
	}
	return w
}

// symbol writes a label, relationship type or property of the schema.
func (w *writer) symbol(s string) *writer { w.b.WriteString(cypher.Quote(s)); return w }

// prop writes a property, or without one the variable itself: a figure or key that was computed.
func (w *writer) prop(n varName, property string) *writer {
	if property == "" {
		return w.name(n)
	}
	return w.name(n).word(".").symbol(property)
}

func (w *writer) lookup(b *lookupBlock) {
	w.word("UNWIND ").param(b.Keys).word(" AS k")
	w.line().word("MATCH (").name(b.Var).word(":").symbol(b.Label).word(" {key: k})")
	w.where(b.Where)
	w.calls(b.Row)
	w.line().word("RETURN collect(").row(b.Row).word(")")
}

func (w *writer) keys(b *keysBlock) {
	w.word("MATCH (").name(b.Var).word(":").symbol(b.Label).word(")")
	w.where(b.Where)
	w.line().word("WITH ").name(b.Var).word(" ORDER BY ").name(b.Var).word(".key LIMIT ").limit(b.Limit)
	w.line().word("RETURN collect(").name(b.Var).word(".key)")
}

func (w *writer) page(b *pageBlock) {
	switch {
	case len(b.Segments) == 0:
		w.returned("[]", b)
	case b.Start == nil:
		w.walk(b)
		w.line()
		w.cut(b)
		w.returned("page", b)
	default:
		w.candidates(b)
		w.word("CALL (found) {") // a subquery, since collecting nothing beside found would give no row
		w.indent++
		w.line()
		w.fromCandidates(b)
		w.line()
		w.cut(b).line().word("RETURN page")
		w.indent--
		w.line().word("}")
		w.returned("page", b)
	}
}

// cut orders the nodes found, takes a page of them and collects its rows.
func (w *writer) cut(b *pageBlock) *writer {
	w.word("WITH ").name(b.Var)
	w.order(b.Order).word(" LIMIT ").limit(b.Limit)
	w.calls(b.Row)
	w.line().word("WITH collect(").row(b.Row).word(") AS page")
	return w
}

// walk goes along the page's index. What comes last is walked only where the page is not full by then: nodes without
// a value have no index of their own, and where they are few, looking for them reads the whole label.
func (w *writer) walk(b *pageBlock) {
	last := len(b.Segments) - 1
	if !b.Segments[last].Rest {
		w.union(b, b.Segments)
		return
	}
	w.word("CALL () {")
	w.indent++
	w.line()
	w.union(b, b.Segments[:last])
	w.line().word("RETURN collect(").name(b.Var).word(") AS walked")
	w.indent--
	w.line().word("}").line().word("CALL (walked) {")
	w.indent++
	w.line().word("UNWIND walked AS ").name(b.Var).word(" RETURN ").name(b.Var)
	w.line().word("UNION ALL")
	w.line().word("UNWIND CASE WHEN size(walked) < ").limit(b.Limit).word(" THEN [1] ELSE [] END AS go").line()
	w.union(b, b.Segments[last:])
	w.line().word("RETURN ").name(b.Var)
	w.indent--
	w.line().word("}")
}

func (w *writer) union(b *pageBlock, segments []segment) {
	w.word("CALL () {")
	w.indent++
	for i, s := range segments {
		if i > 0 {
			w.line().word("UNION ALL")
		}
		w.segment(b, s)
	}
	w.indent--
	w.line().word("}")
}

// candidates collects, when their number is asked, all the page's nodes from the filter's side; otherwise
// the nodes at the filter's end alone, one more than a page would start from.
func (w *writer) candidates(b *pageBlock) {
	s := b.Start
	w.word("CALL () {")
	w.indent++
	found := b.Var
	if b.Total != nil {
		w.fromFilter(b)
		w.line().word("WITH DISTINCT ").name(found)
	} else {
		found = s.Hop.To
		w.filterEnd(s)
		w.word(" LIMIT ").limit(s.Probe)
	}
	w.line().word("RETURN collect(").name(found).word(") AS found")
	w.indent--
	w.line().word("}")
	w.line()
}

// filterEnd matches the nodes at the filter's end.
func (w *writer) filterEnd(s *startBlock) {
	w.line()
	here, later, again := w.seek(s.Hop.To, s.Label, s.First)
	w.where(here)
	if len(later) > 0 {
		w.line().word("WITH *")
		w.where(later)
	}
	w.line().word("WITH ")
	if again {
		w.word("DISTINCT ")
	}
	w.name(s.Hop.To)
}

// fromFilter matches the page's nodes from the filter's side. The WITH keeps the order of the two.
func (w *writer) fromFilter(b *pageBlock) {
	w.filterEnd(b.Start)
	w.line().word("MATCH ").hopTo(b.Var, b.Start.Page, b.Start.Hop)
	w.where(b.Start.Then)
}

// fromCandidates starts from what was found when that is all there is, and walks the index when there is more.
func (w *writer) fromCandidates(b *pageBlock) {
	var places anyOf
	for _, s := range b.Segments {
		places = append(places, allOf(s.Where))
	}
	s := b.Start
	if b.Total != nil {
		w.word("UNWIND found AS ").name(b.Var)
		w.line().word("WITH ").name(b.Var)
		w.where(places)
		return
	}
	w.word("CALL (found) {")
	w.indent++
	w.line().word("UNWIND CASE WHEN size(found) < ").limit(s.Probe).word(" THEN found ELSE [] END AS ").name(s.Hop.To)
	w.line().word("MATCH ").hopTo(b.Var, s.Page, s.Hop)
	w.where(allOf{s.Then, places})
	w.line().word("RETURN DISTINCT ").name(b.Var)
	w.line().word("UNION ALL")
	w.line().word("UNWIND CASE WHEN size(found) < ").limit(s.Probe).word(" THEN [] ELSE [1] END AS go")
	w.line()
	w.walk(b)
	w.line().word("RETURN ").name(b.Var)
	w.indent--
	w.line().word("}")
}

// returned is what comes back: the page, the number of all its nodes, and figures over them.
func (w *writer) returned(page word, b *pageBlock) {
	w.calls(b.Figures)
	w.line().word("RETURN ").word(page).word(", ")
	w.total(b)
	if len(b.Figures.Columns) > 0 {
		w.word(", ").row(b.Figures)
	}
}

// total is the number of all the page's nodes under its filter.
func (w *writer) total(b *pageBlock) {
	switch {
	case b.Total == nil:
		w.word("0")
	case b.Start == nil:
		w.count(b.Total)
	case len(b.Segments) > 0:
		w.word("size(found)")
	default:
		w.word("COUNT {")
		w.indent++
		w.fromFilter(b)
		w.line().word("RETURN DISTINCT ").name(b.Var)
		w.indent--
		w.line().word("}")
	}
}

func (w *writer) segment(b *pageBlock, s segment) {
	w.line().word("MATCH ").labelled(b.Var, b.Label, b.Own)
	w.where(b.Own.and(append(append(allOf{}, s.Where...), b.Where)))
	w.line().word("WITH ").name(b.Var)
	w.indexOrder(s.Order).word(" LIMIT ").limit(b.Limit)
	w.line().word("RETURN ").name(b.Var)
}

// labelled matches the nodes of a label, by the way to the caller's own where there is one.
func (w *writer) labelled(v varName, label string, own *ownWay) {
	w.word("(").name(v).word(":").symbol(label).word(")")
	if own != nil && own.Hop.Type != "" {
		w.arrow(own.Hop)
		w.word("(").name(own.Hop.To).word(":").symbol(own.Hop.Label).word(")")
	}
}

// and is a condition with that of the way.
func (o *ownWay) and(c condition) condition {
	if o == nil {
		return c
	}
	return allOf{compare{Of: o.Hop.To, Property: "key", Op: opIn, Value: o.Keys}, c}
}

// indexOrder is a segment's order: what is the same for all of it is left out, so that its index gives it.
func (w *writer) indexOrder(keys []ordering) *writer {
	w.word(" ORDER BY ")
	for i, o := range keys {
		if i > 0 {
			w.word(", ")
		}
		w.prop(o.Of, o.Property)
		if o.Desc {
			w.word(" DESC")
		}
	}
	return w
}

func (w *writer) order(keys []ordering) *writer {
	w.word(" ORDER BY ")
	for i, o := range keys {
		if i > 0 {
			w.word(", ")
		}
		if o.Nullable {
			w.prop(o.Of, o.Property).word(" IS NULL")
			if o.First {
				w.word(" DESC")
			}
			w.word(", ")
		}
		w.prop(o.Of, o.Property)
		if o.Desc {
			w.word(" DESC")
		}
	}
	return w
}

// hop writes from a bound node to the node behind it.
func (w *writer) hop(from varName, h relHop) {
	w.word("(").name(from).word(")")
	w.arrow(h)
	w.word("(").name(h.To)
	if h.Label != "" {
		w.word(":").symbol(h.Label)
	}
	w.word(")")
}

// hopTo writes the same hop when the node behind it is bound and the one before it is looked for.
func (w *writer) hopTo(from varName, label string, h relHop) {
	w.word("(").name(from)
	if label != "" {
		w.word(":").symbol(label)
	}
	w.word(")")
	w.arrow(h)
	w.word("(").name(h.To).word(")")
}

func (w *writer) arrow(h relHop) {
	if !h.Out {
		w.word("<")
	}
	w.word("-[")
	if h.Edge != 0 {
		w.name(h.Edge)
	}
	w.word(":").symbol(h.Type).word(h.Walk).word("]-")
	if h.Out {
		w.word(">")
	}
}

func (w *writer) list(b *listBlock) {
	w.word("COLLECT {")
	w.indent++
	w.line().word("MATCH ").hop(b.From, b.Hop)
	w.where(b.Where)
	w.line().word("WITH ")
	if b.Hop.Edge != 0 {
		w.name(b.Hop.Edge).word(", ")
	}
	w.name(b.Hop.To)
	w.order(b.Order).word(" LIMIT ").limit(b.Limit)
	w.line().word("RETURN ").row(b.Row)
	w.indent--
	w.line().word("}")
}

func (w *writer) one(b *oneBlock) {
	w.word("head(COLLECT {")
	w.indent++
	w.line().word("MATCH ").hop(b.From, b.Hop)
	w.where(b.Where)
	w.line().word("WITH ").name(b.Hop.To).word(" ORDER BY ").prop(b.Hop.To, "key").word(" LIMIT 1")
	w.line().word("RETURN ").row(b.Row)
	w.indent--
	w.line().word("})")
}

func (w *writer) count(b *countBlock) {
	w.word("COUNT { MATCH ")
	if b.From == 0 {
		w.labelled(b.Hop.To, b.Hop.Label, b.Own)
	} else {
		w.hop(b.From, b.Hop)
	}
	w.inlineWhere(b.Own.and(b.Where))
	w.word(" }")
}

func (w *writer) row(r *rowColumns) *writer {
	w.word("[")
	for i, c := range r.Columns {
		if i > 0 {
			w.word(", ")
		}
		w.columnOf(c)
	}
	return w.word("]")
}

func (w *writer) columnOf(c column) {
	switch c := c.(type) {
	case propColumn:
		w.prop(c.Of, c.Name)
	case guarded:
		w.word("CASE WHEN ").cond(c.When, false).word(" THEN ").prop(c.Prop.Of, c.Prop.Name).word(" END")
	case ownersColumn:
		w.word("[")
		w.hop(c.Of, c.Hop)
		w.word(" | ").prop(c.Hop.To, "key").word("]")
	case *variantsColumn:
		w.variants(c)
	case *listBlock:
		w.list(c)
	case *oneBlock:
		w.one(c)
	case *countBlock:
		w.count(c)
	case *groupsBlock:
		w.name(c.As)
	case *optionalColumn:
		w.word("CASE WHEN ").name(c.Of).word(" IS NOT NULL THEN ").row(c.Row).word(" END")
	default:
		panic(fmt.Sprintf("plan: no text for column %T", c))
	}
}

func (w *writer) variants(v *variantsColumn) {
	w.word("CASE")
	for i, label := range v.Types {
		w.word(" WHEN ").name(v.Of).word(":").symbol(label).word(" THEN [")
		w.number(i).word(", ").row(v.Rows[i]).word("]")
	}
	w.word(" END")
}
