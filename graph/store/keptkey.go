package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"maps"
	"math"
	"slices"

	"bole/graph/cypher"
	"bole/graph/law"
)

// keptKey tells questions apart: a statement, all of its values, and what its caller sees. Scope is in the statement and
// its values already; that it stands here again means that two callers share rows only where the law sees no difference
// between them either.
type keptKey [sha256.Size]byte

func keyOf(c law.Caller, st cypher.Statement) (key keptKey) {
	h := sha256.New()
	property, values := c.OwnScope()
	for _, v := range []any{c.Role, c.Whole, property, values, st.Text, st.Params} {
		addValue(h, v)
	}
	h.Sum(key[:0])
	return key
}

// addValue writes a value so that two that differ, in type too, differ in what is written.
func addValue(h hash.Hash, v any) {
	var b [9]byte
	add := func(kind byte, n uint64) {
		b[0] = kind
		binary.BigEndian.PutUint64(b[1:], n)
		h.Write(b[:])
	}
	text := func(kind byte, s string) {
		add(kind, uint64(len(s)))
		h.Write([]byte(s))
	}
	switch v := v.(type) {
	case nil:
		add('0', 0)
	case string:
		text('s', v)
	case bool:
		if v {
			add('b', 1)
		} else {
			add('b', 0)
		}
	case int:
		add('i', uint64(v)) //nolint:gosec // told apart, not counted
	case int64:
		add('i', uint64(v)) //nolint:gosec // told apart, not counted
	case float64:
		add('f', math.Float64bits(v))
	case []string:
		add('l', uint64(len(v)))
		for _, item := range v {
			text('s', item)
		}
	case []any:
		add('l', uint64(len(v)))
		for _, item := range v {
			addValue(h, item)
		}
	case map[string]any:
		add('m', uint64(len(v)))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			text('s', name)
			addValue(h, v[name])
		}
	default:
		text('?', fmt.Sprintf("%T %v", v, v))
	}
}

// leastKept is what rows take at least, with what is kept beside them.
const leastKept = 512

// sizeOf is about how many bytes of memory rows take.
func sizeOf(rows [][]any) int64 {
	n := int64(leastKept)
	for _, row := range rows {
		n += sizeOfList(row)
	}
	return n
}

// Of Go's values: what an interface takes, the head of a slice, of a text and of a map, and a place in a map.
const (
	sizeInterface = 16
	sizeSlice     = 24
	sizeText      = 16
	sizeNumber    = 8
	sizeMap       = 48
	sizePlace     = 48
)

func sizeOfList(list []any) int64 {
	n := int64(sizeSlice + sizeInterface*len(list))
	for _, v := range list {
		switch v := v.(type) {
		case string:
			n += sizeText + int64(len(v))
		case []any:
			n += sizeOfList(v)
		case map[string]any:
			n += sizeMap
			for name, item := range v {
				n += sizePlace + int64(len(name)) + sizeOfList([]any{item})
			}
		case nil, bool:
		default:
			n += sizeNumber
		}
	}
	return n
}
