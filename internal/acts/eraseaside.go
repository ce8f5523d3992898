package acts

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bole/graph/cypher"
	"bole/graph/store"
)

// aside takes the official out of what is no fact: texts of saved questions, reports of imports, and what earlier erasures
// answered.
func aside(tx *store.Tx, e erasure) error {
	for _, step := range []func(*store.Tx, erasure) error{fromQuestions, fromReports, fromAnswers} {
		if err := step(tx, e); err != nil {
			return err
		}
	}
	return nil
}

// fromQuestions reads all saved questions: keys stand in them in ids and cursors too, which no statement finds.
func fromQuestions(tx *store.Tx, e erasure) error {
	rows, err := tx.Aside(cypher.Statement{Text: "MATCH (q:SavedQuestion|SavedQuestionVersion)\nRETURN q.key, q:SavedQuestion, q.name, q.description, q.document, q.variables"})
	if err != nil {
		return fmt.Errorf("read questions that may be about an official: %w", err)
	}
	for _, row := range rows {
		set := map[string]any{}
		for i, name := range []string{"name", "description", "document", "variables"} {
			s, _ := row[2+i].(string)
			if now := e.Asked(s); now != s {
				set[name] = now
			}
		}
		if len(set) == 0 {
			continue
		}
		if document, other := set["document"].(string); other {
			set["digest"] = digestOf(document)
		}
		label := cypher.Quote("SavedQuestionVersion")
		if row[1] == true {
			label = cypher.Quote(questionType)
		}
		if _, err := tx.Aside(cypher.Statement{Text: "MATCH (q:" + label + " {key: $p.key}) SET q += $p.set", Params: map[string]any{"p": map[string]any{"key": row[0], "set": set}}}); err != nil {
			return fmt.Errorf("take an official out of a question: %w", err)
		}
	}
	return nil
}

// fromReports drops reports of imports that name the official, or what is theirs.
func fromReports(tx *store.Tx, e erasure) error {
	_, err := tx.Aside(cypher.Statement{Text: "MATCH (j:ImportJob) WHERE any(t IN [j.en, j.zh, j.file] WHERE any(named IN $p.named WHERE t CONTAINS named)) DELETE j",
		Params: map[string]any{"p": map[string]any{"named": e.Named()}}})
	if err != nil {
		return fmt.Errorf("drop reports of imports about an official: %w", err)
	}
	return nil
}

// fromAnswers takes what is the official's out of what earlier erasures answered.
func fromAnswers(tx *store.Tx, e erasure) error {
	rows, err := tx.Aside(cypher.Statement{Text: "MATCH (k:IdempotencyKey) WHERE k.answer STARTS WITH '{' RETURN k.key, k.answer"})
	if err != nil {
		return fmt.Errorf("read what erasures answered: %w", err)
	}
	for _, row := range rows {
		answer, _ := row[1].(string)
		var said erased
		if err := json.Unmarshal([]byte(answer), &said); err != nil {
			return fmt.Errorf("read what an erasure answered: %w", err)
		}
		known := len(said.Mentions)
		said.Mentions = slices.DeleteFunc(said.Mentions, func(m string) bool {
			_, key, _ := strings.Cut(m, " ")
			return e.Went(key)
		})
		if len(said.Mentions) == known {
			continue
		}
		b, err := json.Marshal(said)
		if err != nil {
			return fmt.Errorf("keep what an erasure answered: %w", err)
		}
		if _, err := tx.Aside(cypher.Statement{Text: "MATCH (k:IdempotencyKey {key: $p.key}) SET k.answer = $p.answer", Params: map[string]any{"p": map[string]any{"key": row[0], "answer": string(b)}}}); err != nil {
			return err
		}
	}
	return nil
}

// mostMentions is how many nodes are told whose texts still hold a name.
const mostMentions = 50

// mentions are nodes whose texts still hold the name or the key, or those on what leads from them, as type and key: of the
// official, or of somebody else.
func (a *Acts) mentions(tx *store.Tx, e erasure) ([]string, error) {
	said := e.Naming()
	if len(said) == 0 {
		return []string{}, nil
	}
	const texts = "[p IN keys(n) | toStringOrNull(n[p])]"
	holds := e.Holds("n")
	found := map[string]bool{}
	look := func(label, text string) error {
		rows, err := tx.Aside(cypher.Statement{Text: text, Params: map[string]any{"p": map[string]any{"said": said, "most": 20 * mostMentions}}})
		if err != nil {
			return fmt.Errorf("look for the name in texts of %s: %w", label, err)
		}
		for _, row := range rows {
			if slices.ContainsFunc(list(row[1]), func(v any) bool { s, _ := v.(string); return e.Names(s) }) {
				found[fmt.Sprint(a.schema.Label(label).Name, " ", row[0])] = true
			}
		}
		return nil
	}
	seen := map[[3]string]bool{}
	for _, t := range a.schema.Nodes() {
		if err := look(t.Label, "MATCH (n:"+cypher.Quote(t.Label)+") WHERE "+holds+"\nRETURN n.key, "+texts+" ORDER BY n.key LIMIT $p.most"); err != nil {
			return nil, err
		}
		for _, f := range t.Fields {
			x, ok := edgeOf(t, f)
			if !ok || seen[x] {
				continue
			}
			seen[x] = true
			if err := look(x[1], "MATCH (a:"+cypher.Quote(x[1])+")-[n:"+cypher.Quote(x[0])+"]->(:"+cypher.Quote(x[2])+") WHERE "+holds+"\nRETURN a.key, "+texts+" ORDER BY a.key LIMIT $p.most"); err != nil {
				return nil, err
			}
		}
	}
	out := slices.Sorted(maps.Keys(found))
	return out[:min(len(out), mostMentions)], nil
}
