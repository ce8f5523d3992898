package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
)

// compare holds each peer's answers equal to the product's, the first peer, for the same random variables.
func compare(s scenario, peers []*peer) error {
	for seed := range uint64(8) {
		var answers []any
		for _, p := range peers {
			answer, err := p.ask(http.DefaultClient, p.request(s, p.variables(s, rand.New(rand.NewPCG(seed, 0)))))
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, p.name, err)
			}
			var body struct{ Data any }
			if err := json.Unmarshal(answer, &body); err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, p.name, err)
			}
			answers = append(answers, body.Data)
		}
		for i, p := range peers[1:] {
			l := s.asked[p.dialect].leeway
			want, got := l.plain(answers[0]), l.plain(answers[i+1])
			if !equal(want, got) {
				return fmt.Errorf("(%s) %s answers otherwise than %s:\n%.600s\n%.600s", s.name, p.name, peers[0].name, encoded(got), encoded(want))
			}
		}
	}
	return nil
}

// plain brings an answer to what all dialects have in common: cursors are left out, "nodes" and "edges" are the
// list itself where nothing else stands beside them, an edge's properties stand in the edge.
func (l leeway) plain(v any) any {
	switch v := v.(type) {
	case object:
		return l.plainObject(v)
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = l.plain(x)
		}
		if l.unordered {
			slices.SortFunc(out, func(a, b any) int { return strings.Compare(encoded(a), encoded(b)) })
		}
		return out
	}
	return v
}

func (l leeway) plainObject(v object) any {
	out := object{}
	for name, x := range v {
		if name == "endCursor" || slices.Contains(l.without, name) {
			continue
		}
		x = l.plain(x)
		list, isList := x.([]any)
		properties, isObject := x.(object)
		switch {
		case name == "properties" && isObject:
			for n, p := range properties {
				out[n] = p
			}
			continue
		case name == "edges":
			name = "nodes"
		case name == l.one && isList && len(list) == 1:
			x = list[0]
		case name == l.counted && isList:
			x = float64(len(list))
		}
		out[name] = x
	}
	if len(out) == 1 {
		for _, wrapper := range []string{"nodes", "node"} {
			if x, ok := out[wrapper]; ok {
				return x
			}
		}
	}
	return out
}

// encoded is a plain answer as JSON, members by name.
func encoded(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// equal compares decoded JSON; numbers may differ in the last digits, as sums taken in another order do.
func equal(a, b any) bool {
	switch a := a.(type) {
	case object:
		b, ok := b.(object)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, x := range a {
			if y, ok := b[name]; !ok || !equal(x, y) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equal)
	case float64:
		b, ok := b.(float64)
		return ok && math.Abs(a-b) <= 1e-9*max(1, math.Abs(a))
	}
	return a == b
}
