package webhooks

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/appraisal"
	"bole/internal/history"
)

const (
	mostWaiting = 1000 // events of a hook, beyond which its place in the log stays where it is
	mostPages   = 50   // of the log in one look
	keepEvery   = 1000 // entries without an event, after which a place is kept nevertheless
	mostLists   = 500  // that are drawn up again
	mostDays    = 31   // that an agenda goes back
)

// look puts what has happened since the last look behind what waits for the hooks. One hook's failure is not another's.
func (d *leader) look(ctx context.Context) error {
	count, since, err := d.waiting(ctx)
	if err != nil {
		return err
	}
	v, err := d.Store.Versions(ctx)
	if err != nil {
		return err
	}
	lists, err := d.lists(ctx)
	if err != nil {
		return err
	}
	var first error
	d.opened = map[int64]openings{}
	for _, h := range d.hooks {
		oldest := time.Duration(0)
		if count[h.Name] > 0 {
			oldest = d.options.Now().Sub(since[h.Name])
			h.wake()
		}
		d.waits(h.Hook, oldest)
		err := d.lookFor(ctx, h, v.Seq[""], lists, count[h.Name] >= mostWaiting)
		if err != nil && first == nil {
			first = fmt.Errorf("look for the webhook %s: %w", h.Name, err)
		}
	}
	return first
}

// lookFor looks for one hook. One for which too much waits stays where it is.
func (d *leader) lookFor(ctx context.Context, h *line, head int64, lists []appraisal.Redrawn, full bool) error {
	if full {
		d.version = "" // lists are drawn up again for it
		return nil
	}
	c, err := access.Resolve(ctx, d.Graph, h.grant())
	if err != nil {
		return err
	}
	if h.wants(VacancyOpened) && h.seq < head {
		if err := d.along(ctx, h, c); err != nil {
			return err
		}
	}
	if h.wants(ShortlistChanged) && lists != nil {
		if err := d.compare(ctx, h, c, lists); err != nil {
			d.version = ""
			return err
		}
	}
	today := d.options.Today().Format(time.DateOnly)
	if !h.wants(AgendaDue) || h.day >= today {
		return nil
	}
	return d.queue(ctx, h, h.with(func(p *place) { p.day = today }), event{kind: AgendaDue, subject: today, from: dayAfter(h.day, today), at: store.FormatTime(d.options.Now())})
}

// dayAfter is the first day that the last agenda did not hold.
func dayAfter(last, today string) string {
	day, err := time.Parse(time.DateOnly, last)
	now, nowErr := time.Parse(time.DateOnly, today)
	if err != nil || nowErr != nil {
		return today
	}
	return max(day.AddDate(0, 0, 1).Format(time.DateOnly), now.AddDate(0, 0, 1-mostDays).Format(time.DateOnly))
}

// openings are the vacancies that came to stand open behind a place in the log, as far as one page tells.
type openings struct {
	found []history.Became
	last  int64
}

// openings reads a page once in one look: most webhooks have come equally far.
func (d *leader) openings(ctx context.Context, after int64) (openings, error) {
	page, read := d.opened[after]
	if read {
		return page, nil
	}
	var err error
	if page.found, page.last, err = d.History.Became(ctx, "Vacancy", "status", "OPEN", after); err == nil {
		d.opened[after] = page
	}
	return page, err
}

// along goes along the log and finds vacancies that came to stand open.
func (d *leader) along(ctx context.Context, h *line, c graph.Caller) error {
	for range mostPages {
		page, err := d.openings(ctx, h.seq)
		if err != nil {
			return err
		}
		found, last := page.found, page.last
		keys := make([]string, len(found))
		for i, f := range found {
			keys[i] = f.Key
		}
		theirs, err := d.theirs(ctx, c, keys)
		if err != nil {
			return err
		}
		var events []event
		for _, f := range found {
			if theirs[f.Key] {
				events = append(events, event{kind: VacancyOpened, subject: f.Key, at: f.At})
			}
		}
		if last == h.seq {
			return nil
		}
		to := h.with(func(p *place) { p.seq = last })
		if len(events) == 0 && last-h.saved < keepEvery { // looked at again after a restart, with nothing found again
			h.place = to
			continue
		}
		if err := d.queue(ctx, h, to, events...); err != nil {
			return err
		}
	}
	return nil
}

// theirs are those of the vacancies that a hook is told of: it sees them, and their post is in an organization of its
// scope. Vacancies are open to everyone with a token; a hook with units is told of its own.
func (w *Webhooks) theirs(ctx context.Context, c graph.Caller, keys []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(keys) == 0 || !c.Whole && len(c.Units) == 0 {
		return out, nil
	}
	_, scope := c.OwnScope()
	rows, err := w.Store.Read(ctx, c, cypher.Statement{Name: "webhook/theirs",
		Text:   "UNWIND $p.keys AS k\nMATCH (n:Vacancy {key: k}) WHERE " + w.Law.Writes(c, "n", w.Law.Schema().Type("Vacancy"), false) + "\nRETURN k",
		Params: params(map[string]any{"keys": keys, "scope": scope})})
	if err != nil {
		return nil, fmt.Errorf("look which vacancies are in a webhook's scope: %w", err)
	}
	for _, row := range rows {
		key, _ := row[0].(string)
		out[key] = true
	}
	return out, nil
}

// lists draws up the shortlists of open vacancies again where the facts have changed, and not oftener than now and then.
// It is nil where there is nothing to compare.
func (d *leader) lists(ctx context.Context) ([]appraisal.Redrawn, error) {
	wanted := func(h *line) bool { return h.wants(ShortlistChanged) }
	if !slices.ContainsFunc(d.hooks, wanted) || d.options.Now().Sub(d.drawn) < d.options.Redraw {
		return nil, nil
	}
	version, err := d.Appraiser.Version(ctx)
	if err != nil || version == d.version {
		return nil, err
	}
	d.drawn = d.options.Now()
	rows, err := d.Store.Read(ctx, law.System, cypher.Statement{Name: "webhook/lists", Text: `MATCH (s:Shortlist)-[:FOR]->(v:Vacancy) WHERE coalesce(v.status, 'OPEN') = 'OPEN'
RETURN s.key ORDER BY s.createdOn DESC, s.key LIMIT $p.most`, Params: params(map[string]any{"most": int64(mostLists)})})
	if err != nil {
		return nil, fmt.Errorf("look which shortlists are open: %w", err)
	}
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i], _ = row[0].(string)
	}
	drawn, err := d.Appraiser.Redraw(ctx, keys)
	if err != nil {
		return nil, err
	}
	d.version = version
	return append([]appraisal.Redrawn{}, drawn...), nil
}

// compare finds the lists whose digest is another than the one that the hook knows of.
func (d *leader) compare(ctx context.Context, h *line, c graph.Caller, lists []appraisal.Redrawn) error {
	vacancies := make([]string, len(lists))
	for i, r := range lists {
		vacancies[i] = r.Vacancy
	}
	theirs, err := d.theirs(ctx, c, vacancies)
	if err != nil {
		return err
	}
	var events []event
	now, changed := map[string]string{}, false
	for _, r := range lists {
		known, told := h.lists[r.Key]
		if !told {
			known = r.Stored
		}
		if r.Digest != known && theirs[r.Vacancy] && r.For(c) {
			events = append(events, event{kind: ShortlistChanged, subject: r.Key, at: store.FormatTime(d.options.Now())})
			known, told = r.Digest, true
		}
		if told {
			now[r.Key] = known
		}
	}
	changed = len(events) > 0 || len(now) != len(h.lists)
	if !changed {
		return nil
	}
	return d.queue(ctx, h, h.with(func(p *place) { p.lists = now }), events...)
}
