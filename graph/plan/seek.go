package plan

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/mapping"
	"bole/graph/nameorder"
	"bole/graph/refusal"
)

// sortKey is one key of a caller's order: a field of the node, or of the relationship.
type sortKey struct {
	field *mapping.Field
	edge  bool
	desc  bool
}

// fingerprint tells one order from another; a cursor carries it and is refused elsewhere.
func fingerprint(owner string, keys []sortKey) string {
	h := fnv.New32a()
	h.Write([]byte(owner))
	for _, k := range keys {
		h.Write([]byte("|" + k.field.Name + strconv.FormatBool(k.edge) + strconv.FormatBool(k.desc)))
	}
	return strconv.FormatUint(uint64(h.Sum32()), 36)
}

// encodeCursor is the place of a row in an order: the fingerprint and the values of the order's keys, as a JSON array.
// It is written by hand, since every row of a page has one: encoding/json took 6 % of the server's CPU there.
func encodeCursor(print string, values []any) string {
	b := appendJSON(append(make([]byte, 0, 64), '['), print)
	for _, v := range values {
		b = appendJSON(append(b, ','), v)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, ']'))
}

func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		if strings.IndexFunc(v, func(r rune) bool { return r < 0x20 || r == '"' || r == '\\' || r == utf8.RuneError }) < 0 {
			return append(append(append(b, '"'), v...), '"')
		}
	case int64:
		return strconv.AppendInt(b, v, 10)
	case bool:
		return strconv.AppendBool(b, v)
	}
	j, err := json.Marshal(v)
	if err != nil {
		panic("plan: a stored value does not marshal: " + err.Error())
	}
	return append(b, j...)
}

// decodeCursor gives the values back, in the types the order's fields have.
func decodeCursor(text, print string, keys []sortKey, path ast.Path) ([]any, error) {
	values, err := cursorParts(text, print, path)
	if err != nil {
		return nil, err
	}
	if len(values) != len(keys) {
		return nil, notACursor(path)
	}
	for i, k := range keys {
		if values[i], err = cursorValue(k.field, values[i]); err != nil {
			return nil, notACursor(path)
		}
	}
	return values, nil
}

// cursorParts are what stands behind the fingerprint, as JSON has it.
func cursorParts(text, print string, path ast.Path) ([]any, error) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) > 8192 {
		return nil, notACursor(path)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var parts []any
	if err := dec.Decode(&parts); err != nil || dec.More() || len(parts) < 1 {
		return nil, notACursor(path)
	}
	if parts[0] != print {
		return nil, refusal.Of(refusal.BadCursor, path, "is a cursor of another list or another order; give one from the same field with the same orderBy")
	}
	return parts[1:], nil
}

func notACursor(path ast.Path) error {
	return refusal.Of(refusal.BadCursor, path, "is not a valid cursor of this list; give one from its edges or pageInfo, unchanged")
}

func cursorValue(f *mapping.Field, v any) (any, error) {
	if v == nil {
		if f.Def.Type.NonNull {
			return nil, strconv.ErrSyntax
		}
		return nil, nil
	}
	switch f.Def.Type.Name() {
	case "Int":
		n, ok := v.(json.Number)
		if !ok {
			return nil, strconv.ErrSyntax
		}
		return strconv.ParseInt(n.String(), 10, 64)
	case "Float":
		n, ok := v.(json.Number)
		if !ok {
			return nil, strconv.ErrSyntax
		}
		return strconv.ParseFloat(n.String(), 64)
	case "Boolean":
		b, ok := v.(bool)
		if !ok {
			return nil, strconv.ErrSyntax
		}
		return b, nil
	default:
		s, ok := v.(string)
		if !ok {
			return nil, strconv.ErrSyntax
		}
		if f.HasSortKey() {
			s = nameorder.Key(f.SortBy, s)
		}
		return s, nil
	}
}

// GlobalID is the opaque id of a node: its type and key.
func GlobalID(typ, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(typ + ":" + key))
}

// SplitID gives type and key of a global id; ok is false for anything GlobalID does not write.
func SplitID(id string) (typ, key string, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(id)
	if err != nil {
		return "", "", false
	}
	typ, key, ok = strings.Cut(string(b), ":")
	return typ, key, ok && typ != "" && key != "" && GlobalID(typ, key) == id
}

// segments are the stretches of a root page's keyset, in the order they are walked: by k, then by key. after
// is the place to start behind, nil for the start. Backward walks mirror everything: missing values come first.
func (p *planner) segments(v varName, k sortKey, after []any, backward bool) []segment {
	desc := k.desc != backward
	more := opGt
	if desc {
		more = opLt
	}
	prop := k.field.SortProperty()
	byKey := []ordering{{Of: v, Property: "key", Desc: desc}}
	byBoth := append([]ordering{{Of: v, Property: prop, Desc: desc}}, byKey...)
	anyKey := missingValue{Of: v, Property: "key"}
	further := func() compare {
		return compare{Of: v, Property: "key", Op: more, Value: p.param(after[len(after)-1])}
	}
	if prop == "key" {
		if after == nil {
			return []segment{{Where: []condition{anyKey}, Order: byKey}}
		}
		return []segment{{Where: []condition{further()}, Order: byKey}}
	}
	none := missingValue{Of: v, Property: prop, Is: true}
	values := segment{Where: []condition{missingValue{Of: v, Property: prop}, anyKey}, Order: byBoth}
	missing := segment{Where: []condition{none, anyKey}, Order: byKey}
	nullable := !k.field.Def.Type.NonNull
	var out []segment
	switch {
	case after == nil && nullable && backward:
		return []segment{missing, values}
	case after == nil:
		out = []segment{values}
	case after[0] == nil: // behind a missing value: further keys without one, then backward all that have one
		out = []segment{{Where: []condition{none, further()}, Order: byKey}}
		if backward {
			out = append(out, values)
		}
		return out
	default:
		value := p.param(after[0])
		// By both, though the first is the same throughout: ordered by the key alone the index gives no order, and all
		// nodes of the value are read for a page of them (200,000 rows: 69 ms, and 3 ms by both).
		out = []segment{
			{Where: []condition{compare{Of: v, Property: prop, Op: opEq, Value: value}, further()}, Order: byBoth},
			{Where: []condition{compare{Of: v, Property: prop, Op: more, Value: value}, anyKey}, Order: byBoth},
		}
	}
	if nullable && !backward {
		missing.Rest = true
		out = append(out, missing)
	}
	return out
}

// behind is the keyset of a nested list as one condition: the list of one parent is short.
func (p *planner) behind(keys []ordering, after []any) condition {
	var alternatives anyOf
	var equal allOf
	for i, s := range keys {
		op := opGt
		if s.Desc {
			op = opLt
		}
		var further condition
		switch {
		case after[i] == nil && s.First:
			further = missingValue{Of: s.Of, Property: s.Property}
		case after[i] == nil:
			further = anyOf{}
		default:
			further = compare{Of: s.Of, Property: s.Property, Op: op, Value: p.param(after[i])}
			if s.Nullable && !s.First {
				further = anyOf{further, missingValue{Of: s.Of, Property: s.Property, Is: true}}
			}
		}
		alternatives = append(alternatives, append(append(allOf{}, equal...), further))
		if after[i] == nil {
			equal = append(equal, missingValue{Of: s.Of, Property: s.Property, Is: true})
		} else {
			equal = append(equal, compare{Of: s.Of, Property: s.Property, Op: opEq, Value: p.param(after[i])})
		}
	}
	return alternatives
}

// Places are cursors of a list that a function pages by itself: places are texts.
type Places struct{ print string }

// NewPlaces gives the cursors of the list that the name tells from others.
func NewPlaces(list string) Places { return Places{fingerprint(list, nil)} }

// Write is the cursor of a place.
func (p Places) Write(place string) string { return encodeCursor(p.print, []any{place}) }

// Read is the place of a cursor.
func (p Places) Read(cursor string, path ast.Path) (string, error) {
	values, err := decodeCursor(cursor, p.print, placeKeys, path)
	if err != nil {
		return "", err
	}
	place, _ := values[0].(string)
	return place, nil
}
