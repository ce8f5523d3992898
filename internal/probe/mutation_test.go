package probe

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bole/internal/access"
)

const list = `{ key version createdBy asOf edition proposes(first: 100) { totalCount edges { eligibility cursor node { key } } } waivers { edges { rule reason by consentedBy consentedOn node { key } } } chosen { edges { reason by node { key } } } check { same } }`

// acted does what a role can do on shortlists and with questions, and gives all that it is told, with the key of the
// shortlist it drew up.
func (a *api) acted(role, shared string) (told []string, key string) {
	a.t.Helper()
	who := access.Grant{Role: role, Name: "丁" + role, Units: []string{county}}
	mutate := func(name, input, selection string) string {
		got := a.get(who, question{text: fmt.Sprintf("mutation { %s(input: {idempotencyKey: %q, %s}) %s }", name, fmt.Sprint(name, len(told), role), input, selection)})
		told = append(told, name+" {"+input+"} "+got)
		return got
	}
	got := mutate("createShortlist", `vacancy: "v1", asOf: "2024-08-31", size: 100`, list)
	var drawn struct {
		Data struct{ CreateShortlist struct{ Key string } }
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(got, "200 ")), &drawn); err == nil {
		key = drawn.Data.CreateShortlist.Key
	}
	for _, of := range []string{key, shared} {
		for _, cadre := range []string{"h1", "zc1", "nobody", "c1"} {
			mutate("waiveRequirement", fmt.Sprintf(`shortlist: %q, expectedVersion: 1, cadre: %q, rule: "EDUCATION", consentedBy: "某市委", consentedOn: "2024-08-01", reason: "经过集体研究决定如此处理"`, of, cadre), list)
			mutate("chooseCandidate", fmt.Sprintf(`shortlist: %q, expectedVersion: 1, cadre: %q, reason: "经过集体研究决定如此处理", asOf: "2024-08-31"`, of, cadre), list)
		}
	}
	mutate("saveQuestion", `name: "问", document: "{ cadres { nodes { key } } }"`, "{ name version owner valid roles versions { version document } }")
	return told, key
}

// TestActsTellNothingHidden compares what those who act on shortlists read back.
func TestActsTellNothingHidden(t *testing.T) {
	worlds := map[string][]string{}
	var first, second []string
	for i, v := range []variant{{}, {county: true}} {
		a := open(t, world(v))
		shared := a.shortlist()
		for _, role := range []string{"ORGANIZER", "ADMIN", "ANALYST"} {
			told, key := a.acted(role, shared)
			for _, s := range told {
				if key == "" {
					key = "none"
				}
				worlds[fmt.Sprint(i)] = append(worlds[fmt.Sprint(i)], role+" "+normal(s, key, shared))
			}
		}
	}
	first, second = worlds["0"], worlds["1"]
	for i := range first {
		if first[i] != second[i] {
			t.Errorf("was %s\nand is %s", short(first[i], second[i]), short(second[i], first[i]))
		}
	}
	if len(first) == 0 || !strings.Contains(first[0], `"key":"c1"`) {
		t.Errorf("nothing is read back: %.300v", first)
	}
}
