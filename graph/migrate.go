package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
)

// Migrate makes the constraints and indexes that the mapping asks for: a unique key for each label, an index
// (property, key) for each field a root page can be ordered by, and unit and cadreKey for own nodes. Each is
// named after what it indexes and made only where it is missing, so several replicas may start at once.
func (g *Graph) Migrate(ctx context.Context) error {
	for _, text := range g.schemaStatements() {
		if _, err := g.run(ctx, neo4j.AccessModeWrite, Statement{Text: text}); err != nil {
			return fmt.Errorf("migrate: %s: %w", text, err)
		}
	}
	if _, err := g.run(ctx, neo4j.AccessModeWrite, Statement{Text: "CALL db.awaitIndexes(300)"}); err != nil {
		return fmt.Errorf("wait for indexes: %w", err)
	}
	return nil
}

func (g *Graph) schemaStatements() []string {
	var out []string
	for _, t := range g.mapping.Nodes() {
		label := quoted(t.Label)
		name := strings.ToLower(t.Label)
		out = append(out, fmt.Sprintf("CREATE CONSTRAINT %s_key IF NOT EXISTS FOR (n:%s) REQUIRE n.key IS UNIQUE", name, label))
		var properties []string
		for _, f := range t.Orders() {
			if f.Property != "key" {
				properties = append(properties, f.Property)
			}
		}
		slices.Sort(properties)
		for _, p := range properties {
			out = append(out, fmt.Sprintf("CREATE INDEX %s_%s IF NOT EXISTS FOR (n:%s) ON (n.%s, n.key)", name, strings.ToLower(p), label, quoted(p)))
		}
		if len(t.Fulltext) > 0 {
			out = append(out, fmt.Sprintf("CREATE FULLTEXT INDEX %s IF NOT EXISTS FOR (n:%s) ON EACH [%s] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-no-stop-words'}}",
				fulltextIndex(t), label, "n."+strings.Join(t.Fulltext, ", n.")))
		}
		if t.Scope == ScopeOwn {
			out = append(out, fmt.Sprintf("CREATE INDEX %s_unit IF NOT EXISTS FOR (n:%s) ON (n.unit, n.key)", name, label),
				fmt.Sprintf("CREATE INDEX %s_cadrekey IF NOT EXISTS FOR (n:%s) ON (n.cadreKey)", name, label))
		}
	}
	for _, label := range []string{"SavedQuestion", "SavedQuestionVersion", "IdempotencyKey", "DataVersion"} {
		out = append(out, fmt.Sprintf("CREATE CONSTRAINT %s_key IF NOT EXISTS FOR (n:%s) REQUIRE n.key IS UNIQUE", strings.ToLower(label), label))
	}
	return append(out, "CREATE INDEX savedquestionversion_digest IF NOT EXISTS FOR (n:SavedQuestionVersion) ON (n.digest)")
}

// fulltextIndex names a type's full-text index after its fields: with others it is another index. Its analyzer
// holds Chinese character by character, so that one is found as well as a sentence.
func fulltextIndex(t *Type) string {
	return strings.ToLower(t.Label + "_text_" + strings.Join(t.Fulltext, "_"))
}

// Recorded tells whether a step was recorded as done.
func (g *Graph) Recorded(ctx context.Context, step string) (bool, error) {
	known, err := g.Known(ctx, "Migration", []string{step})
	return known[step], err
}

// Record notes that a step is done.
func (g *Graph) Record(ctx context.Context, step string, at time.Time) error {
	return g.write(ctx, "MERGE (m:Migration {key: $p.key}) ON CREATE SET m.recordedAt = $p.at",
		map[string]any{"key": step, "at": FormatTime(at)})
}
