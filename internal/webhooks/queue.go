package webhooks

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
)

// place is up to where a hook has been looked after; it stands in the graph, so that another replica goes on from there.
type place struct {
	seq   int64             // of the last entry of the log
	day   string            // of the last agenda
	lists map[string]string // by shortlist the digest that was told last
}

// event is something that is to be told, without what it says: that is made when it is sent, by the law of that moment.
type event struct {
	id      string // webhook-id, the same in each attempt
	kind    string
	subject string // key of the vacancy or the shortlist; of an agenda its last day
	from    string // of an agenda its first day
	at      string // when it happened
	queued  time.Time
}

// begin reads a hook's place, or makes one: it hears of what happens from now on. What the hook no longer wants is not
// kept, so that it begins anew if it is wanted again.
func (d *leader) begin(ctx context.Context, h *line) error {
	v, err := d.Store.Versions(ctx)
	if err != nil {
		return err
	}
	rows, err := d.aside(ctx, "beginWebhook", `MERGE (w:Webhook {key: $p.key})
ON CREATE SET w.next = 0, w.givenUp = 0, w.begunAt = $p.at
SET w.seq = CASE WHEN $p.log THEN coalesce(w.seq, $p.head) END, w.day = CASE WHEN $p.agenda THEN w.day END, w.lists = CASE WHEN $p.shortlists THEN coalesce(w.lists, '{}') END
REMOVE w.goneAt
RETURN coalesce(w.seq, 0), coalesce(w.day, ''), coalesce(w.lists, '{}')`, map[string]any{"key": h.Name, "head": v.Seq[""], "at": store.FormatTime(d.options.Now()),
		"log": h.wants(VacancyOpened), "agenda": h.wants(AgendaDue), "shortlists": h.wants(ShortlistChanged)})
	if err != nil {
		return err
	}
	h.seq, _ = rows[0][0].(int64)
	h.day, _ = rows[0][1].(string)
	text, _ := rows[0][2].(string)
	h.lists, h.saved = map[string]string{}, h.seq
	if err := json.Unmarshal([]byte(text), &h.lists); err != nil {
		return fmt.Errorf("read which lists a webhook was told of: %w", err)
	}
	return nil
}

// queue puts events behind those that wait for a hook, and moves its place, in one transaction.
func (d *leader) queue(ctx context.Context, h *line, to place, events ...event) error {
	lists, err := json.Marshal(to.lists)
	if err != nil {
		return fmt.Errorf("keep which lists a webhook was told of: %w", err)
	}
	rows := make([]any, len(events))
	for i, e := range events {
		rows[i] = map[string]any{"n": int64(i), "set": map[string]any{"key": newID(), "hook": h.Name, "kind": e.kind, "subject": e.subject, "from": e.from,
			"at": e.at, "queuedAt": d.options.Now().UnixMilli()}}
	}
	if _, err := d.aside(ctx, "queueWebhook", `MATCH (w:Webhook {key: $p.key})
SET w.seq = CASE WHEN w.seq IS NOT NULL THEN $p.seq END, w.day = CASE WHEN $p.day <> '' THEN $p.day END, w.lists = CASE WHEN w.lists IS NOT NULL THEN $p.lists END
WITH w, w.next AS next
SET w.next = next + size($p.rows)
WITH next
UNWIND $p.rows AS r
CREATE (e:WebhookEvent)
SET e = r.set, e.n = next + r.n`, map[string]any{"key": h.Name, "seq": to.seq, "day": to.day, "lists": string(lists), "rows": rows}); err != nil {
		return err
	}
	h.place, h.saved = to, to.seq
	if len(events) > 0 {
		h.wake()
	}
	return nil
}

func (h *line) wake() {
	select {
	case h.woken <- struct{}{}:
	default:
	}
}

// with is a copy of a place that may be changed.
func (p place) with(change func(*place)) place {
	p.lists = maps.Clone(p.lists)
	change(&p)
	return p
}

// first is the event that has waited longest for a hook; false where none does.
func (d *leader) first(ctx context.Context, h *line) (event, bool, error) {
	rows, err := d.Store.Read(ctx, law.System, cypher.Statement{Name: "webhook/first", Text: `MATCH (e:WebhookEvent) WHERE e.hook = $p.hook AND e.n >= 0
RETURN e.key, e.kind, e.subject, e.from, e.at, e.queuedAt ORDER BY e.hook, e.n LIMIT 1`, Params: params(map[string]any{"hook": h.Name})})
	if err != nil || len(rows) == 0 {
		return event{}, false, err
	}
	text := func(i int) string { s, _ := rows[0][i].(string); return s }
	queued, _ := rows[0][5].(int64)
	return event{id: text(0), kind: text(1), subject: text(2), from: text(3), at: text(4), queued: time.UnixMilli(queued)}, true, nil
}

// waiting is how many events wait for each hook, and since when.
func (w *Webhooks) waiting(ctx context.Context) (count map[string]int64, since map[string]time.Time, err error) {
	rows, err := w.Store.Read(ctx, law.System, cypher.Statement{Name: "webhook/waiting", Text: "MATCH (e:WebhookEvent) RETURN e.hook, count(*), min(e.queuedAt)", Params: params(nil)})
	if err != nil {
		return nil, nil, fmt.Errorf("look what waits for webhooks: %w", err)
	}
	count, since = map[string]int64{}, map[string]time.Time{}
	for _, row := range rows {
		hook, _ := row[0].(string)
		oldest, _ := row[2].(int64)
		count[hook], _ = row[1].(int64)
		since[hook] = time.UnixMilli(oldest)
	}
	return count, since, nil
}

// delivered takes an event out that was told.
func (d *leader) delivered(ctx context.Context, h *line, e event) error {
	_, err := d.aside(ctx, "deliverWebhook", `MATCH (w:Webhook {key: $p.hook})
SET w.deliveredAt = $p.at
REMOVE w.failedAt, w.failure, w.status
WITH w
MATCH (e:WebhookEvent {key: $p.id}) DELETE e`, map[string]any{"hook": h.Name, "id": e.id, "at": store.FormatTime(d.options.Now())})
	return err
}

// skipped takes an event out that is nobody's to hear.
func (d *leader) skipped(ctx context.Context, _ *line, e event) error {
	_, err := d.aside(ctx, "skipWebhook", "MATCH (e:WebhookEvent {key: $p.id}) DELETE e", map[string]any{"id": e.id})
	return err
}

// failed keeps why an attempt failed, and takes the event out where it is given up.
func (d *leader) failed(ctx context.Context, h *line, e event, f *failed, giveUp bool) error {
	var status any
	if f.status != 0 {
		status = int64(f.status)
	}
	_, err := d.aside(ctx, "failWebhook", `MATCH (w:Webhook {key: $p.hook})
SET w.failedAt = $p.at, w.failure = $p.failure, w.status = $p.status, w.goneAt = CASE WHEN $p.failure = $p.gone THEN $p.at END
WITH w
MATCH (e:WebhookEvent {key: $p.id}) WHERE $p.giveUp
SET w.givenUp = w.givenUp + 1
DELETE e`, map[string]any{"hook": h.Name, "id": e.id, "at": store.FormatTime(d.options.Now()), "failure": string(f.kind), "status": status, "gone": string(gone), "giveUp": giveUp})
	return err
}

// aside writes what is no fact, under the lease.
func (d *leader) aside(ctx context.Context, name, text string, p map[string]any) (rows [][]any, err error) {
	_, err = d.Store.Act(ctx, store.Act{Caller: law.System, Name: name, Lease: d.lease, Do: func(tx *store.Tx) (string, error) {
		rows, err = tx.Aside(cypher.Statement{Text: text, Params: params(p)})
		return "", err
	}})
	return rows, err
}

func params(p map[string]any) map[string]any {
	if p == nil {
		p = map[string]any{}
	}
	return map[string]any{"p": p}
}
