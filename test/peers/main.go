// Command peers has other people's readers load what the product writes: graph libraries its GraphML and JSON, DuckDB
// its tables, openpyxl its workbooks, python-docx its printed form, Relay's compiler its schema. See README.md beside it.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"bole/graph/mapping"
	"bole/internal/dataset"
	"bole/internal/dataset/demo"
	"bole/internal/localneo4j"
	"bole/schema"
)

func main() {
	keep := flag.String("keep", "", "a folder to keep what was written in; what is there already is read again")
	flag.Parse()
	if err := run(*keep); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// truth is what each reader has to find.
type truth struct {
	Nodes, Edges int
	Types        map[string]int // nodes by type
	Relations    map[string]int // edges by type
	Difficulty   int            // the sum over all tasks
	Leads        int            // edges with the role LEAD
	Sources      int            // relationships that name the source of their row
	Rows         map[string]int // by table
}

func run(keep string) (err error) {
	here, err := filepath.Abs("test/peers")
	if err != nil {
		return err
	}
	dir, err := filepath.Abs(keep)
	if keep == "" {
		if dir, err = os.MkdirTemp("", "bole-peers-"); err == nil {
			defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		}
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(dir, "truth.json")); errors.Is(err, os.ErrNotExist) {
		if err := written(dir); err != nil {
			return err
		}
	}
	return readers(here, dir)
}

// written writes the exports, and what is true of them.
func written(dir string) error {
	if err := exports(dir); err != nil {
		return err
	}
	t, err := count(dir)
	if err != nil {
		return err
	}
	b, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "truth.json"), b, 0o600)
}

// exports writes everything that is read, from a graph of the demo's generator.
func exports(dir string) error {
	rows, program := filepath.Join(dir, "rows"), filepath.Join(dir, "bole")
	if err := os.MkdirAll(rows, 0o700); err != nil {
		return err
	}
	sdl, err := schema.SDL()
	if err != nil {
		return err
	}
	env := append(os.Environ(), "BOLE_DATA="+filepath.Join(dir, "data"))
	if err := errors.Join(demo.Write(rows, demo.Options{Cadres: 240}), os.WriteFile(filepath.Join(dir, "schema.graphql"), []byte(sdl), 0o600)); err != nil {
		return err
	}
	if err := errors.Join(do(".", env, "go", "build", "-o", program, "."), do(".", env, program, "import", rows, "--bulk")); err != nil {
		return err
	}
	server, err := localneo4j.Start(context.Background(), localneo4j.Options{Dir: filepath.Join(dir, "data", "neo4j")}) // once, for all of them
	if err != nil {
		return err
	}
	env = append(env, "NEO4J_URI="+server.URI(), "NEO4J_USER="+server.User(), "NEO4J_PASSWORD="+server.Password())
	return errors.Join(exported(dir, program, env), server.Close())
}

// exported has the program write each form.
func exported(dir, program string, env []string) error {
	var photo bytes.Buffer
	if err := errors.Join(jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 300, 400)), nil), os.WriteFile(filepath.Join(dir, "photo.jpg"), photo.Bytes(), 0o600)); err != nil {
		return err
	}
	for _, step := range [][]string{
		{program, "export", filepath.Join(dir, "jsonl")},
		{program, "export", filepath.Join(dir, "csv"), "--format", "csv"},
		{program, "export", filepath.Join(dir, "graph.json")},
		{program, "export", filepath.Join(dir, "graph.graphml")},
		{program, "export", filepath.Join(dir, "part.json"), "--tables", "cadres,tasks,participations"},
		{program, "export", filepath.Join(dir, "tables.xlsx")},
		{program, "export", filepath.Join(dir, "roster.xlsx"), "--roster", "--order", "strokes"},
		{program, "export", filepath.Join(dir, "form.docx"), "--form", "c0001", "--photo", filepath.Join(dir, "photo.jpg")},
	} {
		if err := do(".", env, step...); err != nil {
			return err
		}
	}
	return nil
}

// count reads the tables as they were exported, by what the schema says of their columns.
func count(dir string) (truth, error) {
	t := truth{Types: map[string]int{}, Relations: map[string]int{}, Rows: map[string]int{}}
	sdl, err := schema.Load()
	if err != nil {
		return t, err
	}
	m, err := mapping.Read(sdl)
	if err != nil {
		return t, err
	}
	tables, err := dataset.Tables(m)
	if err != nil {
		return t, err
	}
	for _, table := range tables {
		if err := t.table(table, filepath.Join(dir, "jsonl", table.Name+".jsonl")); err != nil {
			return t, err
		}
	}
	return t, nil
}

func (t *truth) table(table *dataset.Table, path string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	for in := json.NewDecoder(bufio.NewReader(f)); in.More(); {
		var row map[string]any
		if err := in.Decode(&row); err != nil {
			return err
		}
		t.Rows[table.Name]++
		if table.Edge != nil {
			t.edge(table, row)
			continue
		}
		t.Nodes++
		t.Types[table.Label]++
		for _, c := range table.Columns {
			if c.Relation == nil {
				continue
			}
			n := 0
			switch v := row[c.Name].(type) {
			case string:
				n = 1
			case []any:
				n = len(v)
			}
			t.Edges += n
			t.Relations[c.Relation.Type] += n
		}
		if d, ok := row["difficulty"].(float64); ok && table.Name == "tasks" {
			t.Difficulty += int(d)
		}
	}
	return nil
}

func (t *truth) edge(table *dataset.Table, row map[string]any) {
	t.Edges++
	t.Relations[table.Edge.Type]++
	if row["role"] == "LEAD" {
		t.Leads++
	}
	if row["source"] != nil {
		t.Sources++
	}
}

// readers installs the readers below dir and runs them.
func readers(here, dir string) error {
	for _, name := range []string{"package.json", "package-lock.json", "read.mjs"} {
		b, err := os.ReadFile(filepath.Join(here, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			return err
		}
	}
	python := filepath.Join(dir, "python", "bin", "python")
	for _, step := range [][]string{
		{"python3", "-m", "venv", "python"},
		{python, "-m", "pip", "install", "-q", "-r", filepath.Join(here, "requirements.txt")},
		{python, filepath.Join(here, "read.py")},
		{"npm", "ci", "--silent"},
		{"node", "read.mjs"},
		{"npx", "relay-compiler", "relay.config.json"},
	} {
		if step[0] == "npx" {
			if err := relay(dir); err != nil {
				return err
			}
		}
		if err := do(dir, os.Environ(), step...); err != nil {
			return err
		}
	}
	fmt.Println("all readers found the same")
	return nil
}

// relay lays out what Relay's compiler reads: the schema, and a component with a fragment on Node.
func relay(dir string) error {
	src := filepath.Join(dir, "src")
	if err := errors.Join(os.MkdirAll(src, 0o700), os.MkdirAll(filepath.Join(dir, "artifacts"), 0o700)); err != nil {
		return err
	}
	const query = "import { graphql } from 'react-relay';\n" +
		"export const people = graphql`query peopleQuery($first: Int!, $after: String) { cadres(first: $first, after: $after, orderBy: {nameStrokes: ASC}) @connection(key: \"people_cadres\") { edges { node { ...people_node name } } } }`;\n" +
		"export const node = graphql`fragment people_node on Node { id label }`;\n"
	const config = `{"src": "./src", "schema": "./schema.graphql", "language": "javascript", "artifactDirectory": "./artifacts"}`
	return errors.Join(os.WriteFile(filepath.Join(src, "people.js"), []byte(query), 0o600), os.WriteFile(filepath.Join(dir, "relay.config.json"), []byte(config), 0o600))
}

func do(dir string, env []string, command ...string) error {
	fmt.Println("$", strings.Join(command, " "))
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = dir, env, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	return nil
}
