package rows

import (
	"strings"

	"golang.org/x/text/language"

	"bole/graph/message"
	"bole/internal/judge"
	"bole/internal/judge/fact"
	"bole/internal/table"
)

// Checks are by table what is held of its rows beyond what the schema says: a requirement is one that the rule book reads.
func Checks(rules *judge.RuleBook) map[string]table.Check {
	return map[string]table.Check{"requirements": func(values map[string]any) (string, *table.Misfit) {
		text := func(column string) string { s, _ := values[column].(string); return s }
		if text("rule") == "" {
			return "", nil
		}
		part, err := rules.Readable(fact.Requirement{Rule: text("rule"), Operator: text("operator"), Value: text("value"), Strength: text("strength")})
		if err == nil {
			return "", nil
		}
		return part, &table.Misfit{Problem: message.New("%s", half{err: err}), Remedy: message.New("%s", half{err: err, remedy: true})}
	}}
}

// half is one half of what an error says: what is wrong, or what would be right.
type half struct {
	err    error
	remedy bool
}

// In is the half in a language.
func (h half) In(lang language.Tag) string {
	problem, remedy, _ := strings.Cut(strings.ReplaceAll(message.Of(h.err, lang), "；", "; "), "; ")
	if h.remedy {
		return remedy
	}
	return problem
}
