package acts_test

import (
	"fmt"
	"testing"

	"bole/graph"
	"bole/graph/law"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestCampaign begins a campaign: who is planned is who served then, and what is left is who was not met.
func TestCampaign(t *testing.T) {
	c := &recorder{t: t, r: roomstest.Fresh(t, rooms.Options{})}
	c.office()
	all, county := organizer("甲"), organizer("县", "a")
	for _, text := range []string{
		`createCadre(input: {KEY, key: "cc", name: "王五", managedBy: COUNTY, status: ACTIVE}) { cadre { key } }`,
		`createAppointment(input: {KEY, key: "xc", cadre: "cc", position: "pa", from: "2020-01", main: true, kind: REGULAR}) { appointment { key } }`,
		`createCadre(input: {KEY, key: "cd", name: "赵六", managedBy: CITY, status: RETIRED}) { cadre { key } }`,
		`createAppointment(input: {KEY, key: "xd", cadre: "cd", position: "pa", from: "2020-01", main: true, kind: REGULAR}) { appointment { key } }`,
	} {
		c.done(all, text)
	}
	c.refused(county, `createCampaign(input: {KEY, name: "个个谈", kind: TALKS, endsOn: "2026-06-30", units: ["city"]}) { campaign { key } }`, graph.CodeForbidden, `outside the token's scope`)
	c.refused(all, `createCampaign(input: {KEY, name: "个个谈", kind: TALKS, state: STARTED, startedOn: "2026-03-01", endsOn: "2026-06-30", units: ["city"]}) { campaign { key } }`, graph.CodeBadInput, `input.state STARTED is a state that steps lead to; record it as PREPARED`)
	c.done(all, `createCampaign(input: {KEY, key: "g1", name: "个个谈", kind: TALKS, endsOn: "2026-06-30", managedBy: CITY, units: ["city"]}) { campaign { state } }`)
	c.done(all, `createCampaign(input: {KEY, key: "g2", name: "回访", kind: RETURN_VISITS, endsOn: "2026-06-30", managedBy: PROVINCE, units: ["city"]}) { campaign { state } }`)
	c.refused(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 1, why: "开始", state: STARTED}) { campaign { key } }`, graph.CodeBadInput, `input.startedOn is missing, and STARTED needs it`)
	c.refused(all, `correctCampaign(input: {KEY, key: "g2", expectedVersion: 1, why: "开始", state: STARTED, startedOn: "2026-03-01"}) { campaign { key } }`, graph.CodeStep, `input.state STARTED would be for nobody; correct what it is drawn by`)
	c.done(all, `createTalk(input: {KEY, key: "old", cadre: "ca", heldOn: "2026-02-20", purpose: VISIT}) { talk { key } }`)

	const coverage = `coverage(asOf: "2026-05-01") { unit { key } planned done left members(done: false, first: 5) { totalCount nodes { present cadre { key } } } all: members { totalCount } }`
	got := c.done(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 1, why: "开始", state: STARTED, startedOn: "2026-03-01"}) { campaign { planned(orderBy: [{node: {key: ASC}}]) { edges { unit node { key } } } `+coverage+` } }`)
	want := "map[campaign:map[coverage:[" +
		"map[all:map[totalCount:1] done:0 left:1 members:map[nodes:[map[cadre:map[key:ca] present:true]] totalCount:1] planned:1 unit:map[key:a]] " +
		"map[all:map[totalCount:1] done:0 left:1 members:map[nodes:[map[cadre:map[key:cb] present:true]] totalCount:1] planned:1 unit:map[key:b]]] " +
		"planned:map[edges:[map[node:map[key:ca] unit:a] map[node:map[key:cb] unit:b]]]]]"
	if fmt.Sprint(got) != want {
		t.Errorf("begun:\n%v\nwant\n%s", got, want)
	}
	c.refused(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 2, why: "扩大", units: ["a"]}) { campaign { key } }`, graph.CodeStep, `input.units stands since startedOn is 2026-03-01; leave it`)
	c.refused(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 2, why: "扩大", managedBy: null}) { campaign { key } }`, graph.CodeStep, `input.managedBy stands since`)

	// One is met; the other leaves for the other county, and stays planned where they served.
	c.done(all, `createTalk(input: {KEY, key: "met", cadre: "cb", heldOn: "2026-04-10", purpose: VISIT}) { talk { key } }`)
	c.done(all, `createTalk(input: {KEY, key: "other", cadre: "ca", heldOn: "2026-04-10", purpose: REMINDER}) { talk { key } }`)
	c.done(all, `createAppointment(input: {KEY, key: "xa2", cadre: "ca", position: "pb", from: "2026-04-15", main: true, kind: REGULAR}) { appointment { key } }`)
	got = c.done(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 2, why: "名称", name: "人人访、个个谈"}) { campaign { `+coverage+` } }`)
	want = "map[campaign:map[coverage:[" +
		"map[all:map[totalCount:1] done:0 left:1 members:map[nodes:[map[cadre:map[key:ca] present:false]] totalCount:1] planned:1 unit:map[key:a]] " +
		"map[all:map[totalCount:1] done:1 left:0 members:map[nodes:[] totalCount:0] planned:1 unit:map[key:b]]]]]"
	if fmt.Sprint(got) != want {
		t.Errorf("on the way:\n%v\nwant\n%s", got, want)
	}
	got = c.done(all, `correctCampaign(input: {KEY, key: "g1", expectedVersion: 3, why: "名称", name: "个个谈"}) { campaign {
		one: coverage(asOf: "2026-05-01", unit: "b") { unit { key } done } none: coverage(asOf: "2026-05-01", unit: "city") { done } early: coverage(asOf: "2026-04-09", unit: "b") { done } } }`)
	if want := "map[campaign:map[early:[map[done:0]] none:[] one:[map[done:1 unit:map[key:b]]]]]"; fmt.Sprint(got) != want {
		t.Errorf("in one unit: %v\nwant %s", got, want)
	}
	// What is left waits, and falls due.
	for _, tt := range []struct {
		root graph.Root
		who  law.Caller
		args map[string]any
		want int
	}{
		{c.r.Due.Todo, all, map[string]any{"asOf": "2026-05-01"}, 2}, // the other campaign waits to begin
		{c.r.Due.Todo, county, map[string]any{"asOf": "2026-05-01"}, 0},
		{c.r.Figures.Agenda, all, map[string]any{"from": "2026-05-01", "to": "2026-06-30", "kinds": []any{"CAMPAIGN"}}, 1},
		{c.r.Figures.Agenda, all, map[string]any{"from": "2026-05-01", "to": "2026-06-29", "kinds": []any{"CAMPAIGN"}}, 0},
		{c.r.Figures.Agenda, all, map[string]any{"from": "2026-05-01", "to": "2026-06-30", "kinds": []any{"TERM"}}, 0},
	} {
		answer, err := tt.root(t.Context(), graph.Query{Caller: tt.who, Args: tt.args})
		if entries, _ := answer.(graph.Entries); err != nil || len(entries) != tt.want {
			t.Errorf("%v: %v %v, want %d", tt.args, entries, err, tt.want)
		}
	}
}
