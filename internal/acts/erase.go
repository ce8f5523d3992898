package acts

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph"
	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/message"
	"bole/graph/refusal"
	"bole/graph/store"
	"bole/internal/rows"
	"bole/internal/table"
)

// What stands where something was erased: in place of a text, and of a name in a text.
const (
	erasedText = "已清除"
	erasedName = "某某"
)

// hindrances are what keeps an official from being erased, by what rules/ERASURE-Cadre.cypher calls it.
var hindrances = map[string]func(key any) message.Text{
	"SERVING": func(any) message.Text { return message.New("they are in service; record the status first") },
	"POST":    func(k any) message.Text { return message.New("the appointment %v has no end; record it", k) },
	"CASE": func(k any) message.Text {
		return message.New("the case %v is being checked; bring the check to its end", k)
	},
	"STATEMENT": func(k any) message.Text { return message.New("the statement %v is open; answer it", k) },
	"DECISION": func(k any) message.Text {
		return message.New("the decision %v has not taken effect; carry it out or revoke it", k)
	},
	"SANCTION": func(k any) message.Text {
		return message.New("the sanction %v has an effect, or no end is recorded; wait, or record its end", k)
	},
	"CLEARANCE": func(k any) message.Text { return message.New("the check %v has no result; record it", k) },
	"SHORTLIST": func(k any) message.Text {
		return message.New("they stand on the shortlist %v of an open vacancy; fill or close that", k)
	},
}

// erased is what an erasure answers.
type erased struct {
	Rows, Values, Entries int64
	Mentions              []string
}

// EraseCadre answers eraseCadre: what is personal of an official who left goes from the graph and the log.
func (a *Acts) EraseCadre(ctx context.Context, q graph.Query) (any, error) {
	ask := of(q, "eraseCadre")
	act, err := ask.act()
	if err == nil {
		act.Why, err = ask.why()
	}
	if err == nil {
		act.Source, err = text(ask.input, "basis"), ask.plainText("basis", 2, 200)
	}
	if err != nil {
		return nil, err
	}
	if !q.Caller.Whole {
		return nil, refusal.Of(refusal.Forbidden, q.Path, "erases what may be out of the token's scope; ask with a token for the whole graph")
	}
	key := text(ask.input, "cadre")
	if text(ask.input, "confirmation") != key {
		return nil, refusal.Of(refusal.BadInput, below(ask.at, "confirmation"), "is not the key in cadre; type that key to confirm that this official is to be erased")
	}
	answer, err := a.eraseOnce(ctx, act, ask, key)
	if err != nil {
		return nil, err
	}
	var out erased
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		return nil, fmt.Errorf("read what was erased: %w", err)
	}
	mentions := make([]any, len(out.Mentions))
	for i, m := range out.Mentions {
		mentions[i] = m
	}
	return graph.Object{Type: "EraseCadrePayload", Fields: map[string]any{"rows": out.Rows, "values": out.Values, "entries": out.Entries, "mentions": mentions}}, nil
}

// eraseOnce does an erasure unless it was done before. No import is under way meanwhile: what it checked would not be there
// when it is written. And one is erased at a time: of two with a case in common each would leave that to the other.
func (a *Acts) eraseOnce(ctx context.Context, act store.Act, ask asked, key string) (string, error) {
	done, known, err := a.store.Done(ctx, act)
	if err != nil || known {
		return done.Answer, err
	}
	if act.Lease, err = a.store.Lease(ctx, rows.Lease, "the erasure of an official"); err != nil {
		return "", err
	}
	defer act.Lease.Release(ctx)
	act.Do = func(tx *store.Tx) (string, error) { return a.erase(tx, ask, key) }
	done, err = a.store.Act(ctx, act)
	return done.Answer, err
}

func (a *Acts) erase(tx *store.Tx, ask asked, key string) (string, error) {
	owner := a.schema.Owner()
	versions, err := tx.Lock(owner.Label, key)
	if err != nil {
		return "", err
	}
	version, there := versions[key]
	at := below(ask.at, "cadre")
	switch expected, _ := ask.input["expectedVersion"].(int64); {
	case !there:
		return "", refusal.Of(refusal.BadID, at, "%q is not a key that you may see; give that of one you see", key)
	case version != expected:
		return "", refusal.Of(refusal.Conflict, below(ask.at, "expectedVersion"), "is %d, and it is at version %d now; read it again", expected, version)
	}
	found, err := tx.Aside(cypher.Statement{Text: "MATCH (c:" + cypher.Quote(owner.Label) + " {key: $p.key}) RETURN c.name, c.erased IS NOT NULL", Params: map[string]any{"p": map[string]any{"key": key}}})
	if err != nil {
		return "", err
	}
	if found[0][1] == true {
		return "", refusal.Of(refusal.Conflict, at, "has been erased already")
	}
	names, err := a.names(tx, key, found[0][0])
	if err != nil {
		return "", err
	}
	e := a.erasure(tx, key, names)
	for _, field := range []string{"why", "basis"} {
		if s := text(ask.input, field); strings.Contains(s, key) || e.Names(s) {
			return "", refusal.Of(refusal.BadInput, below(ask.at, field), "names the official, and would stay in the log; say it without the name and the key")
		}
	}
	if err := a.hindered(tx, at, key); err != nil {
		return "", err
	}
	if err := e.Do(); err != nil {
		return "", err
	}
	if err := aside(tx, e); err != nil {
		return "", err
	}
	var out erased
	out.Rows, out.Values, out.Entries = e.Done()
	if out.Mentions, err = a.mentions(tx, e); err != nil {
		return "", err
	}
	answer, err := json.Marshal(out)
	return string(answer), err
}

// names are what an official is called and was called before, as the log tells; not what somebody else is called today.
func (a *Acts) names(tx *store.Tx, key string, today any) ([]string, error) {
	owner := cypher.Quote(a.schema.Owner().Label)
	rows, err := tx.Aside(cypher.Statement{Text: "MATCH (:Change {type: $p.type, key: $p.key})-[:VALUES]->(v:ChangeValues)\nUNWIND [v.before, v.after] AS side\nRETURN side",
		Params: map[string]any{"p": map[string]any{"type": a.schema.Owner().Label, "key": key}}})
	if err != nil {
		return nil, fmt.Errorf("look for former names of an official: %w", err)
	}
	var former []string
	for _, row := range rows {
		side, _ := row[0].(string)
		var said struct{ Name string }
		if side != "" {
			if err := json.Unmarshal([]byte(side), &said); err != nil {
				return nil, fmt.Errorf("read a former name of an official: %w", err)
			}
		}
		former = append(former, said.Name)
	}
	rows, err = tx.Aside(cypher.Statement{Text: "UNWIND $p.names AS name\nWITH DISTINCT name WHERE name <> '' AND NOT EXISTS { MATCH (o:" + owner + " {name: name}) WHERE o.key <> $p.key }\nRETURN name",
		Params: map[string]any{"p": map[string]any{"names": former, "key": key}}})
	if err != nil {
		return nil, fmt.Errorf("look who has a former name of an official: %w", err)
	}
	var names []string
	for _, row := range append(rows, []any{today}) {
		if name, _ := row[0].(string); name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// hindered refuses while something is open that the official is needed for, with the list of that.
func (a *Acts) hindered(tx *store.Tx, at ast.Path, key string) error {
	s, err := a.rules.Statement(ruleStatement("ERASURE", a.schema.Owner().Name), law.System, map[string]any{"key": key, "asOf": a.today().Format(time.DateOnly)})
	if err != nil {
		return err
	}
	found, err := tx.Aside(s)
	if err != nil || len(found) == 0 {
		return err
	}
	var list message.List
	for _, row := range found {
		what, _ := row[0].(string)
		list = append(list, hindrances[what](row[1]))
	}
	return refusal.Of(refusal.Conflict, at, "cannot be erased yet: %s", list)
}

// erasure is one under way.
type erasure interface {
	Do() error
	Done() (rows, values, entries int64)
	Names(text string) bool   // whether a text holds the name or the key
	Asked(text string) string // a question's text without these
	Naming() []string         // what a text holds that may call the official
	Holds(v string) string    // the condition that a text of a node or relationship holds one of $p.said, which is Naming's
	Named() []string          // what a text holds that names the official or what is theirs
	Went(key string) bool     // whether a key is one that went
}

// erasure is what the schema says of who is erased.
func (a *Acts) erasure(tx *store.Tx, key string, names []string) erasure {
	owner := a.schema.Owner()
	e := tx.Erasure(owner.Label, key, names, erasedName, a.rowed.Shapes)
	seen := map[[3]string]bool{} // relationships that a field of either end leads over
	for _, t := range a.schema.Nodes() {
		if t.Via != nil {
			e.Belongs(t.Label, t.Via.Name, t.Scope != mapping.Own)
		}
		personal(t, func(property, where string, set any) { e.Node(t.Label, property, where, set) })
		for _, f := range t.Fields {
			if f.Relation == nil && f.Def.Type.NamedType == "String" {
				e.Text(t.Label, f.Property, besideOf(table.BesideOf(t, f)))
			}
			x, ok := edgeOf(t, f)
			if !ok || seen[x] {
				continue
			}
			seen[x] = true
			edge := store.Edge{Type: x[0], FromLabel: x[1], ToLabel: x[2]}
			personal(f.Relation.Edge, func(property, where string, set any) { e.Edge(edge, property, where, set) })
			for _, p := range f.Relation.Edge.Fields {
				if p.Reference == owner {
					e.EdgeKey(edge, p.Property)
				}
			}
		}
	}
	return e
}

// edgeOf is the type of the relationships that a field leads over, and the labels of their ends; false where they have no
// properties.
func edgeOf(t *mapping.Type, f *mapping.Field) (edge [3]string, ok bool) {
	r := f.Relation
	switch {
	case r == nil || r.Edge == nil || !r.Target.IsNode():
		return edge, false
	case r.Out:
		return [3]string{r.Name, t.Label, r.Target.Label}, true
	default:
		return [3]string{r.Name, r.Target.Label, t.Label}, true
	}
}

func besideOf(beside []table.Beside) func(string) map[string]any {
	return func(text string) map[string]any {
		out := map[string]any{}
		for _, b := range beside {
			out[b.Property] = b.Value(text)
		}
		return out
	}
}

// personal says what stands in the personal fields of a type once somebody was erased: a note in place of a text, so that
// whether one was written stays, and nothing in place of anything else.
func personal(t *mapping.Type, say func(property, where string, set any)) {
	for _, f := range t.Fields {
		if !f.Personal {
			continue
		}
		var v any
		if f.FreeText() {
			v = erasedText
		}
		say(f.Property, f.Property, v)
		for _, b := range table.BesideOf(t, f) {
			say(b.Property, f.Property, b.Value(v))
		}
	}
}
