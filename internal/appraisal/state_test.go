package appraisal_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"bole/internal/access"
	"bole/internal/rooms/roomstest"
)

// listen subscribes and gives the data of all events until the stream is complete.
func (a *api) listen(grant access.Grant, text string) (next func() answer) {
	a.t.Helper()
	server := httptest.NewServer(a.server)
	a.t.Cleanup(server.Close)
	grant.Whole = grant.Self == ""
	token, err := a.signer.Sign(grant, time.Hour)
	if err != nil {
		a.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		a.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, server.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/json"}, "Accept": {"text/event-stream"}}
	resp, err := server.Client().Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	return func() (out answer) {
		a.t.Helper()
		for name := ""; lines.Scan(); {
			if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = n
			}
			data, ok := strings.CutPrefix(lines.Text(), "data: ")
			switch {
			case ok && name == "complete":
				return answer{}
			case ok:
				if err := json.Unmarshal([]byte(data), &out); err != nil {
					a.t.Fatal(err, data)
				}
				return out
			}
		}
		a.t.Fatal("the stream broke", lines.Err())
		return out
	}
}

const anotherDay = "2023-06-30"

// TestAnotherDay: a day for which nothing has been computed is answered by what is known of another one, says so, and
// whoever listens is told how far it is and when it is there.
func TestAnotherDay(t *testing.T) {
	open(t)
	defer func() { data = nil }()
	a := newReplica(t, nil, time.Hour)
	_, first := a.records()

	const state = `recordState(asOf: "` + anotherDay + `", vacancy: "vac01") { asOf available current progress }`
	gate := make(chan struct{})
	searching := newReplica(t, gate, time.Hour) // and holds the lease while it is at the gate
	var got any
	roomstest.Eventually(t, "a search begins", func() bool { // until the facts are there it begins none
		got = at(searching.get(organizer, "{ "+state+" }", nil), "recordState")
		return at(got, "progress") != nil
	})
	if at(got, "asOf") != anotherDay || at(got, "available") != false || at(got, "current") != false || at(got, "progress") != 0. {
		t.Errorf("where nothing is known the state is %v", got)
	}
	roomstest.Eventually(t, "it searches, and fits by what is known", func() bool { return searching.computed.Load() == 2 })

	const listed = `{ cadre(key: "c0001") { workRecord(asOf: "` + anotherDay + `") { asOf model { current progress hyperparameters hyperparametersAsOf } } }
		vacancy(key: "vac01") { candidates(asOf: "` + anotherDay + `") { records { asOf available current progress } candidates(first: 100) { nodes { record { asOf model { hyperparameters } } } } } } }`
	seen := a.get(organizer, listed, nil)
	model, records := at(seen, "cadre", "workRecord", "model"), at(seen, "vacancy", "candidates", "records")
	if at(seen, "cadre", "workRecord", "asOf") != anotherDay || at(model, "current") != false || at(model, "progress") != 0. || at(model, "hyperparameters") != first["hyperparameters"] || at(model, "hyperparametersAsOf") != asOf {
		t.Errorf("the record of another day is by %v", model)
	}
	if at(records, "asOf") != anotherDay || at(records, "available") != true || at(records, "current") != false || at(records, "progress") != 0. {
		t.Errorf("the list's records are %v", records)
	}
	measured := 0
	for _, c := range list(seen, "vacancy", "candidates", "candidates", "nodes") {
		if at(c, "record") != nil {
			measured++
		}
	}
	if measured == 0 {
		t.Error("nobody on the list has a record")
	}
	if r := a.kept(organizer, listed, ""); r.Code != 200 || r.Header().Get("ETag") != "" {
		t.Errorf("what is not final has a tag: %d %v", r.Code, r.Header())
	}

	next := a.listen(organizer, "subscription { "+state+" }")
	if told := at(next().Data, "recordState"); at(told, "available") != true || at(told, "current") != false {
		t.Errorf("first is told %v", told)
	}
	close(gate)
	var last any
	for told := next(); told.Data != nil; told = next() {
		last = told.Data["recordState"]
	}
	if at(last, "available") != true || at(last, "current") != true || at(last, "progress") != nil {
		t.Errorf("last is told %v", last)
	}
	seen = a.get(organizer, listed, nil)
	if model := at(seen, "cadre", "workRecord", "model"); at(model, "current") != true || at(model, "hyperparametersAsOf") != anotherDay {
		t.Errorf("in the end the model is %v", model)
	}
	if at(seen, "vacancy", "candidates", "records", "current") != true {
		t.Errorf("in the end the list's records are %v", at(seen, "vacancy", "candidates", "records"))
	}
	if r := a.kept(organizer, listed, ""); r.Header().Get("ETag") == "" {
		t.Error("what is final has no tag")
	}
}

// TestRecordStateRefused: who may not ask for records of all is told nothing of how far they are.
func TestRecordStateRefused(t *testing.T) {
	a := open(t)
	// Until the facts are there, nobody knows which vacancies there are: it says how far it is, and refuses nothing.
	roomstest.Eventually(t, "the facts are there", func() bool {
		return at(a.ask(organizer, `{ recordState(asOf: "2024-08-31") { available } }`, nil).Data["recordState"], "available") == true
	})
	for _, c := range []struct {
		who        access.Grant
		text, code string
	}{
		{access.Grant{Role: "SUBJECT", Self: "c0001"}, `recordState(asOf: "2024-08-31") { current }`, "FORBIDDEN"},
		{access.Grant{Role: "EVALUATOR", Name: "丙"}, `recordState(asOf: "2024-08-31") { current }`, "FORBIDDEN"},
		{organizer, `recordState(asOf: "2024-08-31", vacancy: "nowhere") { current }`, "BAD_USER_INPUT"},
		{organizer, `recordState(asOf: "2024-08-31", vacancy: "xvac", categories: [DEBT_RESOLUTION]) { current }`, "BAD_USER_INPUT"},
		{organizer, `recordState(asOf: "2024-08", categories: []) { current }`, "BAD_USER_INPUT"},
	} {
		if got := a.ask(c.who, "{ "+c.text+" }", nil); got.code() != c.code {
			t.Errorf("%s: %q %s, want %s", c.text, got.code(), got.message(), c.code)
		}
		next := a.listen(c.who, "subscription { "+c.text+" }")
		if got := next(); got.code() != c.code {
			t.Errorf("as a stream, %s: %q %s, want %s", c.text, got.code(), got.message(), c.code)
		}
	}
}
