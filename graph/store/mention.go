package store

import (
	"encoding/base64"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bole/graph/cypher"
)

// called are the forms in which texts hold names, the longest first. A name of one character stands in too much else.
func called(names []string) []string {
	var out []string
	for _, name := range names {
		if utf8.RuneCountInString(name) > 1 {
			out = append(out, name, url.PathEscape(name))
		}
	}
	slices.SortFunc(out, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(out)
}

// telling are keys that are surely meant where they stand in a text by themselves: short ones and numbers stand for much else.
var telling = regexp.MustCompile(`^[0-9A-Za-z]+(?:[-_.]*[0-9A-Za-z])*$`)

func tells(key string) bool {
	return len(key) >= 4 && telling.MatchString(key) && strings.ContainsFunc(key, unicode.IsLetter)
}

// Names reports whether a text holds the name of the official, or the key.
func (r *erasing) Names(text string) bool { return r.said(text) != text }

// said is a text without the name of the official and without the key.
func (r *erasing) said(text string) string {
	for _, name := range r.names {
		text = strings.ReplaceAll(text, name, r.instead)
	}
	if r.word == nil || !strings.Contains(text, r.key) {
		return text
	}
	return r.word.ReplaceAllLiteralString(text, r.instead)
}

// Asked is a question's text without the name of the official, and without the keys that went, as they stand in quotes, in
// ids and in cursors.
func (r *erasing) Asked(text string) string { return r.unquoted(r.said(text)) }

// unquoted is a text without what in quotes leads to the official.
func (r *erasing) unquoted(text string) string {
	parts := strings.Split(text, `"`)
	for i := 1; i < len(parts)-1; i++ {
		if bare := strings.TrimRight(parts[i], `\`); r.leads(bare) {
			parts[i] = r.instead + parts[i][len(bare):]
		}
	}
	return strings.Join(parts, `"`)
}

// leads reports whether what stands in quotes is a key that went, or the id or a cursor of such a node.
func (r *erasing) leads(quote string) bool {
	if r.meant(quote) {
		return true
	}
	b, err := base64.RawURLEncoding.DecodeString(quote)
	if err != nil || len(b) < 4 || !utf8.Valid(b) {
		return false
	}
	inside := string(b)
	if label, key, ok := strings.Cut(inside, ":"); ok && r.keys[label][key] != "" {
		return true
	}
	return r.Names(inside) || slices.ContainsFunc(strings.Split(inside, `"`), r.meant)
}

// meant reports whether a text in quotes is a key that went: the official's, or one that stands for little else.
func (r *erasing) meant(quote string) bool { return quote == r.key || r.old[quote] && tells(quote) }

// Naming is what a text holds that may call the official.
func (r *erasing) Naming() []string {
	if r.word == nil {
		return r.names
	}
	return append(slices.Clone(r.names), r.key)
}

// Named is what a text holds that names the official or what is theirs.
func (r *erasing) Named() []string {
	return slices.AppendSeq(slices.Clone(r.names), maps.Keys(r.old))
}

// Went reports whether a key is one that went.
func (r *erasing) Went(key string) bool { return r.old[key] }

// forms are the texts by which entries of the log are found that may be about the official: keys as they stand in quotes, also
// of a text in a text, keys that JSON writes otherwise, and names.
func (r *erasing) forms() map[string]any {
	keys, escaped := []string{}, []string{}
	add := func(key string) {
		keys = append(keys, key, key+`\`)
		if inside := strings.Trim(quoted(key), `"`); inside != key {
			escaped = append(escaped, inside)
		}
	}
	for label, renewed := range r.keys {
		for key := range renewed {
			add(key)
			add(base64.RawURLEncoding.EncodeToString([]byte(label + ":" + key)))
		}
	}
	return map[string]any{"keys": keys, "escaped": escaped, "said": r.Naming()}
}

// Holds is the condition that a text of a node or relationship holds one of $p.said, which is what Naming gives.
func (r *erasing) Holds(v string) string {
	return fmt.Sprintf("any(p IN keys(%[1]s) WHERE any(said IN $p.said WHERE toStringOrNull(%[1]s[p]) CONTAINS said))", v)
}

// mentions takes the name out of texts beside what is the official's: of tasks and sources, of places in these, and of what
// others had to do with a case. What is changed is locked before it is read.
func (r *erasing) mentions() error {
	if len(r.Naming()) == 0 {
		return nil
	}
	for _, label := range slices.Sorted(maps.Keys(r.keys)) {
		p := map[string]any{"keys": slices.Sorted(maps.Values(r.keys[label])), "said": r.Naming()}
		match := "UNWIND $p.keys AS k\nMATCH (n:" + cypher.Quote(label) + " {key: k})"
		rows, err := r.tx.run(cypher.Statement{Text: match + "--(m)\nWHERE NOT m:" + cypher.Quote(r.label) + " AND " + r.Holds("m") +
			"\nWITH DISTINCT m ORDER BY m.key\nSET m.lock = true\nREMOVE m.lock\nRETURN labels(m)[0], m.key, properties(m)", Params: params(p)})
		if err != nil {
			return fmt.Errorf("look for the name beside %s: %w", label, err)
		}
		for _, row := range rows {
			if err := r.mention(row); err != nil {
				return err
			}
		}
		for _, far := range append([]string{""}, r.shared()...) {
			if err := r.places(match, far, p); err != nil {
				return fmt.Errorf("look for the name on relationships of %s: %w", label, err)
			}
		}
	}
	return nil
}

func (r *erasing) shared() (out []string) {
	for _, b := range r.belongs {
		if b.shared {
			out = append(out, b.label)
		}
	}
	return out
}

// places takes the name out of relationships of nodes, or of what of a label is beside these.
func (r *erasing) places(match, far string, p map[string]any) error {
	at := "n"
	if far != "" {
		match, at = match+"--(m:"+cypher.Quote(far)+")", "m"
	}
	rows, err := r.tx.run(cypher.Statement{Text: match + "\nWITH DISTINCT " + at + "\nMATCH (" + at + ")-[x]-()\nWHERE " + r.Holds("x") +
		"\nSET x.lock = true\nREMOVE x.lock\nRETURN DISTINCT elementId(x), properties(x), " + at + ".key", Params: params(p)})
	if err != nil {
		return err
	}
	for _, row := range rows {
		on, _ := row[1].(map[string]any)
		set := r.unnamed(on, nil)
		if len(set) == 0 {
			continue
		}
		if _, err := r.tx.Run(cypher.Statement{Text: "MATCH ()-[x]->() WHERE elementId(x) = $p.id SET x += $p.set", Params: params(map[string]any{"id": row[0], "set": set})}); err != nil {
			return err
		}
		r.valued++
		if key, _ := row[2].(string); far != "" && !slices.Contains(slices.Collect(maps.Values(r.keys[far])), key) {
			r.cleared[far] = append(r.cleared[far], key)
		}
	}
	return nil
}

func (r *erasing) mention(row []any) error {
	label, _ := row[0].(string)
	key, _ := row[1].(string)
	stands, _ := row[2].(map[string]any)
	set := r.unnamed(stands, r.texts[label])
	if len(set) == 0 {
		return nil
	}
	if _, err := r.tx.Run(cypher.Statement{Text: "MATCH (m:" + cypher.Quote(label) + " {key: $p.key})\nSET m += $p.set, m.version = coalesce(m.version, 0) + 1", Params: params(map[string]any{"key": key, "set": set})}); err != nil {
		return fmt.Errorf("take the name out of %s: %w", label, err)
	}
	r.valued++
	r.cleared[label] = append(r.cleared[label], key)
	return nil
}

// unnamed gives those of some values that held the name, without it, and what is written beside texts.
func (r *erasing) unnamed(values map[string]any, texts []beside) map[string]any {
	set := map[string]any{}
	for name, v := range values {
		if s, ok := v.(string); ok && name != "key" && r.Names(s) {
			set[name] = r.said(s)
		}
	}
	for _, t := range texts {
		if s, held := set[t.property].(string); held {
			maps.Copy(set, t.of(s))
		}
	}
	return set
}

// answers drops what is kept of acts whose answers are keys that went.
func (r *erasing) answers() error {
	_, err := r.tx.run(cypher.Statement{Text: "MATCH (k:IdempotencyKey) WHERE k.key <> $p.own AND any(part IN split(coalesce(k.answer, ''), ';') WHERE part IN $p.keys) DELETE k",
		Params: params(map[string]any{"keys": slices.Collect(maps.Keys(r.old)), "own": r.tx.key})})
	if err != nil {
		return err
	}
	rows, err := r.tx.run(cypher.Statement{Text: "MATCH (b:ImportBatch) WHERE any(said IN $p.said WHERE b.source CONTAINS said) RETURN b.key, b.source", Params: params(map[string]any{"said": r.Naming()})})
	if err != nil {
		return err
	}
	for _, row := range rows {
		source, _ := row[1].(string)
		if _, err := r.tx.run(cypher.Statement{Text: "MATCH (b:ImportBatch {key: $p.key}) SET b.source = $p.source", Params: params(map[string]any{"key": row[0], "source": r.said(source)})}); err != nil {
			return err
		}
	}
	return nil
}
