package webhooks_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/audit"
	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestScope: each webhook hears of the vacancies of its own units; one without a scope hears nothing.
func TestScope(t *testing.T) {
	city, a, none := receive(t), receive(t), receive(t)
	o := open(t, hurried(t, file(t, city.hook("city", hook{"whole": true}), a.hook("a", hook{"units": []string{"a"}}), none.hook("none", nil))))
	o.opened("before", "pa") // nobody listens yet
	o.tell(3)
	o.opened("wa", "pa")
	o.opened("wb", "pb")
	o.do(`correctVacancy(input: {KEY, key: "wa", expectedVersion: 1, why: "改名", title: "副县长（正）"}) { __typename }`)
	o.do(`correctVacancy(input: {KEY, key: "wb", expectedVersion: 1, why: "停止", status: CLOSED}) { __typename }`)
	o.do(`correctVacancy(input: {KEY, key: "wb", expectedVersion: 2, why: "重开", status: OPEN}) { __typename }`)
	// A dataset: one that stands open, one that does not, one whose state nobody recorded, and one that was there.
	dir := t.TempDir()
	rows := "key,title,position,openedOn,status\nwc,副县长,pa,2024-05,OPEN\nwd,副县长,pa,2024-05,CLOSED\nwe,副县长,pa,2024-05,\nwb,副县长,pb,2024-05,OPEN\n"
	if err := os.WriteFile(filepath.Join(dir, "vacancies.csv"), []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	roomstest.Import(t, o.rooms, dir, time.Now())
	if got := vacancies(city.waitFor(4)); !slices.Equal(got, []string{"wa", "wb", "wb", "wc"}) {
		t.Errorf("the city hears of %v", got)
	}
	heard := a.waitFor(2)
	if got := vacancies(heard); !slices.Equal(got, []string{"wa", "wc"}) {
		t.Errorf("the county hears of %v", got)
	}
	id := o.get(organizer, `{ vacancy(key: "wa") { id } }`, nil)["vacancy"].(map[string]any)["id"]
	if got, want := heard[0].String(), fmt.Sprintf(`vacancy.opened {"vacancy":{"id":%q,"key":"wa"}}`, id); got != want {
		t.Errorf("the county hears %s, want %s", got, want)
	}
	if _, all := none.heard(); len(all) > 0 {
		t.Errorf("without units is heard %v", all)
	}
	roomstest.Eventually(t, "that it is kept", func() bool { return o.status("a")["waiting"] == 0.0 })
	if w := o.status("a"); w["deliveredAt"] == nil || w["waiting"] != 0.0 || w["failure"] != nil || w["givenUp"] != 0.0 || w["goneAt"] != nil {
		t.Errorf("its status is %v", w)
	}
	for _, g := range []access.Grant{organizer, concerned} {
		if _, code, _ := o.ask(g, `{ webhooks { name } }`, nil); code != "FORBIDDEN" {
			t.Errorf("%s is told of webhooks: %q", g.Role, code)
		}
	}
}

// TestDown: a receiver that is down for a while gets all in the end, in order, each under one id, and nobody else waits.
func TestDown(t *testing.T) {
	down, up := receive(t), receive(t)
	o := open(t, hurried(t, file(t, down.hook("down", hook{"whole": true}), up.hook("up", hook{"whole": true}))))
	o.tell(2)
	down.answers(http.StatusServiceUnavailable)
	var want []string
	for i := range 3 {
		want = append(want, fmt.Sprint("w", i))
		o.opened(want[i], "pa")
	}
	if got := vacancies(up.waitFor(3)); !slices.Equal(got, want) {
		t.Errorf("the other hears of %v", got)
	}
	roomstest.Eventually(t, "attempts", func() bool { _, all := down.heard(); return len(all) >= 3 })
	if w := o.status("down"); w["failure"] != "REFUSED" || w["status"] != 503.0 || w["waiting"] != 3.0 || w["waitingSince"] == nil || w["failedAt"] == nil || w["deliveredAt"] != nil {
		t.Errorf("meanwhile its status is %v", w)
	}
	down.answers(http.StatusOK)
	taken := down.waitFor(3)
	if got := vacancies(taken); !slices.Equal(got, want) {
		t.Errorf("it hears of %v", got)
	}
	_, all := down.heard()
	for _, e := range all[:len(all)-2] {
		if e.ID != taken[0].ID || e.String() != taken[0].String() {
			t.Errorf("an attempt before %v is of %v", taken[0], e)
		}
	}
	if taken[0].ID == taken[1].ID || taken[1].ID == taken[2].ID {
		t.Errorf("events share an id: %v", taken)
	}
	roomstest.Eventually(t, "that it is kept", func() bool { return o.counts.of("down delivered") == 3 && o.counts.of("up delivered") == 3 })
	if o.counts.of("down failed") < 3 || o.counts.of("down delivered") != 3 || o.counts.of("up failed") != 0 {
		t.Errorf("counted are %v", o.counts.results)
	}
	if w := o.status("down"); w["failure"] != nil || w["status"] != nil || w["failedAt"] != nil || w["waiting"] != 0.0 {
		t.Errorf("in the end its status is %v", w)
	}
}

// TestStopped: what was on its way when the server was stopped is told again by the next one, under the same id.
func TestStopped(t *testing.T) {
	r := receive(t)
	path := file(t, r.hook("cockpit", hook{"whole": true}))
	o := open(t, hurried(t, path))
	o.tell(1)
	asked, ended := make(chan struct{}, 1), make(chan struct{})
	r.answersBy(func(http.ResponseWriter, *http.Request) { asked <- struct{}{}; <-ended })
	o.opened("w1", "pa")
	<-asked
	stopped := make(chan struct{})
	go func() { o.stop(); close(stopped) }() // between the sending and the keeping
	<-stopped
	close(ended)
	o.opened("w2", "pa") // while nobody tells
	r.answersBy(nil)

	again := hurried(t, path)
	next := serve(t, roomstest.Open(t, rooms.Options{Webhooks: again, CypherRole: "ADMIN", Audit: audit.Options{On: true}}), again)
	next.tell(1)
	taken := r.waitFor(2)
	_, all := r.heard()
	if got := vacancies(taken); !slices.Equal(got, []string{"w1", "w2"}) || len(all) != 3 || all[0].ID != taken[0].ID {
		t.Errorf("heard are %v, of %v", taken, all)
	}
}

// TestReplicas: of two servers one tells; when it is stopped, the other one goes on.
func TestReplicas(t *testing.T) {
	r := receive(t)
	path := file(t, r.hook("cockpit", hook{"whole": true}))
	o := open(t, hurried(t, path))
	o.tell(1)
	second := hurried(t, path)
	other := serve(t, roomstest.Open(t, rooms.Options{Webhooks: second, CypherRole: "ADMIN", Audit: audit.Options{On: true}}), second)
	other.tell(1)
	o.opened("w1", "pa")
	o.opened("w2", "pb")
	r.waitFor(2)
	if got := other.counts.of("cockpit delivered"); got != 0 {
		t.Errorf("the second server told %d events, though the first one has the lease", got)
	}
	o.stop()
	o.opened("w3", "pa")
	if got := vacancies(r.waitFor(3)); !slices.Equal(got, []string{"w1", "w2", "w3"}) {
		t.Errorf("heard are %v", got)
	}
	roomstest.Eventually(t, "that the second server told one event", func() bool { return other.counts.of("cockpit delivered") == 1 })
}

// TestSkipped: what is taken away or out of scope by the time it could be told is not.
func TestSkipped(t *testing.T) {
	r := receive(t)
	o := open(t, hurried(t, file(t, r.hook("a", hook{"units": []string{"a"}}))))
	o.tell(1)
	r.answers(http.StatusBadGateway)
	o.opened("stands", "pa")
	o.opened("withdrawn", "pa")
	o.opened("moved", "pa")
	o.opened("last", "pa")
	roomstest.Eventually(t, "what waits", func() bool { return o.status("a")["waiting"] == 4.0 })
	o.do(`withdrawVacancy(input: {KEY, key: "withdrawn", expectedVersion: 1, why: "误录"}) { __typename }`)
	o.do(`correctVacancy(input: {KEY, key: "moved", expectedVersion: 1, why: "更正", position: "pb"}) { __typename }`)
	r.answers(http.StatusOK)
	if got := vacancies(r.waitFor(2)); !slices.Equal(got, []string{"stands", "last"}) {
		t.Errorf("heard are %v", got)
	}
	if got := o.counts.of("a skipped"); got != 2 {
		t.Errorf("%d events were skipped", got)
	}
}
