// Package document writes what offices hand on: the roster 花名册, the comparison of a shortlist 人选比较表 and one
// person's dossier 一人一档 as workbooks, and the form 干部任免审批表, also to be printed. Each is one operation of the
// API, asked for a caller: nobody reads in a document what the API would not tell them.
package document

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/xuri/excelize/v2"

	"bole/graph/mapping"
	"bole/graph/message"
)

//go:embed *.graphql
var operations embed.FS

// Asker answers an operation of the API for one caller; the answer is the response's data.
type Asker func(ctx context.Context, query string, variables map[string]any) (json.RawMessage, error)

// ErrNobody tells that there is no such person, or none the caller may see.
var ErrNobody = message.Errorf("there is no such official, or none you may see; give the key of one")

// operation reads an operation and its selections with their definitions.
func operation(s *ast.Schema, name string) (string, ast.SelectionSet, error) {
	b, err := operations.ReadFile(name + ".graphql")
	if err != nil {
		return "", nil, message.Errorf("read the operation %s: %v", name, err)
	}
	doc, list := gqlparser.LoadQuery(s, string(b))
	if len(list) > 0 {
		return "", nil, message.Errorf("the operation %s is not valid: %v", name, list)
	}
	root, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		return "", nil, message.Errorf("the operation %s begins with no field", name)
	}
	return string(b), root.SelectionSet, nil
}

// Dossier writes a workbook of everything that is recorded about one person: a sheet for each kind of fact.
func Dossier(ctx context.Context, ask Asker, s *ast.Schema, cadre string, w io.Writer) (err error) {
	query, fields, err := operation(s, "dossier")
	if err != nil {
		return err
	}
	person, err := one(ctx, ask, query, cadre)
	if err != nil {
		return err
	}
	book := workbook{File: excelize.NewFile(), schema: s}
	defer func() { err = errors.Join(err, book.Close()) }()
	first := [][]any{}
	for _, f := range columns(fields) {
		if !f.list {
			first = append(first, []any{f.label, f.text(s, person)})
		}
	}
	if err := book.sheet("基本情况", first); err != nil {
		return err
	}
	for _, sel := range fields {
		f, ok := sel.(*ast.Field)
		if !ok || !isConnection(f) {
			continue
		}
		list, _ := person[f.Alias].(map[string]any)
		if err := book.connection(f, list); err != nil {
			return err
		}
	}
	return book.Write(w)
}

func one(ctx context.Context, ask Asker, query, cadre string) (map[string]any, error) {
	data, err := ask(ctx, query, map[string]any{"cadre": cadre})
	if err != nil {
		return nil, err
	}
	var out struct{ Cadre map[string]any }
	if err := decode(data, &out); err != nil {
		return nil, err
	}
	if out.Cadre == nil {
		return nil, ErrNobody
	}
	return out.Cadre, nil
}

func decode(data json.RawMessage, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return message.Errorf("read the API's answer: %v", err)
	}
	return nil
}

// workbook is a workbook being written.
type workbook struct {
	*excelize.File
	schema *ast.Schema
	begun  bool
}

func (b *workbook) sheet(name string, rows [][]any) error {
	if !b.begun {
		b.begun = true
		if err := b.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := b.NewSheet(name); err != nil {
		return err
	}
	for i, row := range rows {
		if err := b.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return nil
}

// connection is a sheet of a list's entries; a last line tells of what a page cut off.
func (b *workbook) connection(f *ast.Field, list map[string]any) error {
	entries, sel := "nodes", selected(f.SelectionSet, "nodes")
	if sel == nil {
		entries, sel = "edges", selected(f.SelectionSet, "edges")
	}
	cols := columns(sel)
	header := make([]any, len(cols))
	for i, c := range cols {
		header[i] = c.label
	}
	rows := [][]any{header}
	items, _ := list[entries].([]any)
	for _, item := range items {
		m, _ := item.(map[string]any)
		row := make([]any, len(cols))
		for i, c := range cols {
			row[i] = c.text(b.schema, m)
		}
		rows = append(rows, row)
	}
	total, _ := list["totalCount"].(json.Number)
	if n, err := total.Int64(); err == nil && int(n) > len(items) {
		rows = append(rows, []any{fmt.Sprintf("共 %d 条，列出前 %d 条", n, len(items))})
	}
	return b.sheet(term(f.Definition.Description), rows)
}

func selected(set ast.SelectionSet, name string) ast.SelectionSet {
	for _, s := range set {
		if f, ok := s.(*ast.Field); ok && f.Name == name {
			return f.SelectionSet
		}
	}
	return nil
}

func isConnection(f *ast.Field) bool {
	return strings.HasSuffix(f.Definition.Type.Name(), "Connection")
}

func term(description string) string {
	t, _ := mapping.Described(description)
	return t
}
