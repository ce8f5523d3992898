package main

import (
	"encoding/json"
	"testing"
)

func TestPlain(t *testing.T) {
	const product = `{"cadre": {"name": "某", "tasks": {"edges": [{"role": "LEAD", "node": {"title": "甲", "cases": {"nodes": [{"title": "一"}, {"title": "二"}]}}}]}}}`
	for _, c := range []struct {
		name, product, peer string
		leeway              leeway
		want                bool
	}{
		{"the same", product, product, leeway{}, true},
		{"another value", `{"cadre": {"name": "某"}}`, `{"cadre": {"name": "人"}}`, leeway{}, false},
		{"properties beside the node, lists without nodes, a list of one", product,
			`{"cadre": [{"name": "某", "tasks": {"edges": [{"properties": {"role": "LEAD"}, "node": {"title": "甲", "cases": [{"title": "一"}, {"title": "二"}]}}]}}]}`,
			leeway{one: "cadre"}, true},
		{"a list of two is not a list of one", `{"cadre": {"name": "某"}}`, `{"cadre": [{"name": "某"}, {"name": "某"}]}`, leeway{one: "cadre"}, false},
		{"another role", `{"tasks": {"edges": [{"role": "LEAD", "node": {"title": "甲"}}]}}`,
			`{"tasks": {"edges": [{"properties": {"role": "MEMBER"}, "node": {"title": "甲"}}]}}`, leeway{}, false},
		{"cursors differ", `{"cadres": {"nodes": [1], "pageInfo": {"hasNextPage": true, "endCursor": "a"}}}`,
			`{"cadres": {"nodes": [1], "pageInfo": {"hasNextPage": true, "endCursor": "b"}}}`, leeway{}, true},
		{"the next page differs", `{"cadres": {"nodes": [1], "pageInfo": {"hasNextPage": true}}}`,
			`{"cadres": {"nodes": [1], "pageInfo": {"hasNextPage": false}}}`, leeway{}, false},
		{"the order differs", `{"cadres": {"nodes": [{"key": "a"}, {"key": "b"}]}}`, `{"cadres": [{"key": "b"}, {"key": "a"}]}`, leeway{}, false},
		{"the order may differ", `{"cadres": {"nodes": [{"key": "a"}, {"key": "b"}]}}`, `{"cadres": [{"key": "b"}, {"key": "a"}]}`, leeway{unordered: true}, true},
		{"only the length counts", `{"cadres": {"nodes": [{"tasks": {"nodes": [1, 2]}}]}}`, `{"cadres": [{"tasks": [3, 4]}]}`, leeway{counted: "tasks"}, true},
		{"the length differs", `{"cadres": {"nodes": [{"tasks": {"nodes": [1, 2]}}]}}`, `{"cadres": [{"tasks": [3]}]}`, leeway{counted: "tasks"}, false},
		{"edges are nodes", `{"cadres": {"nodes": [{"key": "a"}], "totalCount": 1}}`, `{"cadres": {"edges": [{"node": {"key": "a"}}], "totalCount": 1}}`, leeway{}, true},
		{"another count", `{"cadres": {"nodes": [{"key": "a"}], "totalCount": 1}}`, `{"cadres": {"edges": [{"node": {"key": "a"}}], "totalCount": 2}}`, leeway{}, false},
		{"the last digit of a sum", `{"aggregate": {"score": {"avg": 49.87654321}}}`, `{"aggregate": {"node": {"score": {"avg": 49.876543210000005}}}}`, leeway{}, true},
		{"another sum", `{"aggregate": {"score": {"avg": 49.8765}}}`, `{"aggregate": {"node": {"score": {"avg": 49.8766}}}}`, leeway{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := c.leeway.plain(decoded(t, c.product)), c.leeway.plain(decoded(t, c.peer))
			if equal(a, b) != c.want {
				t.Errorf("equal is not %t:\n%s\n%s", c.want, encoded(a), encoded(b))
			}
		})
	}
}

func decoded(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
