package plan

import (
	"fmt"
	"strings"
)

// Kinds names what a plan is made of: each pair of a block and one within it, each kind of condition by where it stands,
// and what blocks may have or not.
func Kinds(p *Plan) map[string]bool {
	k := kinds{}
	switch b := p.root.(type) {
	case *pageBlock:
		k.page(b)
	case *lookupBlock:
		k.cond("Lookup", b.Where)
		k.row("Lookup", b.Row)
	default:
		panic(fmt.Sprintf("no kinds of block %T", b))
	}
	return k
}

type kinds map[string]bool

// words are the types' names as the kinds are written.
var words = map[string]string{"pageBlock": "Page", "lookupBlock": "Lookup", "listBlock": "List", "oneBlock": "One", "countBlock": "Count", "groupsBlock": "Groups",
	"optionalColumn": "Optional", "ownersColumn": "Owners", "variantsColumn": "Variants", "propColumn": "Prop", "guarded": "Guarded", "allOf": "All", "anyOf": "Some", "notCond": "Not",
	"compare": "Compare", "compareFields": "CompareFields", "somewhere": "Somewhere", "missingValue": "Missing", "has": "Has", "exists": "Exists", "counted": "Counted", "isLabel": "Is", "referenced": "Referenced", "inScope": "InScope"}

func name(v any) string {
	typ := strings.TrimPrefix(strings.TrimPrefix(fmt.Sprintf("%T", v), "*"), "plan.")
	if typ == "<nil>" {
		return typ
	}
	if words[typ] == "" {
		panic("no word for " + typ)
	}
	return words[typ]
}

func (k kinds) page(b *pageBlock) {
	k[fmt.Sprintf("Page of %d segments, rest %t, start %t, total %t", len(b.Segments), len(b.Segments) > 0 && b.Segments[len(b.Segments)-1].Rest, b.Start != nil, b.Total != nil)] = true
	k.cond("Page", b.Where)
	for _, s := range b.Segments {
		k.cond("Segment", allOf(s.Where))
		k.sorts("Segment", s.Order)
	}
	k.sorts("Page", b.Order)
	if b.Start != nil {
		k.cond("Start.First", b.Start.First)
		k.cond("Start.Then", b.Start.Then)
		for _, part := range flat(allOf{b.Start.First}) {
			k[fmt.Sprintf("Start by a further relation %t, total %t", leads(part, []varName{b.Start.Hop.To}, isIndexed, false), b.Total != nil)] = true
		}
		k[fmt.Sprintf("Start out %t, page's label %t", b.Start.Hop.Out, b.Start.Page != "")] = true
	}
	k.row("Page", b.Row)
	k.row("Page", b.Figures)
}

func (k kinds) sorts(in string, keys []ordering) {
	for _, s := range keys {
		k[fmt.Sprintf("%s ordered desc %t, nullable %t, first %t", in, s.Desc, s.Nullable, s.First)] = true
	}
}

func (k kinds) hop(in string, h relHop) {
	k[fmt.Sprintf("%s out %t, edge %t, label %t, walk %s", in, h.Out, h.Edge != 0, h.Label != "", h.Walk)] = true
}

func (k kinds) row(in string, r *rowColumns) {
	for _, c := range r.Columns {
		here := name(c)
		k[in+" > "+here] = true
		switch c := c.(type) {
		case guarded:
			k.cond(here, c.When)
		case *variantsColumn:
			for _, r := range c.Rows {
				k.row(here, r)
			}
		case *listBlock:
			k.hop(here, c.Hop)
			k.cond(here, c.Where)
			k.sorts(here, c.Order)
			k.row(here, c.Row)
		case *oneBlock:
			k.hop(here, c.Hop)
			k.cond(here, c.Where)
			k.row(here, c.Row)
		case *countBlock:
			k.hop(here, c.Hop)
			k.cond(here, c.Where)
		case *groupsBlock:
			k.groups(c)
		case *optionalColumn:
			k.row(here, c.Row)
		}
	}
}

func (k kinds) groups(b *groupsBlock) {
	k[fmt.Sprintf("Groups of a page %t, from its filter %t, distinct %t, joins %d, keys %d, measures %t", b.Page != nil, b.Page != nil && b.Page.Start != nil, b.Distinct, min(2, len(b.Joins)), len(b.Keys), len(b.Measures) > 0)] = true
	if b.Cut != nil {
		k[fmt.Sprintf("Groups placed, backward %t", b.Cut.Backward)] = true
	}
	k.cond("Groups", b.Where)
	k.cond("Groups.Having", b.Having)
	k.sorts("Groups", b.Order)
	for _, j := range b.Joins {
		k[fmt.Sprintf("Join by a hop %t", j.Hop.Type != "")] = true
		k[fmt.Sprintf("Join up a tree %t", j.Hop.Walk != "")] = true
		k.cond("Join", j.Where)
	}
	for _, key := range b.Keys {
		k[fmt.Sprintf("Key of kind %d, distinct %t", key.Kind, b.Distinct)] = true
	}
	for _, m := range b.Measures {
		k["Measure "+string(m.Function)] = true
	}
	k.row("Groups", b.Row)
}

// cond names conditions by what they stand in; below a Not they are exact.
func (k kinds) cond(in string, c condition) {
	here := name(c)
	switch c := c.(type) {
	case nil:
		return
	case allOf:
		for _, c := range flat(c) {
			k.cond(in, c)
		}
		return
	case anyOf:
		for _, c := range c {
			k.cond("Some", c)
		}
	case notCond:
		k.cond("Not", c.Cond)
	case compare:
		here += " " + string(c.Op)
	case compareFields:
		here += " " + string(c.Op)
	case somewhere:
		k.cond(here, c.Where)
		for _, part := range flat(allOf{c.Where}) {
			e, hop := part.(exists)
			k[fmt.Sprintf("Somewhere by a relation %t, by a reference %t", leads(part, []varName{c.To}, isIndexed, false), hop && refers(e, []varName{c.To}))] = true
		}
	case missingValue:
		here += fmt.Sprint(" ", c.Is)
	case has:
		here += fmt.Sprint(" every ", c.Every)
	case exists:
		k.hop(here, c.Hop)
		k.cond(here, c.Where)
	case counted:
		k.hop(here, c.Hop)
		k["Counted "+string(c.Op)] = true
		k.cond(here, c.Where)
	case referenced:
		k.cond(here, c.Where)
	}
	k[in+" where "+here] = true
}
