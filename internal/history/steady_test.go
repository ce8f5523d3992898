package history_test

import (
	"fmt"
	"testing"
	"time"
)

// TestHistoryWhileItChanges asks for the history of a case again and again while somebody corrects it: each change leads
// on from what the one before it left.
func TestHistoryWhileItChanges(t *testing.T) {
	o := open(t)
	o.do(organizer, `createCase(input: {KEY, key: "k", title: "0", occurredOn: "2024-05-01", kind: HARD_TASK, polarity: POSITIVE, subjects: [{cadre: "ca"}]}) { __typename }`)
	id := o.id("case", "k")
	done := make(chan error, 1)
	corrections := make([]string, 30)
	for i := range corrections {
		corrections[i] = fmt.Sprintf(`mutation { correctCase(input: {idempotencyKey: "steady-%d", key: "k", expectedVersion: %d, why: "改名", title: "%d"}) { __typename } }`, i, i+1, i+1)
	}
	writer := *o
	go func() {
		for _, text := range corrections {
			time.Sleep(100 * time.Millisecond) // at its fastest nobody would find it at rest
			if _, code, message := writer.ask(organizer, text); code != "" {
				done <- fmt.Errorf("%s %s", code, message)
				return
			}
		}
		done <- nil
	}()
	for asked := 0; ; asked++ {
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			if asked == 0 {
				t.Error("nobody asked meanwhile")
			}
			return
		default:
		}
		got := o.get(organizer, fmt.Sprintf(`{ history(id: %q, first: 100) { nodes { kind type values { field before after } } } }`, id))
		title := ""
		for _, n := range got["history"].(map[string]any)["nodes"].([]any) {
			change := n.(map[string]any)
			if change["type"] != "Case" {
				continue
			}
			for _, v := range change["values"].([]any) {
				v := v.(map[string]any)
				if v["field"] != "title" {
					continue
				}
				if before := fmt.Sprint(v["before"]); change["kind"] == "CHANGED" && before != title {
					t.Fatalf("a change from %s follows one to %s", before, title)
				}
				title = fmt.Sprint(v["after"])
			}
		}
	}
}
