// Package imports takes datasets that are sent to the API: each is checked and loaded by package dataset, in the
// background, and what becomes of it is kept in the graph, where every server finds it.
package imports

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/dataset"
)

// atOnce is how many datasets one server reads at a time. Only one of them loads: the lease says which.
const atOnce = 2

// Imports are those of one server. It is safe for concurrent use.
type Imports struct {
	graph dataset.Graph
	log   *slog.Logger
	slots chan struct{}
	life  context.Context
	end   context.CancelFunc
	under sync.WaitGroup
}

// New takes datasets for a graph.
func New(g dataset.Graph, log *slog.Logger) *Imports {
	i := &Imports{graph: g, log: log, slots: make(chan struct{}, atOnce)}
	i.life, i.end = context.WithCancel(context.Background())
	return i
}

// Close breaks off what is under way: the same dataset again completes it.
func (i *Imports) Close() {
	i.end()
	i.under.Wait()
}

// Dataset answers importDataset: it begins the import of a file of the request.
func (i *Imports) Dataset(ctx context.Context, q graph.Query) (any, error) {
	input, _ := q.Args["input"].(map[string]any)
	at := refusal.Below(q.Path, "input")
	if !q.Caller.Whole {
		return nil, refusal.Of(refusal.Forbidden, at, "needs a token for the whole graph: a dataset may hold anybody's record")
	}
	variable, _ := input["file"].(string)
	file, ok := filesOf(ctx).take(variable)
	if !ok {
		return nil, refusal.Of(refusal.BadInput, refusal.Below(at, "file"), "is not a file of the request; send a multipart request, and name the variable in its map")
	}
	begun := false
	defer func() {
		if !begun {
			i.forget(file.Path)
		}
	}()
	if err := named(file.Name); err != nil {
		return nil, refusal.Of(refusal.BadInput, refusal.Below(at, "file"), "%s", err)
	}
	input["file"] = variable + " " + file.Name
	canonical, err := json.Marshal(input)
	if err != nil {
		return nil, fmt.Errorf("begin an import: %w", err)
	}
	j := &job{id: strings.ToLower(rand.Text()), file: file, by: q.Caller}
	j.dryRun, _ = input["dryRun"].(bool)
	key, _ := input["idempotencyKey"].(string)
	select {
	case i.slots <- struct{}{}:
	default:
		return nil, refusal.Of(refusal.Limit, at, "comes while %d datasets are read; wait for the end of one", atOnce).Hit("imports at once")
	}
	done, err := i.graph.Store.Act(ctx, store.Act{Caller: q.Caller, Name: "importDataset", Key: key, Input: string(canonical), Place: at, Do: j.begin})
	if err != nil || done.Repeated {
		<-i.slots
		if err != nil {
			return nil, err
		}
		return i.read(ctx, done.Answer)
	}
	begun = true
	i.under.Go(func() {
		defer func() { <-i.slots }()
		i.run(i.life, j)
	})
	return i.read(ctx, j.id)
}

// named refuses names of files that are no dataset's.
func named(name string) error {
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case ext != ".zip" && ext != ".xlsx":
		return message.Errorf("is called %q, and is neither a .zip nor an .xlsx; send one of them", name)
	case utf8.RuneCountInString(name) > 200 || strings.IndexFunc(name, unicode.IsControl) >= 0 || name != filepath.Base(name) || strings.HasPrefix(name, "."):
		return message.Errorf("has a name that cannot be kept; give it one of at most 200 characters")
	}
	return nil
}

// forget removes a file and the folder that was made for it.
func (i *Imports) forget(path string) {
	if err := os.RemoveAll(path); err != nil {
		i.log.Warn("a dataset that was sent stays on disk", "path", path, "cause", err)
	}
}

// run imports a dataset and keeps what became of it.
func (i *Imports) run(ctx context.Context, j *job) {
	folder, err := os.MkdirTemp("", "bole-import-")
	if err == nil {
		defer i.forget(folder)
		path := filepath.Join(folder, j.file.Name) // the name is the source that the log has
		if err = os.Rename(j.file.Path, path); err == nil {
			err = i.load(ctx, j, path)
		}
	}
	if err != nil {
		i.forget(j.file.Path)
	}
	if err := i.keep(context.WithoutCancel(ctx), "endImport", j.ended(err, folder, i.log)); err != nil {
		i.log.Warn("what became of an import could not be kept", "import", j.id, "cause", err)
	}
}

// keep writes what is known of an import.
func (i *Imports) keep(ctx context.Context, name string, st cypher.Statement) error {
	_, err := i.graph.Store.Act(ctx, store.Act{Caller: law.System, Name: name, Do: func(tx *store.Tx) (string, error) {
		_, err := tx.Aside(st)
		return "", err
	}})
	return err
}

// load imports, and shows meanwhile how far it is.
func (i *Imports) load(ctx context.Context, j *job, path string) (err error) {
	shown, stop := context.WithCancel(ctx)
	var showing sync.WaitGroup
	showing.Go(func() {
		for {
			select {
			case <-shown.Done():
				return
			case <-time.After(showEvery):
			}
			if err := i.keep(shown, "showImport", j.shown()); err != nil && shown.Err() == nil {
				i.log.Warn("how far an import is could not be shown", "import", j.id, "cause", err)
			}
		}
	})
	defer showing.Wait()
	defer stop()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	j.tallies, err = dataset.Import(ctx, i.graph, path, dataset.Options{DryRun: j.dryRun, Now: time.Now(), Caller: j.by, Progress: j.progress, Begun: j.loads,
		Notice: func(n dataset.Notice) { j.notices = append(j.notices, n) }})
	return err
}

// Import answers import.
func (i *Imports) Import(ctx context.Context, q graph.Query) (any, error) {
	id, _ := q.Args["id"].(string)
	found, err := i.read(ctx, id)
	if errors.Is(err, errNone) {
		return nil, nil
	}
	return found, err
}
