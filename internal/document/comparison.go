package document

import (
	"context"
	"errors"
	"fmt"
	"io"

	"bole/graph/message"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/xuri/excelize/v2"
)

// ErrNoShortlist says that there is no such shortlist, or none the caller may see.
var ErrNoShortlist = message.Errorf("there is no such shortlist, or none you may see; give the key of one")

// comparison is what the operation gives of a shortlist.
type comparison struct {
	Shortlist *struct {
		AsOf, CreatedOn, CreatedBy, Edition string
		Vacancy                             struct{ Title string }
		Proposes                            struct {
			TotalCount int
			Edges      []map[string]any
		}
		Waivers struct {
			TotalCount int
			Edges      []struct {
				Rule, Reason, By, ConsentedBy, ConsentedOn string
				Node                                       struct{ Name string }
			}
		}
		Chosen struct {
			Edges []struct {
				Reason, By string
				Node       struct{ Name string }
			}
		}
	}
}

// Comparison writes a workbook that sets those on a shortlist side by side: a numbered line for each in the order of the
// list, and below it what was waived, and who was chosen, by whom and why.
func Comparison(ctx context.Context, ask Asker, s *ast.Schema, shortlist string, w io.Writer) (err error) {
	query, fields, err := operation(s, "comparison")
	if err != nil {
		return err
	}
	data, err := ask(ctx, query, map[string]any{"shortlist": shortlist})
	if err != nil {
		return err
	}
	var c comparison
	if err := decode(data, &c); err != nil {
		return err
	}
	if c.Shortlist == nil {
		return ErrNoShortlist
	}
	book := workbook{File: excelize.NewFile(), schema: s}
	defer func() { err = errors.Join(err, book.Close()) }()
	l := list{sheet: "人选比较表", title: fmt.Sprintf("%s人选比较表（截至%s）", c.Shortlist.Vacancy.Title, c.Shortlist.AsOf),
		columns: columns(selected(selected(fields, "proposes"), "edges")), book: book}
	if err := l.begin(); err != nil {
		return err
	}
	for _, e := range c.Shortlist.Proposes.Edges {
		if err := l.line(e); err != nil {
			return err
		}
	}
	return l.end(w, c.notes()...)
}

func (c comparison) notes() []string {
	s := c.Shortlist
	notes := []string{fmt.Sprintf("%s由%s拟定，规则手册%s；共 %d 人，同一档次内的次序为抽签所定。", s.CreatedOn, s.CreatedBy, s.Edition, s.Proposes.TotalCount)}
	if n := len(s.Proposes.Edges); n < s.Proposes.TotalCount {
		notes = append(notes, fmt.Sprintf("列出前 %d 人。", n))
	}
	for _, e := range s.Waivers.Edges {
		consent := "未记载同意，不作数"
		if e.ConsentedBy != "" {
			consent = e.ConsentedOn + "经" + e.ConsentedBy + "同意"
		}
		notes = append(notes, fmt.Sprintf("豁免：%s，%s，%s，%s（%s）", e.Node.Name, e.Rule, consent, e.Reason, e.By))
	}
	if n := len(s.Waivers.Edges); n < s.Waivers.TotalCount {
		notes = append(notes, fmt.Sprintf("豁免共 %d 项，列出前 %d 项。", s.Waivers.TotalCount, n))
	}
	for _, e := range s.Chosen.Edges {
		notes = append(notes, fmt.Sprintf("选定：%s，%s（%s）", e.Node.Name, e.Reason, e.By))
	}
	return notes
}
