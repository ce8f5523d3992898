package mapping

import (
	"cmp"
	"slices"
)

// Pair is one kind of relationship between nodes of two labels, in its own direction.
type Pair struct {
	From, To *Type
	Name     string   // relationship type
	Identity []string // properties that tell several between the same two nodes apart
	Fields   []*Field // that lead along it, from either end
}

// Pairs are all kinds of relationships that fields lead along, by the names of both ends and their own.
func (s *Schema) Pairs() []Pair {
	type kind struct {
		from, to *Type
		name     string
	}
	found := map[kind]*Pair{}
	for _, t := range s.Nodes() {
		for _, f := range t.Fields {
			r := f.Relation
			if r == nil {
				continue
			}
			for _, far := range r.Target.Concrete {
				k := kind{t, far, r.Name}
				if !r.Out {
					k.from, k.to = far, t
				}
				p := found[k]
				if p == nil {
					p = &Pair{From: k.from, To: k.to, Name: k.name}
					found[k] = p
				}
				p.Fields = append(p.Fields, f)
				if r.Edge != nil {
					p.Identity = r.Edge.Identity
				}
			}
		}
	}
	out := make([]Pair, 0, len(found))
	for _, p := range found {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(byTypeName(a.From, b.From), cmp.Compare(a.Name, b.Name), byTypeName(a.To, b.To))
	})
	return out
}
