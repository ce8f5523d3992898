package command

import (
	"context"
	"fmt"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"text/tabwriter"

	"bole/graph/message"
	"bole/graph/nameorder"
	"bole/internal/dataset"
	"bole/internal/rooms"
)

// Export writes the graph as a dataset.
type Export struct {
	Path   string `arg:"" help:"Folder (new or empty), or a new .zip or .xlsx file; .graphml or .json for graph tools." type:"path"`
	Format string `help:"jsonl or csv: how a folder's or .zip's tables are written." default:"jsonl" enum:"jsonl,csv"`
	Units  keys   `help:"Keys of organizations: what their subtrees' scope sees; left out: the whole graph." placeholder:"KEY,…"`
	Tables keys   `help:"Tables to write; left out: all." placeholder:"TABLE,…"`
	Labels bool   `help:"Chinese headers, in CSV and workbooks."`
	Order  string `help:"key, strokes (姓氏笔画) or pinyin: the order in which people are listed." default:"key" enum:"key,strokes,pinyin"`

	Roster    bool   `help:"Write the roster 花名册 of all in scope instead, to a .xlsx file." xor:"what"`
	Shortlist key    `help:"Write the table that compares those on a shortlist 人选比较表 instead, to a .xlsx file: the key." placeholder:"SHORTLIST" xor:"what"`
	Dossier   key    `help:"Write one official's dossier 一人一档 instead, to a .xlsx file: the key." placeholder:"CADRE" xor:"what"`
	Form      key    `help:"Write one official's form 干部任免审批表 instead, to a .lrmx file, or to a .docx file to print: the key." placeholder:"CADRE" xor:"what"`
	Purpose   string `help:"What it is for, as the audit writes it down." placeholder:"TEXT"`
	Photo     string `help:"The photo for that form: a JPEG, or the .lrmx file that has it." placeholder:"FILE" type:"path"`
}

// Run exports from the graph that serve uses.
func (c *Export) Run(s *Settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if nameOrders[c.Order] != "" && (c.Dossier+c.Form+c.Shortlist != "") {
		return message.Errorf("--order %s is for rosters and datasets, and this document has an order of its own; leave it out", c.Order)
	}
	if c.Photo != "" && c.Form == "" {
		return message.Errorf("--photo is for forms; give --form, or leave it out")
	}
	if err := c.named(); err != nil {
		return err
	}
	return s.withRooms(ctx, func(ctx context.Context, r *rooms.Rooms) error {
		if err := c.keepOrder(ctx, r); err != nil {
			return err
		}
		if err := s.witness(ctx, r, "export "+filepath.Base(c.Path), c.Purpose, !c.isDocument() && c.aboutPeople(r)); err != nil {
			return err
		}
		if c.isDocument() {
			return c.document(ctx, s, r)
		}
		caller, err := r.Scope(ctx, "ADMIN", c.Units)
		if err != nil {
			return err
		}
		done, err := dataset.Export(ctx, r.Dataset(), c.Path, dataset.ExportOptions{
			Format: c.Format, Caller: caller, Tables: c.Tables, Labels: c.Labels, Order: nameOrders[c.Order],
			Progress: func(table string, rows int) { s.say(s.Stderr, "%s: %d rows", table, rows) },
		})
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
		s.say(w, "table\trows\tleft out\tedges left out\t")
		for _, t := range done {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t\n", t.Table, t.Rows, t.Left, t.Loose)
		}
		return w.Flush()
	})
}

// aboutPeople reports whether a table is written whose rows are about officials.
func (c *Export) aboutPeople(r *rooms.Rooms) bool {
	if len(c.Tables) == 0 {
		return true
	}
	for _, t := range r.Schema.Types() {
		if d := t.Def.Directives.ForName("table"); d != nil && (t.Owned() || !t.IsNode()) && slices.Contains(c.Tables, d.Arguments.ForName("name").Value.Raw) {
			return true
		}
	}
	return false
}

// nameOrders are the orders of names by what the command calls them; by key is none.
var nameOrders = map[string]string{"strokes": nameorder.Strokes, "pinyin": nameorder.Pinyin}

// keepOrder has the keys of names written where a graph of an earlier version has none: who has no key would not be
// listed.
func (c *Export) keepOrder(ctx context.Context, r *rooms.Rooms) error {
	if nameOrders[c.Order] == "" {
		return nil
	}
	return r.Migrate(ctx)
}
