package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
	"bole/internal/access"
	"bole/internal/localneo4j"
)

// How often the product, or its managed Neo4j, is killed while people record: 100 times together.
const (
	killsOfBole    = 85
	killsOfManaged = 15
)

const (
	recorders = 16
	shared    = 4 // tasks that all of them change, and officials who are named
)

// recordedAtOnce lets all record with nothing wrong: nobody hears of anything but an old version.
func recordedAtOnce(ctx context.Context, s *stage) error {
	p, err := s.serve(ctx, s.neo4j.URI())
	if err != nil {
		return err
	}
	defer p.kill()
	w, err := record(ctx, p)
	if err != nil {
		return err
	}
	select {
	case <-time.After(20 * time.Second):
	case <-ctx.Done():
	}
	if err := w.stop(); err != nil {
		return err
	}
	s.note("%s", w)
	for code := range w.codes {
		if code != "CONFLICT" {
			return fmt.Errorf("somebody was told %s: %v", code, w.codes)
		}
	}
	return errors.Join(w.kept(ctx, s.direct), p.stop())
}

// boleKilledInRecording kills the product again and again while people record.
func boleKilledInRecording(ctx context.Context, s *stage) error {
	data := s.free("recording")
	p, err := s.serveIn(ctx, data, s.neo4j.URI())
	if err != nil {
		return err
	}
	defer func() { p.kill() }()
	w, err := record(ctx, p)
	if err != nil {
		return err
	}
	for range killsOfBole {
		if err := w.underWay(ctx); err != nil {
			return errors.Join(err, w.stop())
		}
		p.kill()
		next, err := s.serveIn(ctx, data, s.neo4j.URI())
		if err != nil {
			return err
		}
		p = next
		w.at(p)
	}
	if err := w.stop(); err != nil {
		return err
	}
	s.note("killed %d times; %s", killsOfBole, w)
	return errors.Join(w.kept(ctx, s.direct), p.stop())
}

// managedKilledInRecording kills the managed Neo4j, or the product with it, again and again while people record.
func managedKilledInRecording(ctx context.Context, s *stage) error {
	data := s.free("recording")
	p, err := s.serveIn(ctx, data, "")
	if err != nil {
		return err
	}
	defer func() { p.kill() }()
	if err := p.waitReady(ctx); err != nil {
		return err
	}
	w, err := record(ctx, p)
	if err != nil {
		return err
	}
	whole := 0 // the product died, too
	for range killsOfManaged {
		if err := w.underWay(ctx); err != nil {
			return errors.Join(err, w.stop())
		}
		if rand.N(4) > 0 {
			if err := syscall.Kill(javaOf(data), syscall.SIGKILL); err != nil {
				return errors.Join(err, w.stop())
			}
			continue
		}
		whole++
		p.kill()
		next, err := s.serveIn(ctx, data, "")
		if err != nil {
			return err
		}
		p = next
		w.at(p)
	}
	if err := w.stop(); err != nil {
		return err
	}
	s.note("killed %d times, %d of them with the product; %s", killsOfManaged, whole, w)
	if err := p.stop(); err != nil {
		return err
	}
	return w.keptIn(ctx, data)
}

// recordings is what people record, each write until it is acknowledged or refused for good.
type recordings struct {
	name string

	mu       sync.Mutex
	process  *process
	token    string
	acks     int            // writes that were acknowledged
	codes    map[string]int // of refusals
	cases    []string       // acknowledged, those of batches not among them
	titles   []title        // acknowledged
	together []together     // all that were sent; a batch is whole or not there
	wrong    error

	stopping chan struct{}
	writers  sync.WaitGroup
}

// title is a task's, corrected from a version.
type title struct {
	task    int
	version int64
	text    string
}

// together is what one batch records.
type together struct {
	key, cadre, task, from string
	at                     int // the task
	acknowledged           bool
}

// record prepares what is shared and lets sixteen begin.
func record(ctx context.Context, p *process) (*recordings, error) {
	w := &recordings{name: fmt.Sprintf("r%d", time.Now().UnixNano()), codes: map[string]int{}, stopping: make(chan struct{})}
	signer, err := access.NewSigner(p.data)
	if err == nil {
		w.token, err = signer.Sign(access.Grant{Role: "ORGANIZER", Name: "recorder", Whole: true}, time.Hour)
	}
	if err != nil {
		return nil, err
	}
	w.at(p)
	operations := []any{map[string]any{"createOrganization": w.input("o", map[string]any{"key": w.key("o"), "name": w.name, "kind": "GOVERNMENT", "level": "COUNTY"})}}
	for i := range shared {
		operations = append(operations,
			map[string]any{"createCadre": w.input(fmt.Sprint("c", i), map[string]any{"key": w.key("c", i), "name": "张三", "managedBy": "COUNTY", "status": "ACTIVE"})},
			map[string]any{"createTask": w.input(fmt.Sprint("t", i), map[string]any{"key": w.key("t", i), "title": "任务", "category": "PUBLIC_SERVICE", "organizations": []string{w.key("o")}})})
	}
	if done, err := w.send(ctx, batchDocument, map[string]any{"operations": operations}); !done {
		return nil, fmt.Errorf("prepare what is recorded about: %w", err)
	}
	for i := range recorders {
		w.writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-w.stopping:
					return
				default:
				}
				if err := w.one(ctx, i, n); err != nil {
					w.mu.Lock()
					w.wrong = errors.Join(w.wrong, err)
					w.mu.Unlock()
					return
				}
			}
		})
	}
	return w, nil
}

func (w *recordings) key(parts ...any) string {
	return w.name + "-" + fmt.Sprint(parts...)
}

// input is one of a mutation, with its key of idempotency.
func (w *recordings) input(id string, values map[string]any) map[string]any {
	values["idempotencyKey"] = w.name + id
	return values
}

const (
	versionDocument = `query($k: String!) { tasks(filter: {key: {eq: $k}}) { nodes { version } } }`

	caseDocument  = `mutation($i: CreateCaseInput!) { done: createCase(input: $i) { case { key } } }`
	taskDocument  = `mutation($i: CorrectTaskInput!) { done: correctTask(input: $i) { task { key } } }`
	batchDocument = `mutation($i: BatchInput!) { done: batch(input: $i) { results { __typename } } }`
)

// one records something: a case, another title of a task, or both a case and who took part in a task, in a batch.
func (w *recordings) one(ctx context.Context, writer, n int) error {
	id := fmt.Sprintf("%d-%d", writer, n)
	task := rand.N(shared)
	about := func(key string) map[string]any {
		return w.input(id, map[string]any{"key": key, "title": "抢险", "occurredOn": "2024-07-01", "kind": "OTHER", "polarity": "POSITIVE", "subjects": []any{map[string]any{"cadre": w.key("c", n%shared)}}})
	}
	switch n % 3 {
	case 0:
		key := w.key("case", id)
		done, err := w.send(ctx, caseDocument, about(key))
		if done {
			w.note(func() { w.cases = append(w.cases, key) })
		}
		return err
	case 1:
		t := title{task: task, text: w.name + id}
		version, err := w.version(ctx, task)
		if err != nil || version == 0 {
			return err
		}
		t.version = version
		done, err := w.send(ctx, taskDocument, w.input(id, map[string]any{"key": w.key("t", task), "expectedVersion": version, "why": "改名", "title": t.text}))
		if done {
			w.note(func() { w.titles = append(w.titles, t) })
		}
		return err
	}
	b := together{key: w.key("batch", id), cadre: w.key("c", n/365%shared), task: w.key("t", task), from: time.Date(1990+writer, 1, 1+n%365, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), at: task}
	done, err := w.send(ctx, batchDocument, map[string]any{"operations": []any{
		map[string]any{"createCase": about(b.key)},
		map[string]any{"createParticipation": w.input(id, map[string]any{"cadre": b.cadre, "task": b.task, "role": "MEMBER", "from": b.from})},
		map[string]any{"correctCase": w.input(id, map[string]any{"key": b.key, "expectedVersion": 1, "why": "更正", "title": "抗洪"})},
	}})
	b.acknowledged = done
	w.note(func() { w.together = append(w.together, b) })
	return err
}

func (w *recordings) note(what func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	what()
}

// at sends what follows to another process.
func (w *recordings) at(p *process) { w.note(func() { w.process = p }) }

// ask asks once, where requests are taken now.
func (w *recordings) ask(ctx context.Context, document string, variables map[string]any) answer {
	w.mu.Lock()
	p := w.process
	w.mu.Unlock()
	a := askAt(ctx, p.client, p.url, w.token, document, variables)
	w.note(func() {
		switch {
		case a.good() && document != versionDocument:
			w.acks++
		case a.good():
		case a.lost != nil:
			w.codes["lost"]++
		default:
			w.codes[a.code]++
		}
	})
	return a
}

// send sends a write until it is acknowledged, or refused because its version is old. Anything else that is no fault of
// the moment is an error.
func (w *recordings) send(ctx context.Context, document string, input map[string]any) (done bool, err error) {
	for ctx.Err() == nil {
		switch a := w.ask(ctx, document, map[string]any{"i": input}); {
		case a.good():
			return true, nil
		case a.code == "CONFLICT" && strings.Contains(a.body, "expectedVersion"):
			return false, nil
		case a.lost == nil && a.code != "SERVICE_UNAVAILABLE" && a.code != "TIMEOUT":
			return false, fmt.Errorf("a write was told %d %s: %.400s", a.status, a.code, a.body)
		}
		time.Sleep(200 * time.Millisecond)
	}
	return false, ctx.Err()
}

// version reads a task's version; 0 where nothing answers.
func (w *recordings) version(ctx context.Context, task int) (int64, error) {
	a := w.ask(ctx, versionDocument, map[string]any{"k": w.key("t", task)})
	if !a.good() {
		time.Sleep(200 * time.Millisecond)
		return 0, ctx.Err()
	}
	var version int64
	if _, err := fmt.Sscanf(a.body[strings.Index(a.body, `"version":`)+1:], `version":%d`, &version); err != nil {
		return 0, fmt.Errorf("read a version in %s: %w", a.body, err)
	}
	return version, nil
}

// underWay waits until answers come again, and then for a random moment.
func (w *recordings) underWay(ctx context.Context) error {
	acks := func() (n int) { w.note(func() { n = w.acks }); return n }
	before := acks()
	if err := eventually(ctx, 2*time.Minute, "people record again", func() bool { return acks() > before }); err != nil {
		return err
	}
	time.Sleep(rand.N(600 * time.Millisecond))
	return nil
}

// stop lets each finish what is under way.
func (w *recordings) stop() error {
	close(w.stopping)
	w.writers.Wait()
	return w.wrong
}

func (w *recordings) String() string {
	batches := 0
	for _, b := range w.together {
		if b.acknowledged {
			batches++
		}
	}
	told := make([]string, 0, len(w.codes))
	for _, code := range slices.Sorted(maps.Keys(w.codes)) {
		told = append(told, fmt.Sprintf("%d %s", w.codes[code], code))
	}
	return fmt.Sprintf("acknowledged %d cases, %d titles, %d batches; on the way %s", len(w.cases), len(w.titles), batches, strings.Join(told, ", "))
}

// keptIn looks into a data folder whose server has stopped.
func (w *recordings) keptIn(ctx context.Context, data string) (err error) {
	n, err := localneo4j.Start(ctx, localneo4j.Options{Dir: filepath.Join(data, "neo4j")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	st, err := store.Open(store.Options{URI: n.URI(), User: n.User(), Password: n.Password()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close(ctx)) }()
	return w.kept(ctx, st)
}

// kept holds the graph and its log against what was acknowledged.
func (w *recordings) kept(ctx context.Context, st *store.Store) error {
	if len(w.cases) == 0 || len(w.titles) == 0 || len(w.together) == 0 {
		return errors.New("nothing was acknowledged of one kind, so that nothing was tried")
	}
	cases := slices.Clone(w.cases)
	batches := make([]any, len(w.together))
	changes, last := make([]int64, shared), make([]title, shared)
	for i, b := range w.together {
		batches[i] = map[string]any{"key": b.key, "cadre": b.cadre, "task": b.task, "from": b.from}
		if b.acknowledged {
			cases = append(cases, b.key)
			changes[b.at]++
		}
	}
	for _, t := range w.titles {
		changes[t.task]++
		if t.version >= last[t.task].version {
			last[t.task] = t
		}
	}
	var errs []error
	expect := func(what, text string, p map[string]any, want ...any) {
		rows, err := st.Read(ctx, law.System, cypher.Statement{Text: text, Params: map[string]any{"p": p}})
		if err != nil || len(rows) != 1 || !slices.Equal(rows[0], want) {
			errs = append(errs, fmt.Errorf("%s: %v, %w, want %v", what, rows, err, want))
		}
	}
	expect("acknowledged cases that are not there once, or not recorded once", `UNWIND $p.keys AS k
WITH k WHERE COUNT { (:Case {key: k}) } <> 1 OR COUNT { MATCH (c:Change) WHERE c.type = 'Case' AND c.key = k AND c.op = 'CREATED' } <> 1
RETURN count(k)`, map[string]any{"keys": cases}, int64(0))
	expect("cases of nobody, and cases that nobody sent", `MATCH (c:Case) WHERE c.key STARTS WITH $p.name
RETURN count(CASE WHEN NOT EXISTS { (c)-[:ABOUT]->(:Cadre) } THEN 1 END), count(c)`, map[string]any{"name": w.name}, int64(0), int64(len(cases)))
	expect("batches of which a part is there", `UNWIND $p.batches AS b
OPTIONAL MATCH (c:Case {key: b.key})
WITH b, c, COUNT { (:Cadre {key: b.cadre})-[x:WORKED_ON]->(:Task {key: b.task}) WHERE x.from = b.from } AS parts
WHERE parts <> CASE WHEN c IS NULL THEN 0 ELSE 1 END OR c.version <> 2 OR c.title <> '抗洪'
RETURN count(b)`, map[string]any{"batches": batches}, int64(0))
	for i := range shared {
		text := last[i].text
		if last[i].version == 0 {
			text = "任务"
		}
		expect("version and title of a task", "MATCH (t:Task {key: $p.key}) RETURN t.version, t.title", map[string]any{"key": w.key("t", i)}, 1+changes[i], text)
	}
	v, err := st.Verify(ctx)
	if err != nil || v.Broken != 0 {
		errs = append(errs, fmt.Errorf("the log of %d entries breaks at %d, %w", v.Entries, v.Broken, err))
	}
	expect("entries without a number", "MATCH (c:Unnumbered) RETURN count(c)", nil, int64(0))
	return errors.Join(errs...)
}
