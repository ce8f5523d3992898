package rooms

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/law"
	"bole/graph/mapping"
	"bole/graph/store"
	"bole/graph/textfold"
	"bole/internal/dataset"
	"bole/internal/judge"
	"bole/internal/rows"
	"bole/internal/table"
)

// Dataset is the graph as datasets go into it and come out of it.
func (r *Rooms) Dataset() dataset.Graph {
	return dataset.Graph{Store: r.Store, Law: r.Law, Checks: rows.Checks(r.rules), Steps: steps(r.Schema)}
}

// Unmade is a graph that is still to be made, as a dataset becomes one. Without rules it is by those that come with the
// product.
func Unmade(sdl *ast.Schema, rules *judge.RuleBook) (dataset.Graph, error) {
	m, err := mapping.Read(sdl)
	if err != nil {
		return dataset.Graph{}, err
	}
	return dataset.Graph{Law: law.New(m), Checks: rows.Checks(cmp.Or(rules, judge.StandardRules())), Steps: steps(m)}, nil
}

// Upkeep brings what the system keeps beside people's own facts up to date: whose unit a node belongs to, and what
// stands beside texts that were written past the product.
func (r *Rooms) Upkeep(ctx context.Context, today time.Time) error {
	if err := r.Store.Upkeep(ctx, rows.Upkeep(r.Schema), today); err != nil {
		return err
	}
	return besides(r.Schema, func(t *mapping.Type, f *mapping.Field, b table.Beside) error {
		if err := r.fill(ctx, t, f, b, false); err != nil {
			return fmt.Errorf("keep %s beside %s.%s: %w", b.Property, t.Name, f.Name, err)
		}
		return nil
	})
}

// besides does something for all that stands beside texts.
func besides(s *mapping.Schema, do func(*mapping.Type, *mapping.Field, table.Beside) error) error {
	for _, t := range s.Nodes() {
		for _, f := range t.Fields {
			for _, b := range table.BesideOf(t, f) {
				if err := do(t, f, b); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Migrate makes the constraints and indexes that the schema asks for, and what earlier versions did not write. Each
// is made only where it is missing, so several replicas may start at once.
func (r *Rooms) Migrate(ctx context.Context) error {
	var types []string
	for _, t := range r.Schema.Nodes() {
		types = append(types, t.Label)
	}
	if err := r.Store.Migrate(ctx, indexes(r.Schema), types); err != nil {
		return err
	}
	fill := map[string]func() error{}
	err := besides(r.Schema, func(t *mapping.Type, f *mapping.Field, b table.Beside) error {
		fill[step(t, f, b)] = func() error { return r.fill(ctx, t, f, b, b.Data != "") }
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.Store.CatchUp(ctx, steps(r.Schema), func(step string) error { return fill[step]() }); err != nil {
		return err
	}
	return r.dropFormer(ctx)
}

// steps are the names of what is done to graphs of earlier versions, which did not write all that stands beside texts.
func steps(s *mapping.Schema) []string {
	var out []string
	besides(s, func(t *mapping.Type, f *mapping.Field, b table.Beside) error { //nolint:errcheck // it gives none
		out = append(out, step(t, f, b))
		return nil
	})
	return out
}

func step(t *mapping.Type, f *mapping.Field, b table.Beside) string {
	step := "sort key of "
	switch b.Property {
	case f.AlikeProperty():
		step = "names alike of "
	case f.FoldedProperty():
		step = "folded text of "
	}
	step += t.Name + "." + f.Name
	if b.Data != "" { // another step with a later version
		step += " by " + b.Data
	}
	return step
}

// dropFormer removes the indexes that earlier versions made and nothing of today reads: full text over other properties
// of a label, now that everything stands where those of today look, and range indexes. What operators made under other
// names stays.
func (r *Rooms) dropFormer(ctx context.Context) error {
	var made, labels, former []string
	for _, t := range r.Schema.Searched() {
		made, labels = append(made, store.FulltextIndex(t.Label, t.Texts())), append(labels, store.FulltextIndex(t.Label, nil))
	}
	for _, t := range r.Schema.Nodes() {
		former = append(former, formerRanges(t)...)
		for _, i := range ranges(r.Schema, t) {
			made = append(made, i.name(t))
		}
	}
	old, err := r.Store.Read(ctx, law.System, cypher.Statement{Name: "indexes", Params: map[string]any{"p": map[string]any{"made": made, "labels": labels, "former": former}},
		Text: "SHOW INDEXES YIELD name, type, owningConstraint WHERE owningConstraint IS NULL AND NOT name IN $p.made AND (type = 'RANGE' AND name IN $p.former OR type = 'FULLTEXT' AND any(l IN $p.labels WHERE name STARTS WITH l)) RETURN name"})
	if err != nil {
		return fmt.Errorf("look for indexes of earlier versions: %w", err)
	}
	for _, row := range old {
		name, _ := row[0].(string)
		if err := r.Store.DropIndex(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// indexes are a unique key for each label, full text, and range indexes by the rule of ranges.
func indexes(s *mapping.Schema) []cypher.Word {
	var out []cypher.Word
	add := func(text string, args ...any) { out = append(out, cypher.Word(fmt.Sprintf(text, args...))) }
	for _, t := range s.Nodes() {
		label := cypher.Quote(t.Label)
		add("CREATE CONSTRAINT %s_key IF NOT EXISTS FOR (n:%s) REQUIRE n.key IS UNIQUE", strings.ToLower(t.Label), label)
		for _, r := range ranges(s, t) {
			add("CREATE INDEX %s IF NOT EXISTS FOR (n:%s) ON (n.%s)", r.name(t), label, strings.Join(r, ", n."))
		}
		if len(t.Fulltext) > 0 {
			// Its analyzer holds Chinese character by character, so that one is found as well as a sentence.
			add("CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [%s] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}",
				store.FulltextIndex(t.Label, t.Texts()), label, "n."+strings.Join(t.Texts(), ", n."))
		}
	}
	for _, label := range []string{"SavedQuestion", "SavedQuestionVersion"} {
		add("CREATE CONSTRAINT %s_key IF NOT EXISTS FOR (n:%s) REQUIRE n.key IS UNIQUE", strings.ToLower(label), label)
	}
	add("CREATE INDEX savedquestionversion_digest IF NOT EXISTS FOR (n:SavedQuestionVersion) ON (n.digest)")
	return out
}

// rangeIndex is the properties of a range index, quoted.
type rangeIndex []string

func (r rangeIndex) name(t *mapping.Type) string {
	return strings.ToLower(t.Label + "_" + strings.Trim(r[0], "`"))
}

// ranges are the range indexes of a type, each read by some question: (property, key) for each order of its lists but
// those that the schema says are seldom asked for, which may begin a page from a filter, too; and for own nodes the
// unit, which callers of some units are counted by. Officials who see their own nodes alone are led there by their own
// node, but where others are everyone's.
func ranges(s *mapping.Schema, t *mapping.Type) []rangeIndex {
	var out []rangeIndex
	for _, f := range t.Indexed() {
		if f.Property != "key" { // its constraint is its index
			out = append(out, rangeIndex{cypher.Quote(f.SortProperty()), "key"})
		}
	}
	slices.SortFunc(out, func(a, b rangeIndex) int { return strings.Compare(a[0], b[0]) })
	if t.Scope == mapping.Own {
		out = append(out, rangeIndex{"unit", "key"})
		if len(t.Unowned(s)) > 0 {
			out = append(out, rangeIndex{law.OwnerKey})
		}
	}
	return out
}

// formerRanges are the names of range indexes of a type that earlier versions made: for every order of its lists, and
// for the owner of each own node.
func formerRanges(t *mapping.Type) []string {
	var out []string
	for _, f := range t.Orders() {
		out = append(out, rangeIndex{f.SortProperty()}.name(t))
	}
	return append(out, rangeIndex{law.OwnerKey}.name(t))
}

// filledAtOnce is how many nodes one transaction gives what stands beside their texts.
const filledAtOnce = 5000

// lacking is the condition on nodes whose texts want something beside them, or with all may have it of other data.
func lacking(f *mapping.Field, b table.Beside, all bool) string {
	text, beside := "n."+cypher.Quote(f.Property), "n."+cypher.Quote(b.Property)
	switch {
	case b.Rare: // it may be of another text by now, since other tools do not know it
		need := "NOT " + text + " =~ $plain OR size(" + text + ") > 255 AND " + text + " =~ $long"
		if f.Alike {
			need += " OR " + text + " =~ $parted"
		}
		return "(" + beside + " IS NOT NULL OR " + need + ")"
	case all:
		return text + " IS NOT NULL"
	default:
		return text + " IS NOT NULL AND " + beside + " IS NULL"
	}
}

// fill writes what stands beside texts that were stored without, or with all also what is not what it would be today.
func (r *Rooms) fill(ctx context.Context, t *mapping.Type, f *mapping.Field, b table.Beside, all bool) error {
	label, property, beside := cypher.Quote(t.Label), cypher.Quote(f.Property), cypher.Quote(b.Property)
	text := "MATCH (n:" + label + ") WHERE n.key > $after AND " + lacking(f, b, all) + " RETURN n.key, n." + property + ", n." + beside + " ORDER BY n.key LIMIT $n"
	for after := any(""); ; {
		rows, err := r.Store.Read(ctx, law.System, cypher.Statement{Name: "beside", Text: text, Params: map[string]any{"n": filledAtOnce, "after": after,
			"plain": textfold.Patterns.Plain, "long": textfold.Patterns.Long, "parted": textfold.Patterns.Parted}})
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1][0]
		items, keys := make([]any, 0, len(rows)), make([]string, 0, len(rows))
		for _, row := range rows {
			if v := b.Value(row[1]); v != row[2] {
				key, _ := row[0].(string)
				items, keys = append(items, map[string]any{"key": key, "text": row[1], "beside": v}), append(keys, key)
			}
		}
		if len(items) == 0 {
			continue
		}
		_, err = r.Store.Act(ctx, store.Act{Caller: law.System, Name: "migrate", Do: func(tx *store.Tx) (string, error) {
			tx.Note(store.Entry{Op: "CHANGED", Type: t.Label, After: map[string]any{"beside": f.Name, "property": b.Property, "nodes": int64(len(items))}})
			if _, err := tx.Lock(t.Label, keys...); err != nil {
				return "", err
			}
			// A text that was changed since it was read has beside it what follows from the new one.
			_, err := tx.Run(cypher.Statement{Text: "UNWIND $p.rows AS r MATCH (n:" + label + " {key: r.key}) WHERE coalesce(n." + property + ", '') = coalesce(r.text, '') SET n." + beside + " = r.beside",
				Params: map[string]any{"p": map[string]any{"rows": items}}})
			return "", err
		}})
		if err != nil {
			return err
		}
	}
}
