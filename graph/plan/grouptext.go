package plan

import "fmt"

// calls computes the figures that a row has, each under its name. They stand before the row and not within, since
// an aggregate may not stand in another, nor beside other columns, not even within a subquery.
func (w *writer) calls(r *rowColumns) {
	for _, c := range r.Columns {
		if g, ok := c.(*groupsBlock); ok {
			w.line()
			w.groups(g)
		}
	}
}

// groups writes figures over a list: its entries, what they are grouped by, the figures, and a row for each group.
func (w *writer) groups(b *groupsBlock) {
	w.word("CALL (")
	if b.From != 0 {
		w.name(b.From)
	}
	w.word(") {")
	w.indent++
	w.entries(b)
	for _, j := range b.Joins {
		w.joined(j)
	}
	for _, k := range b.Keys {
		if k.Kind == keyItem {
			w.line().word("UNWIND CASE WHEN size(").prop(k.Of, k.Property).word(") > 0 THEN ").prop(k.Of, k.Property).word(" ELSE [null] END AS ").name(k.As)
		}
	}
	if b.Distinct {
		w.line().word("WITH DISTINCT ")
		w.carried(b)
		for _, k := range b.Keys {
			if k.As != b.Hop.To { // the entry itself is there already
				w.word(", ")
				w.keyAs(k)
			}
		}
	}
	w.line().word("WITH ")
	if len(b.Measures) == 0 && len(b.Keys) > 0 { // nothing aggregates, so nothing would group
		w.word("DISTINCT ")
	}
	w.figures(b)
	w.where(b.Having)
	switch {
	case len(b.Keys) == 0:
		w.line().word("RETURN collect(").row(b.Row).word(")")
	case b.Cut == nil:
		w.line().word("WITH *")
		w.order(b.Order).word(" LIMIT ").limit(b.Limit)
		w.line().word("RETURN collect(").row(b.Row).word(")")
	default:
		w.groupsPage(b)
	}
	w.word(" AS ").name(b.As)
	w.indent--
	w.line().word("}")
}

// groupsPage writes the page's groups out of all, between how many it passes over and how many there are.
func (w *writer) groupsPage(b *groupsBlock) {
	var names []varName
	for _, k := range b.Keys {
		names = append(names, k.As)
	}
	for _, m := range b.Measures {
		names = append(names, m.As)
	}
	w.line().word("WITH *")
	if b.Cut.At != nil {
		w.word(", ").cond(b.Cut.At, false).word(" AS here")
	}
	w.order(b.Order)
	w.line().word("WITH collect([")
	for i, n := range names {
		if i > 0 {
			w.word(", ")
		}
		w.name(n)
	}
	if b.Cut.At != nil {
		w.word(", here")
	}
	w.word("]) AS groups")
	w.line().word("WITH groups, ")
	w.start(b.Cut, len(names))
	w.word(" AS start")
	w.line().word("UNWIND CASE WHEN start < size(groups) THEN groups[start..start + ").limit(b.Limit).word("] ELSE [null] END AS one")
	w.line().word("WITH groups, start, one")
	for i, n := range names {
		w.word(", one[").number(i).word("] AS ").name(n)
	}
	w.line().word("RETURN [max(start), max(size(groups)), collect(CASE WHEN one IS NOT NULL THEN ").row(b.Row).word(" END)]")
}

// start writes how many groups are passed over; whether it is the one to begin behind stands at a place in each.
func (w *writer) start(c *groupPage, here int) {
	if c.At == nil {
		w.word("0")
		return
	}
	w.word("coalesce(head([i IN range(0, size(groups) - 1) WHERE groups[i][").number(here).word("]]) + 1, ")
	if c.Backward {
		w.word("CASE WHEN size(groups) > ").param(c.Before).word(" THEN size(groups) - ").param(c.Before).word(" ELSE 0 END)")
		return
	}
	w.param(c.Before).word(")")
}

// entries matches what the figures are over.
func (w *writer) entries(b *groupsBlock) {
	switch {
	case b.From != 0:
		w.line().word("MATCH ").hop(b.From, b.Hop)
		w.where(b.Where)
	case b.Page.Start != nil:
		w.fromFilter(b.Page)
		w.line().word("WITH DISTINCT ").name(b.Hop.To)
	default:
		w.line().word("MATCH ").labelled(b.Hop.To, b.Hop.Label, b.Page.Own)
		w.where(b.Page.Own.and(b.Where))
	}
}

// carried are the variables of an entry.
func (w *writer) carried(b *groupsBlock) {
	w.name(b.Hop.To)
	if b.Hop.Edge != 0 {
		w.word(", ").name(b.Hop.Edge)
	}
}

func (w *writer) joined(j join) {
	if j.Hop.Type == "" {
		w.line().word("WITH *, CASE WHEN ").name(j.From).word(":").symbol(j.Hop.Label).word(" THEN ").name(j.From).word(" END AS ").name(j.Hop.To)
		return
	}
	if j.Hop.Walk != "" { // one walk for each entry, which a condition that nothing is above would double
		w.line().word("WITH *, head(COLLECT { MATCH way = ").hop(j.From, j.Hop)
		w.inlineWhere(j.Where)
		w.word(" RETURN ").name(j.Hop.To).word(" ORDER BY length(way) DESC LIMIT 1 }) AS ").name(j.Hop.To)
		return
	}
	w.line().word("OPTIONAL MATCH ").hop(j.From, j.Hop)
	w.where(j.Where)
}

// keyAs writes a key under its name.
func (w *writer) keyAs(k groupKey) {
	switch k.Kind {
	case keyNode, keyItem:
		w.name(k.As)
		return
	case keyValue:
		w.prop(k.Of, k.Property)
	case keyYear:
		w.word("left(").prop(k.Of, k.Property).word(", 4)")
	case keyMonth:
		w.word("CASE WHEN size(").prop(k.Of, k.Property).word(") >= 7 THEN left(").prop(k.Of, k.Property).word(", 7) END")
	case keyQuarter:
		w.word("CASE WHEN size(").prop(k.Of, k.Property).word(") >= 7 THEN left(").prop(k.Of, k.Property).word(", 4) + '-Q' + toString((toInteger(substring(").
			prop(k.Of, k.Property).word(", 5, 2)) + 2) / 3) END")
	case keyType:
		w.word("CASE")
		for i := 0; i < len(k.Types); i += 2 {
			w.word(" WHEN ").name(k.Of).word(":").symbol(k.Types[i]).word(" THEN '").symbol(k.Types[i+1]).word("'")
		}
		w.word(" END")
	default:
		panic(fmt.Sprintf("plan: no text for a key of kind %d", k.Kind))
	}
	w.word(" AS ").name(k.As)
}

// figures writes the keys, by name where they were made before, and the figures.
func (w *writer) figures(b *groupsBlock) {
	n := 0
	sep := func() {
		if n > 0 {
			w.word(", ")
		}
		n++
	}
	for _, k := range b.Keys {
		sep()
		if b.Distinct {
			w.name(k.As)
		} else {
			w.keyAs(k)
		}
	}
	for _, m := range b.Measures {
		sep()
		w.measure(m)
	}
	if n == 0 { // nothing but __typename
		w.word("count(*) AS n")
	}
}

func (w *writer) measure(m measured) {
	switch {
	case m.Of == 0:
		w.word("count(*)")
	case m.Function == "sum":
		w.word("CASE WHEN count(").prop(m.Of, m.Property).word(") > 0 THEN sum(").prop(m.Of, m.Property).word(") END")
	case m.Function == "median":
		w.word("percentileCont(").prop(m.Of, m.Property).word(", 0.5)")
	default:
		w.function(m.Function).word("(").prop(m.Of, m.Property).word(")")
	}
	w.word(" AS ").name(m.As)
}

func (w *writer) function(f function) *writer { w.b.WriteString(string(f)); return w }
