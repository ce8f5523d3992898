package history_test

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"bole/internal/access"
)

// TestErased asks for an official who was erased, by the old id and by the one of today, now and as recorded before.
func TestErased(t *testing.T) {
	o := open(t)
	admin := access.Grant{Role: "ADMIN", Issuer: "bole", Subject: "root", Name: "管理员", Whole: true}
	o.do(organizer, `createCadre(input: {KEY, key: "gone", name: "欧阳远行", managedBy: CITY, status: RETIRED}) { __typename }`)
	o.do(organizer, `createAppointment(input: {KEY, key: "xg", cadre: "gone", position: "pb", from: "2010-01", to: "2015-01", main: true, kind: REGULAR}) { __typename }`)
	old := o.id("cadre", "gone")
	start := moment()
	const unknown = "NOT_KNOWN"
	erased := o.do(admin, `eraseCadre(input: {KEY, cadre: "gone", confirmation: "gone", expectedVersion: 1, basis: "3 号", why: "保管期满"}) { rows values entries mentions }`)["eraseCadre"].(map[string]any)
	if fmt.Sprint(erased) != "map[entries:4 mentions:[] rows:2 values:1]" {
		t.Errorf("erased %v", erased)
	}

	people := o.get(admin, `{ cadres(filter: {name: {eq: "已清除"}}, first: 5) { nodes { id key name label status appointments { nodes { key from } } } } search(text: "欧阳远行", first: 5) { nodes { label } } }`)
	nodes := people["cadres"].(map[string]any)["nodes"].([]any)
	if len(nodes) != 1 || len(people["search"].(map[string]any)["nodes"].([]any)) != 0 {
		t.Fatalf("found %v", people)
	}
	renewed := nodes[0].(map[string]any)["id"].(string)
	if key := nodes[0].(map[string]any)["key"]; key == "gone" || base64.RawURLEncoding.EncodeToString([]byte("Cadre:"+fmt.Sprint(key))) != renewed {
		t.Errorf("the key is %v", key)
	}

	past := func(id string) string { return fmt.Sprintf(`{ node(id: %q, recordedAsOf: %q) { id } }`, id, start) }
	for _, c := range []struct {
		what, ask, code string
		who             access.Grant
	}{
		{"by the old id", past(old), unknown, admin},
		{"by today's", past(renewed), unknown, admin},
		{"by today's, in whose scope it is", past(renewed), unknown, countyB},
		{"by the old id, of a county", past(old), "", countyB},
		{"by today's, out of scope", past(renewed), "", access.Grant{Role: "ANALYST", Issuer: "bole", Subject: "u9", Name: "甲县", Units: []string{"a"}}},
		{"now", fmt.Sprintf(`{ node(id: %q) { id } }`, old), "", admin},
		{"its history", fmt.Sprintf(`{ node: history(id: %q) { totalCount } }`, old), "", admin},
	} {
		data, code, message := o.ask(c.who, c.ask)
		if code != c.code || data["node"] != nil {
			t.Errorf("%s: %v %s %s, want %q", c.what, data, code, message, c.code)
		}
	}

	list := o.get(admin, fmt.Sprintf(`{ history(id: %q) { nodes { kind act why source by values { field } } } changes(since: %q) { nodes { kind type node { id } } } }`, renewed, start))
	told := fmt.Sprint(list["history"])
	if !strings.Contains(told, "kind:ERASED") || !strings.Contains(told, "source:3 号") || !strings.Contains(told, "why:保管期满") || strings.Contains(told, "field:") {
		t.Errorf("the history is %v", told)
	}
	kinds := []string{}
	for _, n := range list["changes"].(map[string]any)["nodes"].([]any) {
		kinds = append(kinds, fmt.Sprint(n.(map[string]any)["kind"], " ", n.(map[string]any)["type"]))
	}
	slices.Sort(kinds)
	if fmt.Sprint(kinds) != "[ERASED Appointment ERASED Cadre]" {
		t.Errorf("changes %v", kinds)
	}
}
