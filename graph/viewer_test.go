package graph_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"bole/graph"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
	"bole/internal/worldtest"
)

// TestViewer asks who asks, in several roles, and holds what it says is forbidden to what is refused; its day is that
// of questions without one.
func TestViewer(t *testing.T) {
	day := time.Date(2024, time.August, 31, 0, 0, 0, 0, time.UTC)
	r := roomstest.Fresh(t, rooms.Options{Graph: graph.Options{Today: func() time.Time { return day }}})
	roomstest.Exec(t, "CREATE (:Organization {key: 'b', name: '乙'}), (:Organization {key: 'a', name: '甲'}), (:Organization {key: 'c', name: '丙'}), (:Cadre {key: 'p', cadreKey: 'p', unit: 'a', name: '某'})", nil)
	ask := func(c graph.Caller, text string) (string, bool) {
		t.Helper()
		a, more, err := roomstest.Answer(t.Context(), r, worldtest.Request{Text: text, Caller: c})
		return string(a), err == nil && len(more) == 0
	}
	analyst := graph.Caller{Role: "ANALYST", Roles: []string{"AUDITOR", "ANALYST"}, Name: "测试者", Roots: []string{"b", "gone", "a"}, Units: []string{"a", "b"}, Purpose: "考核"}
	subject := graph.Caller{Role: "SUBJECT", Self: "p"}
	for _, tt := range []struct {
		caller graph.Caller
		want   string
	}{
		{analyst, `{"name":"测试者","role":"ANALYST","roles":["ANALYST","AUDITOR"],"whole":false,"units":[{"key":"a"},{"key":"b"}],"self":null,"purpose":"考核","today":"2024-08-31"}`},
		{subject, `{"name":null,"role":"SUBJECT","roles":["SUBJECT"],"whole":false,"units":[],"self":{"key":"p"},"purpose":null,"today":"2024-08-31"}`},
		{graph.Caller{Role: "ADMIN", Whole: true}, `{"name":null,"role":"ADMIN","roles":["ADMIN"],"whole":true,"units":[],"self":null,"purpose":null,"today":"2024-08-31"}`},
	} {
		if got, ok := ask(tt.caller, `{ viewer { name role roles whole units { key } self { key } purpose today } }`); !ok || got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
	for _, c := range []graph.Caller{analyst, subject, {Role: "ORGANIZER", Whole: true}} {
		text, _ := ask(c, `{ viewer { forbidden } }`)
		var v struct{ Forbidden []string }
		if err := json.Unmarshal([]byte(text), &v); err != nil || !slices.IsSorted(v.Forbidden) {
			t.Fatalf("%v: %s", err, text)
		}
		for field, query := range map[string]string{
			"Cadre.gender": `{ cadres(first: 1) { nodes { gender } } }`, "Cadre.name": `{ cadres(first: 1) { nodes { name } } }`, "Cadre.ethnicity": `{ cadres(first: 1) { nodes { ethnicity } } }`,
			"Query.dataQuality": `{ dataQuality(asOf: "2024-08-31", rules: ["status-missing"], first: 1) { totalCount } }`,
		} {
			if _, ok := ask(c, query); ok == slices.Contains(v.Forbidden, field) {
				t.Errorf("%s is told that %s is forbidden: %v, and is answered: %v", c.Role, field, !ok, ok)
			}
		}
	}
	roomstest.Exec(t, `MATCH (o:Organization {key: 'a'}) CREATE (c:Cadre {key: 'q', cadreKey: 'q', unit: 'a', name: '现任'})<-[:OF]-(:Appointment {key: 'q', from: '2024-08-31', main: true, unit: 'a', cadreKey: 'q'})-[:TO]->(:Position {key: 'q', title: '职'})-[:IN]->(o)`, nil)
	for query, want := range map[string]string{
		`{ organization(key: "a") { team { cadre { key } } } }`:                     `{"team":[{"cadre":{"key":"q"}}]}`,
		`{ organization(key: "a") { team(asOf: null) { cadre { key } } } }`:         `{"team":[{"cadre":{"key":"q"}}]}`,
		`{ organization(key: "a") { team(asOf: "2024-08-31") { cadre { key } } } }`: `{"team":[{"cadre":{"key":"q"}}]}`,
		`{ organization(key: "a") { team(asOf: "2024-08-30") { cadre { key } } } }`: `{"team":[]}`,
	} {
		if got, ok := ask(graph.Caller{Role: "ADMIN", Whole: true}, query); !ok || got != want {
			t.Errorf("%s gives %s, want %s", query, got, want)
		}
	}
	day = day.AddDate(0, 0, -1)
	if got, _ := ask(graph.Caller{Role: "ADMIN", Whole: true}, `{ organization(key: "a") { team { cadre { key } } } }`); got != `{"team":[]}` {
		t.Errorf("a day before, by a plan that was kept: %s", got)
	}
}
