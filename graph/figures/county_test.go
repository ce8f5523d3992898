package figures_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bole/graph"
	"bole/graph/figures"
	"bole/internal/dataset/demo"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// county is what one county keeps: nothing in it is of the published account, and nobody stands above its top unit.
var county = demo.Data{
	"organizations": {
		{"key": "x", "name": "某县", "kind": "GOVERNMENT", "level": "COUNTY"},
		{"key": "x1", "name": "甲镇", "kind": "TOWNSHIP", "level": "TOWNSHIP", "parent": "x"},
		{"key": "x2", "name": "乙镇", "kind": "TOWNSHIP", "level": "TOWNSHIP", "parent": "x"},
		{"key": "lost", "name": "丙镇", "kind": "TOWNSHIP", "level": "TOWNSHIP"},
		{"key": "school", "name": "省委党校", "kind": "OTHER", "level": "PROVINCE"},
	},
	"positions": {{"key": "q1", "title": "镇长", "organization": "x1"}, {"key": "q2", "title": "镇长", "organization": "x2"}},
	"cadres": {
		{"key": "p1", "name": "某甲", "status": "ACTIVE"}, {"key": "p2", "name": "某乙", "status": "ACTIVE"}, {"key": "p3", "name": "某丙", "status": "ACTIVE"},
	},
	"appointments": {
		{"key": "a1", "cadre": "p1", "position": "q1", "from": "2020-01-01", "main": true},
		{"key": "a2", "cadre": "p2", "position": "q2", "from": "2020-01-01", "main": true},
	},
	"tasks": {{"key": "t1", "title": "化债", "category": "DEBT_RESOLUTION"}, {"key": "t2", "title": "招商", "category": "INVESTMENT_ATTRACTION"}},
	"cases": {{"key": "k1", "title": "失误", "occurredOn": "2023-05-01", "kind": "INACTION", "polarity": "NEGATIVE", "verification": "VERIFIED", "task": "t1"}},
	"caseSubjects": {
		{"case": "k1", "cadre": "p1", "notifiedOn": "2023-06-01"},
	},
	"decisions": {
		{"key": "d1", "cadre": "p1", "kind": "PROMOTION", "state": "EFFECTIVE", "decidedOn": "2024-03-01", "organization": "x", "tasks": []string{"t1"}},
		{"key": "d2", "cadre": "p2", "kind": "PROMOTION", "state": "EFFECTIVE", "decidedOn": "2024-04-01", "organization": "x2", "tasks": []string{"t2"}},
	},
	"toleranceRulings": {{"key": "r1", "cadre": "p1", "effect": "MITIGATED", "ruledOn": "2023-09-01", "organization": "x", "case": "k1"}},
}

// TestElsewhere asks what was once bound to the account's city of a county that knows nothing of it.
func TestElsewhere(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	dir := t.TempDir()
	if err := county.Write(dir); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, r, dir, time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC))
	ask := func(c graph.Caller, text string) any {
		t.Helper()
		a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: text, Caller: c})
		if err != nil || len(more) > 0 {
			t.Fatalf("%s: %v %v", text, err, more)
		}
		var out any
		if err := json.Unmarshal(a, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	whole, town := graph.Caller{Role: "AUDITOR", Whole: true}, graph.Caller{Role: "AUDITOR", Units: []string{"x2"}}
	const promoted = `{ statistic(code: "promoted-for-work", asOf: "2024-08-31") { numerator account { figure } organization { key } members(first: 5) { nodes { subject { ... on Cadre { key } } } } } }`
	counted := func(unit any, keys ...string) any {
		members := []any{}
		for _, k := range keys {
			members = append(members, map[string]any{"subject": map[string]any{"key": k}})
		}
		return map[string]any{"numerator": float64(len(keys)), "account": nil, "organization": unit, "members": map[string]any{"nodes": members}}
	}
	for _, tt := range []struct {
		name string
		got  any
		want any
	}{
		{"whole graph", ask(whole, promoted), counted(nil, "p1", "p2")},
		{"one town", ask(town, promoted), counted(nil, "p2")},
		{"nothing", ask(graph.Caller{Role: "AUDITOR", Units: []string{"nowhere"}}, promoted), counted(nil)},
		{"a unit", ask(whole, `{ statistic(code: "promoted-for-work", asOf: "2024-08-31", unit: "x2") { numerator account { figure } organization { key } members(first: 5) { nodes { subject { ... on Cadre { key } } } } } }`),
			counted(map[string]any{"key": "x2"}, "p2")},
		{"ruling", ask(whole, `{ toleranceRuling(key: "r1") { check(asOf: "2024-08-31") { inEffect uses { in } } } }`),
			map[string]any{"check": map[string]any{"inEffect": true, "uses": []any{map[string]any{"in": "CASES"}}}}},
		{"parents", ask(whole, `{ dataQuality(asOf: "2024-08-31", rules: ["organization-parents"], first: 10) { nodes { subject { ... on Organization { key } } } } }`),
			map[string]any{"nodes": []any{map[string]any{"subject": map[string]any{"key": "lost"}}}}},
	} {
		if d := cmp.Diff(tt.want, tt.got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, d)
		}
	}
	for _, d := range figures.Definitions() {
		if n, err := r.Figures.Count(t.Context(), d, whole, "2024-08-31", ""); err != nil || n.Organization != "" || n.Published() {
			t.Errorf("%s of everything: %+v %v", d.Code, n, err)
		}
	}
	_, _, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: `{ statistic(code: "talks", asOf: "2024-08-31", unit: "zj") { numerator } }`, Caller: whole})
	var refused *graph.Error
	if !errors.As(err, &refused) || refused.Error() != `unit "zj" is not an organization; give the key of one` {
		t.Errorf("an unknown unit: %v", err)
	}
}

// TestUndecided asks about a post of three whose holders' status or dates are not all known, and for windows of time
// beside dates of a month or a year.
func TestUndecided(t *testing.T) {
	r := roomstest.Fresh(t, rooms.Options{})
	dir := t.TempDir()
	data := demo.Data{
		"organizations": {{"key": "x", "name": "某局", "kind": "DEPARTMENT", "level": "COUNTY"}},
		"positions":     {{"key": "q", "title": "局长", "organization": "x", "headcount": 3, "headcountFrom": "2000-01-01", "chief": true, "grade": "SECTION_CHIEF"}},
		"cadres": {
			{"key": "sure", "name": "某甲", "status": "ACTIVE"}, {"key": "open", "name": "某乙", "status": "ACTIVE"},
			{"key": "unknown", "name": "某丙"}, {"key": "gone", "name": "某丁", "status": "RETIRED", "statusFrom": "2020"},
		},
		"appointments": {
			{"key": "a-sure", "cadre": "sure", "position": "q", "from": "2015-07", "main": true, "termEndsOn": "2027"},
			{"key": "a-open", "cadre": "open", "position": "q", "from": "2020-01-01", "to": "2025", "main": true},
			{"key": "a-unknown", "cadre": "unknown", "position": "q", "from": "2020-01-01", "main": true, "termEndsOn": "2026-03"},
			{"key": "a-gone", "cadre": "gone", "position": "q", "from": "2020-01-01", "main": true},
		},
	}
	if err := data.Write(dir); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, r, dir, time.Date(2024, time.August, 31, 12, 0, 0, 0, time.UTC))
	for _, tt := range []struct{ text, want string }{
		{`{ establishment(unit: "x", asOf: "2025-06-30", first: 5) { nodes { filled undecided vacant over appointments { key } } } }`,
			`{"nodes":[{"filled":1,"undecided":2,"vacant":2,"over":0,"appointments":[{"key":"a-sure"},{"key":"a-open"},{"key":"a-unknown"}]}]}`},
		{`{ establishment(unit: "x", asOf: "2024-12-31", first: 5) { nodes { filled undecided vacant } } }`, `{"nodes":[{"filled":2,"undecided":1,"vacant":1}]}`},
		{`{ establishment(unit: "x", asOf: "2026-01-01", first: 5) { nodes { filled undecided vacant } } }`, `{"nodes":[{"filled":1,"undecided":1,"vacant":2}]}`},
		{`{ establishment(unit: "x", asOf: "2020-06-30", first: 5) { nodes { filled undecided vacant } } }`, `{"nodes":[{"filled":2,"undecided":2,"vacant":1}]}`},
		{`{ organization(key: "x") { team(asOf: "2025-01-01") { cadre { key } undecided } } }`,
			`{"team":[{"cadre":{"key":"gone"},"undecided":false},{"cadre":{"key":"open"},"undecided":true},{"cadre":{"key":"sure"},"undecided":false},{"cadre":{"key":"unknown"},"undecided":false}]}`},
		{`{ organization(key: "x") { team(asOf: "2015-07-15") { cadre { key } undecided } } }`, `{"team":[{"cadre":{"key":"sure"},"undecided":true}]}`},
		{`{ organization(key: "x") { team(asOf: "2015-06-30") { cadre { key } } } }`, `{"team":[]}`},
		{`{ cadre(key: "unknown") { superiors(asOf: "2025-01-01") { cadre { key } undecided } } }`,
			`{"superiors":[{"cadre":{"key":"gone"},"undecided":false},{"cadre":{"key":"open"},"undecided":true},{"cadre":{"key":"sure"},"undecided":false}]}`},
		{`{ agenda(kinds: [TERM], from: "2027-03-01", to: "2027-06-30", first: 5) { nodes { on undecided cadre { key } } } }`, `{"nodes":[{"on":"2027","undecided":false,"cadre":{"key":"sure"}}]}`},
		{`{ agenda(kinds: [TERM], from: "2026-03-31", to: "2026-12-31", first: 5) { nodes { on undecided cadre { key } } } }`, `{"nodes":[{"on":"2026-03","undecided":true,"cadre":{"key":"unknown"}}]}`},
		{`{ agenda(kinds: [TERM], from: "2026-04-01", to: "2026-12-31", first: 5) { nodes { on } } }`, `{"nodes":[]}`},
		{`{ cadre(key: "sure") { timeline(from: "2015-07-01", to: "2015-07-31", first: 5) { nodes { on } } } }`, `{"timeline":{"nodes":[{"on":"2015-07"}]}}`},
		{`{ cadre(key: "sure") { timeline(from: "2015", to: "2015-07", first: 5) { nodes { on } } } }`, `{"timeline":{"nodes":[{"on":"2015-07"}]}}`},
		{`{ cadre(key: "sure") { timeline(from: "2015-08-01", first: 5) { nodes { on } } } }`, `{"timeline":{"nodes":[]}}`},
		{`{ cadre(key: "sure") { timeline(to: "2015-06", first: 5) { nodes { on } } } }`, `{"timeline":{"nodes":[]}}`},
		{`{ dataQuality(asOf: "2024-08-31", rules: ["status-missing"], first: 5) { nodes { subject { ... on Cadre { key } } } } }`, `{"nodes":[{"subject":{"key":"unknown"}}]}`},
	} {
		a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: tt.text, Caller: graph.Caller{Role: "AUDITOR", Whole: true}})
		if err != nil || len(more) > 0 {
			t.Fatalf("%s: %v %v", tt.text, err, more)
		}
		if string(a) != tt.want {
			t.Errorf("%s\nanswers %s\nwant    %s", tt.text, a, tt.want)
		}
	}
}

// TestYears holds windows of years to their first and last day, also beside 29 February.
func TestYears(t *testing.T) {
	for asOf, want := range map[string]string{"2024-02-29": "2021-03-01", "2024-02-28": "2021-03-01", "2023-02-28": "2020-03-01", "2024-08-31": "2021-09-01", "2024-12-31": "2022-01-01"} {
		day, err := time.Parse(time.DateOnly, asOf)
		if err != nil {
			t.Fatal(err)
		}
		if got := figures.Begin("THREE_YEARS", day); got != want {
			t.Errorf("three years up to %s begin on %s, want %s", asOf, got, want)
		}
	}
}
