package main

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
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
