package walks

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/plan"
)

// share is what nodes of a type have as neighbours by one relationship, in one direction, of one type.
type share struct {
	number int // its place among those of the type
	rel    string
	out    bool
	far    *mapping.Type
}

// neighbour is a node that a share gives.
type neighbour struct {
	id, key string
	typ     *mapping.Type
	turn    int // how many of the share come before it
}

// part is one node's neighbours of a share, as far as they were looked at.
type part struct {
	*share
	first []neighbour
	there int
	more  bool // there are more than were looked at
}

// sharesOf are the shares of a type's nodes, as far as the caller may follow them: in the order in which the SDL has the
// relations of the type, and behind them those that the far end alone has, by relationship and type.
func (w *walk) sharesOf(near *mapping.Type) []*share {
	var shares []*share
	add := func(rel string, out bool, far *mapping.Type) {
		known := slices.ContainsFunc(shares, func(s *share) bool { return s.rel == rel && s.out == out && s.far == far })
		if !known && w.ways[wayOf(near, rel, out, far)] && !w.law.Rule(w.caller, far, false).Never {
			shares = append(shares, &share{rel: rel, out: out, far: far})
		}
	}
	for _, f := range near.Fields {
		if r := f.Relation; r != nil {
			for _, far := range r.Target.Concrete {
				add(r.Name, r.Out, far)
			}
		}
	}
	declared := len(shares)
	for x := range w.ways {
		if x.from == near.Name {
			add(x.rel, true, w.schema().Type(x.to))
		}
		if x.to == near.Name {
			add(x.rel, false, w.schema().Type(x.from))
		}
	}
	slices.SortFunc(shares[declared:], func(a, b *share) int {
		return strings.Compare(a.rel+" "+a.far.Name+strconv.FormatBool(a.out), b.rel+" "+b.far.Name+strconv.FormatBool(b.out))
	})
	for i, s := range shares {
		s.number = i
	}
	return shares
}

// day writes when what a share gives was: by the relationship r where it has a day in this field, otherwise by the node m;
// a text that is empty where nothing says it.
func (w *walk) day(ofRelationship *mapping.Field, far *mapping.Type) cypher.Word {
	var places cypher.Word
	if f := ofRelationship; f != nil {
		places = "r." + cypher.Word(cypher.Quote(f.Property)) + ", "
	}
	if f := far.Dated(); w.readable(f) {
		places += "m." + cypher.Word(cypher.Quote(f.Property)) + ", "
	}
	return "coalesce(" + places + "'')"
}

// anyDay is day for relationships of any type rel to nodes of any type far, both of which are variables.
func (w *walk) anyDay() cypher.Word {
	var ofNodes, ofRelationships cypher.Word
	for _, t := range w.schema().Nodes() {
		if f := t.Dated(); w.readable(f) {
			ofNodes += " WHEN " + literal(t.Label) + " THEN m." + cypher.Word(cypher.Quote(f.Property))
		}
	}
	day := cypher.Word("''")
	if ofNodes != "" {
		day = "CASE far" + ofNodes + " END"
	}
	dated := w.dated()
	for _, rel := range slices.Sorted(maps.Keys(dated)) {
		ofRelationships += " WHEN " + literal(rel) + " THEN r." + cypher.Word(cypher.Quote(dated[rel].Property))
	}
	if ofRelationships != "" {
		day = "CASE rel" + ofRelationships + " END, " + day
	}
	return "coalesce(" + day + ", '')"
}

// dated are the fields with the days of relationships that have one, by type.
func (w *walk) dated() map[string]*mapping.Field {
	out := map[string]*mapping.Field{}
	for _, t := range w.schema().Types() {
		if d := t.Def.Directives.ForName("relationship"); d != nil && w.readable(t.Dated()) {
			out[d.Arguments.ForName("type").Value.Raw] = t.Dated()
		}
	}
	return out
}

// literal writes a name of the schema as a text.
func literal(name string) cypher.Word {
	return cypher.Word("'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(name) + "'")
}

func (w *walk) readable(f *mapping.Field) bool { return f != nil && law.Field(w.caller, f, nil) == nil }

// The order of a share's neighbours, and what is returned of them.
const (
	newest = " ORDER BY day DESC, m.key"
	first  = "size(ms) AS there, [x IN ms[0..$p.each] | [elementId(x), x.key]] AS first"
)

// partsOf asks for the neighbours of nodes, by node in the order of the shares: of each share the newest, at most each,
// and by key those without a day. A node with no more than most relationships is asked for all at once; of a hub each
// share is asked for by itself, and of a share with more than most relationships those are looked at that the store has
// first. Which way a node is asked changes nothing in what is answered of it.
func (w *walk) partsOf(ctx context.Context, from []*reached, each, most int) (map[string][]part, error) {
	hubs, others, err := w.apart(ctx, from, min(most, w.hub))
	if err != nil || len(w.via) == 0 {
		return nil, err
	}
	out := map[string][]part{}
	if err := w.atOnce(ctx, others, each, out); err != nil {
		return nil, err
	}
	for len(hubs) > 0 {
		typ := hubs[0].typ
		var same []*reached
		hubs = slices.DeleteFunc(hubs, func(n *reached) bool {
			if n.typ == typ {
				same = append(same, n)
			}
			return n.typ == typ
		})
		if err := w.byShare(ctx, typ, same, each, most, out); err != nil {
			return nil, err
		}
	}
	for _, parts := range out {
		slices.SortFunc(parts, func(a, b part) int { return a.number - b.number })
	}
	return out, nil
}

// apart parts nodes into hubs and others, by the store's counts of their relationships.
func (w *walk) apart(ctx context.Context, from []*reached, most int) (hubs, others []*reached, err error) {
	if len(w.via) == 0 {
		return nil, nil, nil
	}
	rows, err := w.run(ctx, "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id RETURN id, COUNT { (n)-[:"+w.rels()+"]-() }", map[string]any{"ids": idsOf(from)}, 0)
	if err != nil {
		return nil, nil, err
	}
	for _, row := range rows {
		id, _ := row[0].(string)
		if w.nodes[id].degree, _ = row[1].(int64); w.nodes[id].degree > int64(most) {
			hubs = append(hubs, w.nodes[id])
		} else {
			others = append(others, w.nodes[id])
		}
	}
	return hubs, others, nil
}

// atOnce asks for all neighbours of nodes, of any types, that are no hubs.
func (w *walk) atOnce(ctx context.Context, from []*reached, each int, out map[string][]part) error {
	if len(from) == 0 {
		return nil
	}
	text := "UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id\nCALL (n) {\n  " + w.stepsOf() + " AND m <> n" +
		"\n  WITH r, m, type(r) AS rel, startNode(r) = n AS out, labels(m)[0] AS far\n  WITH m, rel, out, far, max(" + w.anyDay() + ") AS day" + newest +
		"\n  WITH rel, out, far, collect(m) AS ms\n  RETURN rel, out, far, " + first + "\n}\nRETURN id, rel, out, far, there, first"
	rows, err := w.run(ctx, text, map[string]any{"ids": idsOf(from), "each": each}, 0)
	if err != nil {
		return err
	}
	shares := map[*mapping.Type][]*share{}
	for _, row := range rows {
		id, _ := row[0].(string)
		rel, _ := row[1].(string)
		leads, _ := row[2].(bool)
		far, _ := row[3].(string)
		near := w.nodes[id].typ
		if shares[near] == nil {
			shares[near] = w.sharesOf(near)
		}
		i := slices.IndexFunc(shares[near], func(s *share) bool { return s.rel == rel && s.out == leads && s.far.Label == far })
		if i < 0 {
			continue // it is not the graph's
		}
		out[id] = append(out[id], partOf(shares[near][i], row[4:]))
	}
	return nil
}

// byShare asks for the neighbours of hubs of one type, share by share.
func (w *walk) byShare(ctx context.Context, near *mapping.Type, from []*reached, each, most int, out map[string][]part) error {
	shares := w.sharesOf(near)
	if len(shares) == 0 {
		return nil
	}
	dated := w.dated()
	text := cypher.Word("UNWIND $p.ids AS id MATCH (n) WHERE elementId(n) = id\nCALL (n) {\n")
	for i, s := range shares {
		if i > 0 {
			text += "  UNION ALL\n"
		}
		text += "  MATCH (n)" + cypher.Word(cypher.Arrow("r", s.rel, s.out)) + "(m:" + cypher.Word(cypher.Quote(s.far.Label)) + ") WHERE " +
			cypher.Word(w.law.Sees(w.caller, "m", s.far)) + " AND " + cypher.Word(law.Listed("m", s.far)) + " AND m <> n\n  WITH r, m LIMIT $p.most" +
			"\n  WITH m, max(" + w.day(dated[s.rel], s.far) + ") AS day, count(r) AS times" + newest +
			"\n  WITH collect(m) AS ms, sum(times) AS looked\n  RETURN " + cypher.Word(strconv.Itoa(s.number)) + " AS share, looked, " + first + "\n"
	}
	text += "}\nWITH id, share, looked, there, first WHERE looked > 0\nRETURN id, share, looked, there, first"
	rows, err := w.run(ctx, text, map[string]any{"ids": idsOf(from), "each": each, "most": most + 1}, 0)
	if err != nil {
		return err
	}
	for _, row := range rows {
		id, _ := row[0].(string)
		number, _ := row[1].(int64)
		looked, _ := row[2].(int64)
		p := partOf(shares[number], row[3:])
		if p.more = looked > int64(most); p.more {
			p.there = min(p.there, most)
		}
		out[id] = append(out[id], p)
	}
	return nil
}

// partOf reads how many neighbours there are, and the first of them.
func partOf(s *share, row []any) part {
	there, _ := row[0].(int64)
	first, _ := row[1].([]any)
	p := part{share: s, there: int(there)}
	for turn, x := range first {
		pair, _ := x.([]any)
		n := neighbour{typ: s.far, turn: turn}
		n.id, _ = pair[0].(string)
		n.key, _ = pair[1].(string)
		p.first = append(p.first, n)
	}
	return p
}

// inTurn takes at most each neighbours of a node: the first of each share, then the second of each, and so on. A
// neighbour of several shares comes once.
func inTurn(parts []part, each int) []neighbour {
	var taken []neighbour
	known := map[string]bool{}
	for turn, left := 0, true; left; turn++ {
		left = false
		for _, p := range parts {
			if turn >= len(p.first) {
				continue
			}
			if left = true; known[p.first[turn].id] {
				continue
			}
			if len(taken) == each {
				return taken
			}
			known[p.first[turn].id] = true
			taken = append(taken, p.first[turn])
		}
	}
	return taken
}

// leftOut says of each node what is there of its shares and not in the answer, which has these relationships.
func (w *walk) leftOut(nodes []*reached, parts map[string][]part, steps []step) []any {
	type place struct {
		id, rel string
		out     bool
		far     *mapping.Type
	}
	shown := map[place]map[string]bool{}
	show := func(near, rel string, out bool, far string) {
		p := place{near, rel, out, w.nodes[far].typ}
		if shown[p] == nil {
			shown[p] = map[string]bool{}
		}
		shown[p][far] = true
	}
	for _, s := range steps {
		show(s.from, s.typ, true, s.to)
		show(s.to, s.typ, false, s.from)
	}
	list := []any{}
	for _, n := range nodes {
		for _, p := range parts[n.id] {
			has := len(shown[place{n.id, p.rel, p.out, p.far}])
			if !p.more && has >= p.there {
				continue
			}
			n.more = true
			direction := "IN"
			if p.out {
				direction = "OUT"
			}
			list = append(list, graph.Object{Type: "LeftOut", Fields: map[string]any{"node": plan.GlobalID(n.typ.Name, n.key), "relationship": p.rel,
				"direction": direction, "type": p.far.Name, "shown": int64(has), "there": int64(max(p.there, has)), "more": p.more}})
		}
	}
	return list
}
