package render

import (
	"maps"
	"slices"
	"strings"

	"bole/graph/law"
	"bole/graph/plan"
	"bole/graph/value"
)

// Shown is whom an answer is about.
type Shown struct {
	Officials map[string]bool    // by key
	Followed  map[value.Ref]bool // nodes of types whose state decides what a person may learn of it
	Named     map[value.Ref]bool // nodes that stand in what was computed and are not shown themselves
	Everyone  bool               // it may be about anybody
}

func newShown() Shown {
	return Shown{Officials: map[string]bool{}, Followed: map[value.Ref]bool{}, Named: map[value.Ref]bool{}}
}

// nobody reports whether nothing was noted.
func (s *Shown) nobody() bool {
	return len(s.Officials)+len(s.Followed)+len(s.Named) == 0 && !s.Everyone
}

// add takes over what was noted elsewhere.
func (s *Shown) add(more Shown) {
	maps.Copy(s.Officials, more.Officials)
	maps.Copy(s.Followed, more.Followed)
	maps.Copy(s.Named, more.Named)
	s.Everyone = s.Everyone || more.Everyone
}

// note takes whom a row is about.
func (s *Shown) note(about *plan.About, row []any) {
	if about == nil || row == nil {
		return
	}
	if about.Type != "" {
		if key, ok := row[about.Key].(string); ok {
			s.Followed[value.Ref{Type: about.Type, Key: key}] = true
		}
	}
	if len(about.Alone) == 2 {
		if least, ok := row[about.Alone[0]].(string); ok && least == row[about.Alone[1]] {
			s.official(least)
		}
	}
	if about.End != nil {
		if variant, ok := row[about.End.Col].([]any); ok && len(variant) == 2 {
			i, _ := variant[0].(int64)
			inner, _ := variant[1].([]any)
			s.note(about.End.Variants[i].About, inner)
		}
	}
	for _, col := range about.Officials {
		switch v := row[col].(type) {
		case string:
			s.official(v)
		case []any:
			for _, key := range v {
				if key, ok := key.(string); ok {
					s.official(key)
				}
			}
		}
	}
}

func (s *Shown) official(key string) {
	if key != law.Everyone { // about an organization
		s.Officials[key] = true
	}
}

// object takes whom a computed object is about beside what is selected of it, which is noted when it is written: the
// length of a path tells of those on it. Of a page only what is selected of its entries is shown.
func (s *Shown) object(o value.Object, selected []plan.ValueField) {
	s.Everyone = s.Everyone || o.Everyone
	for _, ref := range o.About {
		s.Named[ref] = true
	}
	if strings.HasSuffix(o.Type, "Connection") {
		return
	}
	for name, v := range o.Fields {
		if !slices.ContainsFunc(selected, func(f plan.ValueField) bool { return f.Name == name }) {
			s.part(v)
		}
	}
}

// part takes whom a part is about that stands in an object and is not selected. What is computed only when it is asked
// for is no part yet.
func (s *Shown) part(v any) {
	switch v := v.(type) {
	case value.Ref:
		s.Named[v] = true
	case value.Object:
		s.object(v, nil)
	case []any:
		for _, item := range v {
			s.part(item)
		}
	}
}
