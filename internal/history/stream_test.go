package history_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"bole/internal/access"
)

// listen subscribes and gives the events that come, each as name and data.
func (o *office) listen(ctx context.Context, g access.Grant, text string) (<-chan [2]string, int) {
	o.t.Helper()
	token, err := o.signer.Sign(g, time.Hour)
	if err != nil {
		o.t.Fatal(err)
	}
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		o.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	out := make(chan [2]string)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		name := ""
		for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
			if n, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = n
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				select {
				case out <- [2]string{name, data}:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return out, resp.StatusCode
}

// heard waits for an event.
func (o *office) heard(events <-chan [2]string) string {
	o.t.Helper()
	select {
	case e := <-events:
		return e[0] + " " + e[1]
	case <-time.After(2 * time.Minute):
		o.t.Fatal("nothing is told")
		return ""
	}
}

func TestSubscription(t *testing.T) {
	o := open(t)
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	const text = `subscription Told { changes(%s) { cursor node { kind type key } } }`
	city, status := o.listen(ctx, organizer, fmt.Sprintf(text, `types: ["Evaluation"]`))
	if status != 200 {
		t.Fatalf("status %d", status)
	}
	county, _ := o.listen(ctx, countyB, fmt.Sprintf(text, fmt.Sprintf("since: %q", moment())))
	time.Sleep(500 * time.Millisecond) // they listen from now on
	o.do(organizer, `createEvaluation(input: {KEY, key: "v1", kind: ANNUAL, cadre: "ca", evaluatedOn: "2023", grade: COMPETENT}) { __typename }`)
	o.do(organizer, `createEvaluation(input: {KEY, key: "v2", kind: ANNUAL, cadre: "cb", evaluatedOn: "2023", grade: EXCELLENT}) { __typename }`)
	first := o.heard(city)
	if !strings.HasPrefix(first, `next {"data":{"changes":{"cursor":`) || !strings.Contains(first, `"key":"v1"`) {
		t.Errorf("the city is told %s", first)
	}
	if second := o.heard(city); !strings.Contains(second, `"key":"v2"`) {
		t.Errorf("the city is told %s", second)
	}
	if got := o.heard(county); !strings.Contains(got, `"key":"v2"`) {
		t.Errorf("the county is told %s first", got)
	}
	var event struct {
		Data struct{ Changes struct{ Cursor string } }
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(first, "next ")), &event); err != nil {
		t.Fatal(err)
	}
	again, _ := o.listen(ctx, organizer, fmt.Sprintf(text, fmt.Sprintf("after: %q", event.Data.Changes.Cursor)))
	if got := o.heard(again); !strings.Contains(got, `"key":"v2"`) {
		t.Errorf("behind the first is told %s", got)
	}
	for _, tt := range []struct {
		who  access.Grant
		args string
		want string
	}{
		{concerned, `types: ["Case"]`, "FORBIDDEN"},
		{organizer, `types: ["Nothing"]`, "BAD_USER_INPUT"},
		{organizer, `after: "eyJ"`, "BAD_CURSOR"},
		{organizer, `nothing: 1`, "GRAPHQL_VALIDATION_FAILED"},
	} {
		refused, _ := o.listen(ctx, tt.who, fmt.Sprintf(text, tt.args))
		if got := o.heard(refused); !strings.HasPrefix(got, `next {"errors":[`) || !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s, want %s", tt.args, got, tt.want)
		}
		if got := o.heard(refused); got != "complete " {
			t.Errorf("%s: then %s", tt.args, got)
		}
	}
	if _, code, message := o.ask(organizer, fmt.Sprintf(text, `types: ["Case"]`)); code != "BAD_REQUEST" || !strings.Contains(message, "text/event-stream") {
		t.Errorf("as a single answer: %s %s", code, message)
	}
	if _, code, _ := o.ask(organizer, `subscription { a: changes { cursor } b: changes { cursor } }`); code != "BAD_USER_INPUT" {
		t.Errorf("one field under two names: %s", code)
	}
	single, _ := o.listen(ctx, organizer, `{ cadre(key: "ca") { name } }`)
	past, _ := o.listen(ctx, organizer, `query Q @recordedAsOf(at: "1999-01-01T00:00:00Z") { cadre(key: "ca") { name } }`)
	if got := o.heard(past) + o.heard(past); !strings.Contains(got, "NOT_KNOWN") || strings.Contains(got, "张三") {
		t.Errorf("of a moment that is not known: %s", got)
	}
	if got := o.heard(single) + o.heard(single); got != `next {"data":{"cadre":{"name":"张三"}}}complete ` {
		t.Errorf("a query as events: %s", got)
	}
}

// say sends a message over a socket.
func say(t *testing.T, c *websocket.Conn, text string) {
	t.Helper()
	if err := c.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// hear reads the next message but pings.
func hear(t *testing.T, c *websocket.Conn) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		_, b, err := c.Read(ctx)
		if err != nil || !strings.Contains(string(b), `"type":"ping"`) {
			return string(b), err
		}
	}
}

func TestSocket(t *testing.T) {
	o := open(t)
	dial := func(g *access.Grant) *websocket.Conn {
		t.Helper()
		c, resp, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(o.url, "http")+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Body != nil {
			resp.Body.Close()
		}
		t.Cleanup(func() { c.CloseNow() })
		token := "none"
		if g != nil {
			if token, err = o.signer.Sign(*g, time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		say(t, c, fmt.Sprintf(`{"type": "connection_init", "payload": {"Authorization": "Bearer %s"}}`, token))
		return c
	}
	c := dial(&countyB)
	if got, err := hear(t, c); !strings.Contains(got, `"connection_ack"`) {
		t.Fatalf("let in with %s %v", got, err)
	}
	say(t, c, `{"id": "1", "type": "subscribe", "payload": {"query": "subscription { changes(types: [\"Evaluation\"]) { node { kind key } } }"}}`)
	time.Sleep(500 * time.Millisecond) // it listens from now on
	o.do(organizer, `createEvaluation(input: {KEY, key: "v1", kind: ANNUAL, cadre: "ca", evaluatedOn: "2023", grade: COMPETENT}) { __typename }`)
	o.do(organizer, `createEvaluation(input: {KEY, key: "v2", kind: ANNUAL, cadre: "cb", evaluatedOn: "2023", grade: EXCELLENT}) { __typename }`)
	if got, err := hear(t, c); !strings.Contains(got, `"next"`) || !strings.Contains(got, `"data":{"changes":{"node":{"kind":"CREATED","key":"v2"}}}`) {
		t.Errorf("told %s %v", got, err)
	}
	for text, want := range map[string]string{
		`{ cadre(key: \"cb\") { name } }`:                              "a socket takes subscriptions",
		`subscription { changes(types: [\"Nothing\"]) { cursor } }`:    "is not a type that changes are told of",
		`subscription { a: changes { cursor } b: changes { cursor } }`: "a subscription has one field",
		`subscription { nothing { cursor } }`:                          "nothing is not a subscription",
	} {
		say(t, c, `{"id": "2", "type": "subscribe", "payload": {"query": "`+text+`"}}`)
		if got, err := hear(t, c); !strings.Contains(got, want) || !strings.Contains(got, `"id":"2"`) {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
		if got, err := hear(t, c); !strings.Contains(got, `"complete"`) {
			t.Errorf("%s: then %s %v", text, got, err)
		}
	}
	for i := range 5 { // one more than one person may have, with the one that listens
		say(t, c, fmt.Sprintf(`{"id": "m%d", "type": "subscribe", "payload": {"query": "subscription { changes { cursor } }"}}`, i))
	}
	if got, err := hear(t, c); !strings.Contains(got, "the limit of 4 streams") {
		t.Errorf("too many: %s %v", got, err)
	}
	stranger := dial(nil)
	var got string
	var err error
	for err == nil {
		got, err = hear(t, stranger)
	}
	if websocket.CloseStatus(err) != 4403 {
		t.Errorf("without a token: %s %v", got, err)
	}
}
