package render

import (
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

// object takes whom a computed object is about beside what is selected of it, which is noted when it is written.
func (s *Shown) object(o value.Object, selected []plan.ValueField) {
	s.Everyone = s.Everyone || o.Everyone
	for _, ref := range o.About {
		s.Named[ref] = true
	}
	for name, v := range o.Fields {
		switch v := v.(type) {
		case value.Ref:
			if !isSelected(selected, name) {
				s.Named[v] = true
			}
		case []any:
			if _, refs := first(v).(value.Ref); !refs || isSelected(selected, name) {
				continue
			}
			for _, item := range v {
				if ref, ok := item.(value.Ref); ok {
					s.Named[ref] = true
				}
			}
		}
	}
}

func first(list []any) any {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func isSelected(fields []plan.ValueField, name string) bool {
	for i := range fields {
		if fields[i].Name == name {
			return true
		}
	}
	return false
}
