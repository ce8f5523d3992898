package webhooks_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/rooms/roomstest"
)

// lists are the shortlists that events tell of, with whether they are as they were stored.
func lists(events []told) (out []string) {
	for _, e := range events {
		s, _ := e.Data["shortlist"].(map[string]any)
		v, _ := e.Data["vacancy"].(map[string]any)
		out = append(out, fmt.Sprint(s["key"], " ", v["key"], " ", e.Data["same"]))
	}
	return out
}

// witnessed are the events of the audit that a webhook left, from the newest.
func (o *office) witnessed(name string) (out []string) {
	o.t.Helper()
	d := o.get(admin, `{ auditEvents(first: 100) { nodes { by issuer kind role purpose operation fields officials { key } units { key } } } }`, nil)
	for _, n := range d["auditEvents"].(map[string]any)["nodes"].([]any) {
		if e := n.(map[string]any); e["by"] == "webhook "+name {
			out = append(out, fmt.Sprint(e["kind"], " ", e["role"], " ", e["purpose"], " ", e["operation"], " ", e["fields"], " ", e["officials"], " ", e["units"]))
		}
	}
	return out
}

// TestShortlistChanged: a list that would be drawn up otherwise is told of, once for each digest, and to those alone who
// may see all of it.
func TestShortlistChanged(t *testing.T) {
	city, a, b := receive(t), receive(t), receive(t)
	want := hook{"events": []string{"shortlist.changed"}, "purpose": "选拔"}
	with := func(k string, v any) hook {
		h := hook{k: v}
		h["events"], h["purpose"] = want["events"], want["purpose"]
		return h
	}
	o := open(t, hurried(t, file(t, city.hook("city", with("whole", true)), a.hook("a", with("units", []string{"a"})), b.hook("b", with("units", []string{"b"})))))
	o.do(`createPosition(input: {KEY, key: "pc", title: "县长", organization: "a", chief: true}) { __typename }`)
	o.opened("w1", "pc")
	o.do(`createRequirement(input: {KEY, vacancy: "w1", rule: "EDUCATION", strength: MUST, value: "大学本科"}) { __typename }`)
	draw := func(g access.Grant, idempotency string) string {
		d := o.get(g, fmt.Sprintf(`mutation { createShortlist(input: {idempotencyKey: %q, vacancy: "w1", asOf: "2024-08-31"}) { key } }`, idempotency), nil)
		return fmt.Sprint(d["createShortlist"].(map[string]any)["key"])
	}
	whole := draw(organizer, "whole")
	part := draw(access.Grant{Role: "ORGANIZER", Issuer: "bole", Subject: "u7", Name: "甲县组织部", Units: []string{"a"}}, "part")
	o.tell(3)
	time.Sleep(300 * time.Millisecond)
	if taken, _ := city.heard(); len(taken) > 0 {
		t.Fatalf("of lists that are as they were is told %v", taken)
	}
	o.do(`createEducation(input: {KEY, key: "e1", cadre: "ca", level: "大学本科", mode: FULL_TIME, school: "某大学", completedOn: "2000-07"}) { __typename }`)
	sorted := func(s []string) []string { slices.Sort(s); return s }
	if got := sorted(lists(city.waitFor(2))); !slices.Equal(got, sorted([]string{whole + " w1 false", part + " w1 false"})) {
		t.Errorf("the city hears of %v", got)
	}
	if got := lists(a.waitFor(1)); !slices.Equal(got, []string{part + " w1 false"}) {
		t.Errorf("the county hears of %v", got)
	}
	o.do(`correctCadre(input: {KEY, key: "cb", expectedVersion: 1, why: "更正", nativePlace: "某市"}) { __typename }`) // of which no list depends
	o.do(`withdrawEducation(input: {KEY, key: "e1", expectedVersion: 1, why: "误录"}) { __typename }`)
	if got := sorted(lists(city.waitFor(4)[2:])); !slices.Equal(got, sorted([]string{whole + " w1 true", part + " w1 true"})) {
		t.Errorf("the city then hears of %v", got)
	}
	o.do(`correctVacancy(input: {KEY, key: "w1", expectedVersion: 1, why: "停止", status: CLOSED}) { __typename }`)
	o.do(`createEducation(input: {KEY, key: "e2", cadre: "ca", level: "大学本科", mode: FULL_TIME, school: "某大学", completedOn: "2000-07"}) { __typename }`)
	time.Sleep(500 * time.Millisecond)
	if taken, _ := city.heard(); len(taken) != 4 {
		t.Errorf("of a closed vacancy is told %v", taken[4:])
	}
	if _, all := b.heard(); len(all) > 0 {
		t.Errorf("the other county hears of %v", all)
	}
	for _, one := range []struct{ name, units string }{{"city", "[]"}, {"a", "[map[key:a]]"}} {
		got := o.witnessed(one.name)
		if len(got) < 2 || !strings.HasPrefix(got[0], "READ ORGANIZER 选拔 webhook [shortlist.changed] [map[key:ca]") || !strings.HasSuffix(got[0], one.units) {
			t.Errorf("the audit has of %s %v", one.name, got)
		}
	}
	if got := o.witnessed("b"); len(got) > 0 {
		t.Errorf("the audit has of b %v", got)
	}
	for _, e := range append(lists(city.attempts), fmt.Sprint(city.attempts)) {
		if strings.Contains(e, "张三") || strings.Contains(e, "ca ") {
			t.Errorf("a person is named: %s", e)
		}
	}
}

// TestAgendaDue: once on each day it is told how much falls due and waits, and what fell on days on which nobody told.
func TestAgendaDue(t *testing.T) {
	city, b := receive(t), receive(t)
	want := hook{"events": []string{"agenda.due"}, "whole": true}
	var day atomic.Pointer[time.Time]
	on := func(text string) {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		day.Store(&at)
	}
	on("2024-08-30")
	o := openOn(t, hurried(t, file(t, city.hook("city", want), b.hook("b", hook{"events": want["events"], "units": []string{"b"}}))), func() time.Time { return *day.Load() })
	o.do(`createVacancy(input: {KEY, key: "w1", title: "副县长", position: "pa", openedOn: "2024-05", closesOn: "2024-08-01"}) { __typename }`)
	o.do(`createVacancy(input: {KEY, key: "w2", title: "副县长", position: "pa", openedOn: "2024-05", closesOn: "2024-12-01"}) { __typename }`)
	o.do(`correctAppointment(input: {KEY, key: "xa", expectedVersion: 1, why: "补录", termEndsOn: "2024-09-01"}) { __typename }`)
	o.do(`correctAppointment(input: {KEY, key: "xb", expectedVersion: 1, why: "补录", termEndsOn: "2024-09"}) { __typename }`)
	o.tell(2)
	const waits = `"todo":[{"code":"Vacancy.status.OPEN","count":2,"overdue":1}]`
	if got, want := city.waitFor(1)[0].String(), `agenda.due {"due":[],"from":"2024-08-30","on":"2024-08-30",`+waits+`}`; got != want {
		t.Errorf("the city hears %s, want %s", got, want)
	}
	on("2024-09-02") // of the last day of August and the first of September nobody has told
	if got, want := city.waitFor(2)[1].String(), `agenda.due {"due":[{"count":2,"kind":"TERM","undecided":0}],"from":"2024-08-31","on":"2024-09-02",`+waits+`}`; got != want {
		t.Errorf("the city hears %s, want %s", got, want)
	}
	if got, want := b.waitFor(1)[0].String(), `agenda.due {"due":[{"count":1,"kind":"TERM","undecided":0}],"from":"2024-08-31","on":"2024-09-02","todo":[]}`; got != want {
		t.Errorf("the county hears %s, want %s", got, want)
	}
	on("2024-09-03") // what is known to the month was told of on its first day
	if got, want := city.waitFor(3)[2].String(), `agenda.due {"due":[],"from":"2024-09-03","on":"2024-09-03",`+waits+`}`; got != want {
		t.Errorf("the city hears %s, want %s", got, want)
	}
	roomstest.Eventually(t, "the county's days without anything", func() bool { return o.counts.of("b skipped") == 2 })
	if got, want := o.witnessed("city"), "READ ORGANIZER <nil> webhook [agenda.due] [map[key:ca] map[key:cb]] []"; len(got) != 3 || got[1] != want {
		t.Errorf("the audit has %v, want %s", got, want)
	}
	if got, want := o.witnessed("b"), "READ ORGANIZER <nil> webhook [agenda.due] [map[key:cb]] [map[key:b]]"; len(got) != 1 || got[0] != want {
		t.Errorf("the audit has %v, want %s", got, want)
	}
}
