// Package figures answers what is counted and laid out: statistics, data quality, administration, timelines and who
// works with whom. Each is a statement written by hand, beside this, whose rows are the members themselves.
package figures

import (
	"cmp"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/store"
)

//go:embed statistics quality views
var files embed.FS

// Figures asks the statements. It is safe for concurrent use.
type Figures struct {
	store   *store.Store
	law     *law.Law
	texts   *law.Templates
	hearing int
}

// defaultHearing is how many days after notice one may answer where no date was set, unless an operator says
// otherwise.
const defaultHearing = 30

// New reads the statements. Hearing is how many days after notice one may answer where no date was set; 0 is
// defaultHearing.
func New(l *law.Law, st *store.Store, hearing int) (*Figures, error) {
	if hearing == 0 {
		hearing = defaultHearing
	}
	texts, err := l.Templates(files, counting)
	if err != nil {
		return nil, err
	}
	return &Figures{store: st, law: l, texts: texts, hearing: hearing}, nil
}

// Hearing is how many days after notice one may answer where no date was set.
func (f *Figures) Hearing() int { return f.hearing }

// Fields are the computed fields of this room.
func (f *Figures) Fields() graph.Fields {
	return graph.Fields{
		"Cadre.coworkers":        f.coworkers,
		"Cadre.superiors":        f.superiors,
		"Cadre.timeline":         f.timelineOf("views/timeline-cadre"),
		"Task.timeline":          f.timelineOf("views/timeline-task"),
		"Decision.timeline":      f.timelineOf("views/timeline-decision"),
		"Campaign.coverage":      f.coverage,
		"Decision.headcount":     f.headcount,
		"Decision.rankHeadcount": f.rankHeadcount,
		"Organization.team":      f.team,
	}
}

// ask runs a statement for a caller.
func (f *Figures) ask(ctx context.Context, name string, c law.Caller, p map[string]any) ([][]any, error) {
	return f.askLimited(ctx, name, c, p, 0)
}

// askLimited is ask for statements that end in LIMIT $n.
func (f *Figures) askLimited(ctx context.Context, name string, c law.Caller, p map[string]any, n int) ([][]any, error) {
	s, err := f.statement(name, c, p)
	if err != nil {
		return nil, err
	}
	s.Params["n"] = n
	return f.read(ctx, c, s)
}

func (f *Figures) statement(name string, c law.Caller, p map[string]any) (cypher.Statement, error) {
	p["hearing"] = f.hearing
	return f.texts.Statement(name, c, p)
}

func (f *Figures) read(ctx context.Context, c law.Caller, s cypher.Statement) ([][]any, error) {
	s.Figures = true
	rows, err := f.store.Read(ctx, c, s)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", s.Name, err)
	}
	return rows, nil
}

// refOf reads [label, key] as a statement gives it.
func (f *Figures) refOf(v any) (graph.Ref, bool) {
	pair, _ := v.([]any)
	if len(pair) != 2 {
		return graph.Ref{}, false
	}
	label, _ := pair[0].(string)
	key, _ := pair[1].(string)
	t := f.law.Schema().Label(label)
	if t == nil {
		return graph.Ref{}, false
	}
	return graph.Ref{Type: t.Name, Key: key}, true
}

// refsOf reads a list of [label, key], each once, by type and key: Neo4j collects them in no order of its own.
func (f *Figures) refsOf(v any) []any {
	items, _ := v.([]any)
	var refs []graph.Ref
	seen := map[graph.Ref]bool{}
	for _, item := range items {
		if r, ok := f.refOf(item); ok && !seen[r] {
			seen[r] = true
			refs = append(refs, r)
		}
	}
	slices.SortFunc(refs, func(a, b graph.Ref) int { return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Key, b.Key)) })
	out := make([]any, 0, len(refs))
	for _, r := range refs {
		out = append(out, r)
	}
	return out
}

// Prepare has the statements of statistics and views planned, for callers with and without units: the first to ask
// would wait up to a second for each. Plans live as long as the server keeps them.
func (f *Figures) Prepare(ctx context.Context) error {
	for _, name := range f.texts.Names() {
		if strings.HasPrefix(name, "quality/") {
			continue // these are rare, and a plan's time is little beside theirs
		}
		for _, c := range []law.Caller{law.System, {Role: "ANALYST"}} {
			s, err := f.texts.Statement(name, c, map[string]any{"hearing": f.hearing})
			if err != nil {
				return err
			}
			if _, err := f.store.Read(ctx, law.System, cypher.Statement{Name: "prepare", Text: "EXPLAIN " + s.Text, Params: s.Params}); err != nil {
				return fmt.Errorf("plan %s: %w", name, err)
			}
		}
	}
	return nil
}

// decoded reads one of the embedded files of rules.
func decoded[T any](name string) T {
	var out T
	b, err := files.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		panic("figures: " + name + ": " + err.Error())
	}
	return out
}
