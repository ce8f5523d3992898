package main

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"bole/internal/localneo4j"
)

// bareTable writes one table without any check: nodes by key with their columns, references as relationships
// to whatever the first key names.
func bareTable(file string, do func(string, object) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	text := `UNWIND $rows AS r MERGE (n:BareNode {key: r.key}) SET n += r`
	ends := map[string][2]string{"participations.jsonl": {"cadre", "task"}, "caseSubjects.jsonl": {"case", "cadre"}}
	links := map[string]string{"cases.jsonl": "task", "evaluations.jsonl": "cadre", "appointments.jsonl": "cadre", "positions.jsonl": "organization"}
	name := filepath.Base(file)
	if e, ok := ends[name]; ok {
		text = `UNWIND $rows AS r MERGE (a:BareNode {key: r.` + e[0] + `}) MERGE (b:BareNode {key: r.` + e[1] + `}) CREATE (a)-[x:BARE]->(b) SET x = r`
	} else if l, ok := links[name]; ok {
		text += ` MERGE (m:BareNode {key: r.` + l + `}) CREATE (n)-[:BARE]->(m)`
	}
	var rows []any
	flush := func() error {
		err := do(text, object{"rows": rows})
		rows = nil
		return err
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var r object
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return err
		}
		if rows = append(rows, r); len(rows) == 2000 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(rows) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	return lines.Err()
}

// bareWriter writes as many nodes and relationships with plain UNWIND … MERGE statements under labels of their own.
func bareWriter(ctx context.Context, server *localneo4j.Server, data string) error {
	d, err := openDriver(server.URI(), server.Password())
	if err != nil {
		return err
	}
	defer d.Close(ctx)
	do := func(text string, p object) error {
		_, err := neo4j.ExecuteQuery(ctx, d, text, p, neo4j.EagerResultTransformer)
		return err
	}
	if err := do("CREATE CONSTRAINT bare IF NOT EXISTS FOR (n:BareNode) REQUIRE n.key IS UNIQUE", nil); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(data, "*.jsonl"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	slices.Reverse(files) // tasks before participations is not needed: ends are merged
	for _, file := range files {
		if err := bareTable(file, do); err != nil {
			return err
		}
	}
	return nil
}
