package document

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/xuri/excelize/v2"

	"bole/graph/nameorder"
)

// rosterOrders are the orders of a roster as the API has them.
var rosterOrders = map[string]map[string]any{
	"":                {"key": "ASC"},
	nameorder.Strokes: {"nameStrokes": "ASC"},
	nameorder.Pinyin:  {"namePinyin": "ASC"},
}

// Roster writes a workbook with one line for each official the caller sees, numbered, page by page: in the order of
// their keys, or with STROKES or PINYIN in that of their names.
func Roster(ctx context.Context, ask Asker, s *ast.Schema, order string, w io.Writer) (lines int, err error) {
	query, fields, err := operation(s, "roster")
	if err != nil {
		return 0, err
	}
	book := workbook{File: excelize.NewFile(), schema: s}
	defer func() { err = errors.Join(err, book.Close()) }()
	r := list{sheet: "花名册", title: "干部花名册", columns: columns(selected(fields, "nodes")), book: book}
	if err := r.begin(); err != nil {
		return 0, err
	}
	for after, more := any(nil), true; more; {
		data, err := ask(ctx, query, map[string]any{"after": after, "order": rosterOrders[order]})
		if err != nil {
			return r.lines, err
		}
		var page struct {
			Cadres struct {
				PageInfo struct {
					HasNextPage bool
					EndCursor   string
				}
				Nodes []map[string]any
			}
		}
		if err := decode(data, &page); err != nil {
			return r.lines, err
		}
		for _, n := range page.Cadres.Nodes {
			if err := r.line(n); err != nil {
				return r.lines, err
			}
		}
		after, more = page.Cadres.PageInfo.EndCursor, page.Cadres.PageInfo.HasNextPage
	}
	return r.lines, r.end(w, fmt.Sprintf("共 %d 人", r.lines))
}
