package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/dataset"
)

const (
	showEvery = 2 * time.Second
	lostAfter = time.Minute         // without a word of a server, its imports are taken for broken off
	keptFor   = 31 * 24 * time.Hour // what became of an import
)

// job is one import under way.
type job struct {
	id     string
	file   File
	by     law.Caller
	dryRun bool

	tallies []dataset.Tally
	notices []dataset.Notice

	mu        sync.Mutex
	batch     string
	table     string
	done, all int
}

// report is what is kept of an import that has ended, in each language.
type report struct {
	Tables   []dataset.Tally   `json:"tables"`
	Findings []dataset.Finding `json:"findings"`
	More     int               `json:"more"`
	Notices  []dataset.Notice  `json:"notices"`
	Error    string            `json:"error"`
}

// begin writes that the import is under way, and takes away what is known of old ones.
func (j *job) begin(tx *store.Tx) (string, error) {
	at := store.FormatTime(tx.At())
	_, err := tx.Aside(cypher.Statement{Text: `CREATE (j:ImportJob {key: $p.id, file: $p.file, digest: $p.digest, by: $p.by, dryRun: $p.dryRun, state: 'RUNNING', begunAt: $p.at, seenAt: timestamp()})
WITH count(*) AS one
MATCH (old:ImportJob) WHERE old.begunAt < $p.before DELETE old`, Params: map[string]any{"p": map[string]any{"id": j.id, "file": j.file.Name, "digest": j.file.Digest, "by": j.by.Name, "dryRun": j.dryRun,
		"at": at, "before": store.FormatTime(tx.At().Add(-keptFor))}}})
	return j.id, err
}

// progress takes how far the loading is.
func (j *job) progress(table string, done, all int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.table, j.done, j.all = table, done, all
}

// loads takes under which id the log has what is loaded.
func (j *job) loads(batch string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.batch = batch
}

// shown writes how far it is.
func (j *job) shown() cypher.Statement {
	j.mu.Lock()
	defer j.mu.Unlock()
	p := map[string]any{"id": j.id, "batch": j.batch, "table": j.table, "done": j.done, "all": j.all}
	return cypher.Statement{Text: `MATCH (j:ImportJob {key: $p.id}) WHERE j.state = 'RUNNING'
SET j.batch = $p.batch, j.table = $p.table, j.done = $p.done, j.all = $p.all, j.seenAt = timestamp()`, Params: map[string]any{"p": p}}
}

// ended writes what became of it.
func (j *job) ended(err error, folder string, log *slog.Logger) cypher.Statement {
	p := map[string]any{"id": j.id, "batch": j.batch, "state": "LOADED", "at": store.FormatTime(time.Now())}
	if j.dryRun {
		p["state"] = "CHECKED"
	}
	var refused *dataset.Refused
	switch {
	case errors.As(err, &refused):
		p["state"] = "REFUSED"
	case err != nil:
		p["state"] = "FAILED"
		log.Warn("an import failed", "import", j.id, "cause", err)
	}
	for name, lang := range map[string]language.Tag{"en": message.English, "zh": message.Chinese} {
		r := report{Tables: j.tallies}
		for _, n := range j.notices {
			r.Notices = append(r.Notices, n.Written(lang))
		}
		switch {
		case refused != nil:
			r.More = refused.More
			for _, f := range refused.Findings {
				r.Findings = append(r.Findings, f.Written(lang))
			}
		case err != nil:
			r.Error = told(err, lang, folder)
		}
		text, err := json.Marshal(r)
		if err != nil {
			log.Error("the report of an import does not marshal", "import", j.id, "cause", err)
		}
		p[name] = string(text)
	}
	return cypher.Statement{Text: `MATCH (j:ImportJob {key: $p.id})
SET j.state = $p.state, j.endedAt = $p.at, j.batch = $p.batch, j.en = $p.en, j.zh = $p.zh
REMOVE j.table, j.done, j.all`, Params: map[string]any{"p": p}}
}

// told is why an import failed, in our words; those of others are for the log.
func told(err error, lang language.Tag, folder string) string {
	var refused *refusal.Error
	var ours *message.Error
	switch {
	case errors.Is(err, context.Canceled):
		return message.New("the server was told to stop; send the same dataset again, which completes it").In(lang)
	case errors.As(err, &refused):
		return refused.In(lang)
	case errors.As(err, &ours) && !errors.As(err, new(*store.ServerError)):
		return strings.ReplaceAll(ours.In(lang), folder+"/", "")
	}
	return message.New("it could not be ended; the operator finds why in the server's log").In(lang)
}

var errNone = errors.New("there is no such import")

// read gives what is known of an import.
func (i *Imports) read(ctx context.Context, id string) (any, error) {
	rows, err := i.graph.Store.Read(ctx, law.System, cypher.Statement{Name: "import", Text: `MATCH (j:ImportJob {key: $p.id})
RETURN properties(j), timestamp() - j.seenAt > $p.lost`, Params: map[string]any{"p": map[string]any{"id": id, "lost": lostAfter.Milliseconds()}}})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errNone
	}
	known, _ := rows[0][0].(map[string]any)
	if known["state"] == "RUNNING" && rows[0][1] == true {
		known["state"] = "BROKEN_OFF"
	}
	text, _ := known["en"].(string)
	if message.Spoken(ctx) == message.Chinese {
		text, _ = known["zh"].(string)
	}
	var r report
	if text != "" {
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return nil, fmt.Errorf("read the report of an import: %w", err)
		}
	}
	return r.object(known), nil
}

// object is an import as it is answered. It may be about anybody.
func (r report) object(known map[string]any) graph.Object {
	tables, notices, findings := []any{}, []any{}, graph.Entries{}
	for _, t := range r.Tables {
		tables = append(tables, graph.Object{Type: "ImportTable", Fields: map[string]any{"table": t.Table, "rows": int64(t.Rows), "created": int64(t.Created), "updated": int64(t.Updated), "unchanged": int64(t.Unchanged)}})
	}
	for _, n := range r.Notices {
		notices = append(notices, graph.Object{Type: "ImportNotice", Fields: map[string]any{"file": n.File, "line": int64(n.Line), "column": n.Column, "text": n.Text.String(), "count": int64(n.Count)}})
	}
	for i, f := range r.Findings {
		findings = append(findings, graph.Entry{Place: fmt.Sprintf("%06d", i), Object: graph.Object{Type: "ImportFinding",
			Fields: map[string]any{"file": f.File, "line": int64(f.Line), "column": f.Column, "problem": f.Problem.String(), "remedy": f.Remedy.String()}}})
	}
	some := func(v any) any { // what is not there yet is null
		if v == "" {
			return nil
		}
		return v
	}
	return graph.Object{Type: "Import", Everyone: true, Fields: map[string]any{"id": known["key"], "file": known["file"], "digest": known["digest"], "by": some(known["by"]), "dryRun": known["dryRun"],
		"state": known["state"], "begunAt": known["begunAt"], "endedAt": known["endedAt"], "batch": some(known["batch"]), "table": some(known["table"]), "done": known["done"], "all": known["all"],
		"tables": tables, "findings": findings, "moreFindings": int64(r.More), "notices": notices, "error": some(r.Error)}}
}
