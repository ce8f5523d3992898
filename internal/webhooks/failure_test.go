package webhooks_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"bole/internal/rooms"
	"bole/internal/rooms/roomstest"
)

// TestFailures: what a receiver may answer, and what becomes of the event.
func TestFailures(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	r := receive(t)
	o := open(t, hurried(t, file(t, r.hook("cockpit", hook{"whole": true}))))
	o.tell(1)
	o.opened("first", "pa")
	r.waitFor(1)
	for _, tt := range []struct {
		name, failure string
		status        any
		answer        func(http.ResponseWriter, *http.Request)
	}{
		{"a redirect is not followed", "REDIRECTED", 307.0, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}},
		{"a refusal", "REFUSED", 400.0, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadRequest) }},
		{"an answer without an end", "REFUSED", 500.0, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		}},
		{"no answer", "TIMEOUT", nil, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"a connection that breaks", "UNREACHABLE", nil, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	} {
		r.answersBy(tt.answer)
		o.opened(tt.failure+"-"+tt.name, "pa")
		roomstest.Eventually(t, tt.name, func() bool {
			w := o.status("cockpit")
			return w["failure"] == tt.failure && w["status"] == tt.status && w["waiting"] == 1.0
		})
		r.answersBy(nil)
		roomstest.Eventually(t, tt.name+" ends", func() bool { return o.status("cockpit")["waiting"] == 0.0 })
	}
	if elsewhere > 0 {
		t.Errorf("the other address got %d requests", elsewhere)
	}
}

// TestLater: a receiver that asks to be left alone is left alone for that time.
func TestLater(t *testing.T) {
	r := receive(t)
	o := open(t, hurried(t, file(t, r.hook("cockpit", hook{"whole": true}))))
	o.tell(1)
	var asked []time.Time
	r.answersBy(func(w http.ResponseWriter, _ *http.Request) {
		if asked = append(asked, time.Now()); len(asked) == 1 {
			w.Header().Set("Retry-After", "2")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.WriteHeader(http.StatusOK)
	})
	o.opened("w1", "pa")
	r.waitFor(1)
	if len(asked) != 2 || asked[1].Sub(asked[0]) < 2*time.Second {
		t.Errorf("it was asked at %v", asked)
	}
}

// TestGivenUp: an event that was tried for long enough makes way for the next, and that is said.
func TestGivenUp(t *testing.T) {
	r := receive(t)
	options := hurried(t, file(t, r.hook("cockpit", hook{"whole": true})))
	options.GiveUp = 500 * time.Millisecond
	o := open(t, options)
	o.tell(1)
	r.answers(http.StatusServiceUnavailable)
	o.opened("lost", "pa")
	roomstest.Eventually(t, "the end", func() bool { return o.status("cockpit")["givenUp"] == 1.0 })
	r.answers(http.StatusOK)
	o.opened("heard", "pa")
	if got := vacancies(r.waitFor(1)); !slices.Equal(got, []string{"heard"}) {
		t.Errorf("heard are %v", got)
	}
	_, all := r.heard()
	if w := o.status("cockpit"); w["givenUp"] != 1.0 || o.counts.of("cockpit given up") != 1 || len(all) < 4 {
		t.Errorf("after %d attempts its status is %v, counted %v", len(all), w, o.counts.results)
	}
}

// TestGone: a receiver that says that it is gone is told nothing more until the server is started again, and then all.
func TestGone(t *testing.T) {
	r := receive(t)
	path := file(t, r.hook("cockpit", hook{"whole": true}))
	o := open(t, hurried(t, path))
	o.tell(1)
	r.answers(http.StatusGone)
	o.opened("w1", "pa")
	roomstest.Eventually(t, "that it is gone", func() bool { return o.status("cockpit")["goneAt"] != nil })
	r.answers(http.StatusOK)
	o.opened("w2", "pa")
	roomstest.Eventually(t, "the second", func() bool { return o.status("cockpit")["waiting"] == 2.0 })
	time.Sleep(300 * time.Millisecond)
	if _, all := r.heard(); len(all) != 1 {
		t.Errorf("after it was gone it is told %v", all)
	}
	if w := o.status("cockpit"); w["failure"] != "GONE" || w["status"] != 410.0 {
		t.Errorf("its status is %v", w)
	}
	o.stop()
	again := hurried(t, path)
	next := serve(t, roomstest.Open(t, rooms.Options{Webhooks: again, CypherRole: "ADMIN"}), again)
	next.tell(1)
	if got := vacancies(r.waitFor(2)); !slices.Equal(got, []string{"w1", "w2"}) {
		t.Errorf("heard are %v", got)
	}
	if w := next.status("cockpit"); w["goneAt"] != nil {
		t.Errorf("its status is %v", w)
	}
}
