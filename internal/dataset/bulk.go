package dataset

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"bole/graph/law"
	"bole/graph/message"
	"bole/graph/store"
	"bole/internal/rows"
)

// Bulk is a dataset as the files that neo4j-admin's import reads into an empty database.
type Bulk struct {
	Nodes         map[string][]string // label → files, one for each set of properties
	Relationships map[string][]string // type → files, one for each pair of labels
	Multiline     bool                // some value holds a line feed
}

// WriteBulk checks a dataset as a whole, as Import does, and writes it as files below dir: what Import would write into
// an empty graph, its entries in the log and the units of owners included. Meanwhile nobody else imports, and a graph
// that is not empty at the end is refused. Its error is *Refused when the dataset has findings. Without a store it is for
// a graph that is still to be made; the caller sees to it that nobody makes another meanwhile.
func WriteBulk(ctx context.Context, g Graph, location, dir string, o Options) (Bulk, []Tally, error) {
	tables, err := Tables(g.Law.Schema())
	if err != nil {
		return Bulk{}, nil, err
	}
	f, begin, err := openLocation(location, tables)
	if err != nil {
		return Bulk{}, nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	if g.Store != nil {
		lease, err := g.Store.Lease(ctx, rows.Lease, "the import of "+filepath.Base(location))
		if err != nil {
			return Bulk{}, nil, err
		}
		defer lease.Release(ctx)
	}
	batch := store.Batch{ID: cmp.Or(o.Batch, strings.ToLower(rand.Text())), Source: filepath.Base(location)}
	b := &bulk{dir: dir, at: store.FormatTime(o.Now), today: o.Now.Format(time.DateOnly), files: map[string]*bulkFile{},
		seats: map[string]string{}, homes: map[string]home{}, noted: newBulkNotes(batch, rows.Upkeep(g.Law.Schema()))}
	hash, err := b.noted.log.Begin(ctx, g.Store)
	if err != nil {
		return Bulk{}, nil, err
	}
	parts := newParts(hash)
	all, err := check(ctx, g, f, tables, begin, func(t *Table, r row) error {
		b.place(t, r)
		return parts.add(t, r)
	}, o.Notice)
	if err != nil {
		return Bulk{}, nil, err
	}
	vouch := parts.vouch(o.Now)
	for _, file := range f.files {
		if err = b.table(ctx, f, file, parts.again(file)); err != nil {
			break
		}
	}
	if err == nil {
		err = b.serve()
	}
	if err == nil {
		err = b.log(ctx, g, vouch, all, o.Now)
	}
	if err = errors.Join(err, b.close()); err != nil {
		return Bulk{}, nil, err
	}
	var tallies []Tally
	for _, file := range f.files {
		tallies = append(tallies, Tally{Table: file.table.Name, Rows: all[file.table.Name], Created: all[file.table.Name]})
	}
	return b.result(), tallies, nil
}

type bulk struct {
	dir       string
	at, today string
	seats     map[string]string // position → organization
	homes     map[string]home   // cadre → where the main appointment is
	files     map[string]*bulkFile
	noted     *bulkNotes
	multiline bool
}

// home is the organization of a cadre's main appointment with the greatest (from ≤ today, key).
type home struct{ from, key, organization string }

// place notes where everyone serves: the owner's unit stands on each own node. Positions come before appointments.
func (b *bulk) place(t *Table, r row) {
	switch t.Name {
	case "positions":
		b.seats[strings.Clone(r.text("key"))] = strings.Clone(r.text("organization"))
	case "appointments":
		h := home{strings.Clone(r.text("from")), strings.Clone(r.text("key")), b.seats[r.text("position")]}
		if old := b.homes[r.text("cadre")]; r.values["main"] == true && h.from <= b.today && h.organization != "" &&
			(h.from > old.from || h.from == old.from && h.key > old.key) {
			b.homes[strings.Clone(r.text("cadre"))] = h
		}
	}
}

// bulkFile is one file being written; several columns may write relationships of one type.
type bulkFile struct {
	out   *bufio.Writer
	file  *os.File
	label string // of nodes
	typ   string // of relationships
}

// open gives the file for a kind of nodes or relationships, with its header.
func (b *bulk) open(name string, header []string, label, typ string) (*bulkFile, error) {
	if f := b.files[name]; f != nil {
		return f, nil
	}
	file, err := os.OpenFile(filepath.Join(b.dir, fmt.Sprintf("%03d.csv", len(b.files))), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, message.Errorf("make a file for the bulk import: %v", err)
	}
	f := &bulkFile{out: bufio.NewWriterSize(file, 1<<20), file: file, label: label, typ: typ}
	b.files[name] = f
	_, err = f.out.WriteString(strings.Join(header, ",") + "\n")
	return f, err
}

func (f *bulkFile) write(line []byte) error {
	_, err := f.out.Write(line)
	return err
}

func (b *bulk) close() (err error) {
	for _, f := range b.files {
		err = errors.Join(err, f.out.Flush(), f.file.Close())
	}
	return err
}

func (b *bulk) result() Bulk {
	out := Bulk{Nodes: map[string][]string{}, Relationships: map[string][]string{}, Multiline: b.multiline}
	for _, f := range b.files {
		if f.label != "" {
			out.Nodes[f.label] = append(out.Nodes[f.label], f.file.Name())
		} else {
			out.Relationships[f.typ] = append(out.Relationships[f.typ], f.file.Name())
		}
	}
	return out
}

// bulkType is a column's type as the tool names it.
func bulkType(c *Column) string {
	kind := map[string]string{"Int": ":long", "Float": ":double", "Boolean": ":boolean"}[c.Type]
	if c.List {
		return ":string[]"
	}
	if kind == "" {
		return ":string"
	}
	return kind
}

// table writes a file's rows, which are read as they were checked.
func (b *bulk) table(ctx context.Context, f *folder, file file, again *rereading) error {
	err := f.each(file, func(rec record, _ []Finding) error {
		if rec.cells == nil { // what was noticed at the end of the file
			return ctx.Err()
		}
		if _, err := again.next(); err != nil {
			return err
		}
		r, bad, _ := file.table.read(file.name, rec)
		if err := again.take(r, bad); err != nil {
			return err
		}
		if err := b.write(file.table, r); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	return again.end()
}

// write writes one row.
func (b *bulk) write(t *Table, r row) error {
	b.noted.row(t, r)
	if t.IsEdge() {
		return b.edge(t, r)
	}
	return b.node(t, r)
}

// owned are the properties the system keeps on a node: its owner and the owner's unit. Both are nil for a row that
// names no owner, which nobody but those who see everything sees.
func (b *bulk) owned(t *Table, r row) (cadre, unit any) {
	key := r.text(t.Owner.Name)
	switch {
	case key != "":
		return key, b.homes[key].organization
	case slices.Contains(t.OneOf, t.Owner.Name): // the evaluation of an organization is everyone's
		return law.Everyone, law.Everyone
	default:
		return nil, nil
	}
}

func (b *bulk) node(t *Table, r row) error {
	header := []string{"key:ID(" + t.shape.Label + ")", "version:long", "recordedAt:string"}
	key, _ := t.identity(r)
	line := appendQuoted(nil, key)
	line = append(line, ",1,"...)
	line = appendQuoted(line, b.at)
	if t.Owner != nil {
		cadre, unit := b.owned(t, r)
		header = append(header, "cadreKey:string", "unit:string")
		line = append(b.appendValue(append(line, ','), cadre), ',')
		line = b.appendValue(line, unit)
	}
	for _, c := range t.Columns {
		if c.Name == "key" || c.Property == "" || c.Name == "locator" {
			continue
		}
		header = append(header, c.Property+bulkType(c))
		line = b.appendValue(append(line, ','), r.values[c.Name])
		for _, x := range c.Beside {
			header = append(header, x.Property+":string")
			line = b.appendValue(append(line, ','), x.Value(r.values[c.Name]))
		}
	}
	f, err := b.open(t.shape.Label, header, t.shape.Label, "")
	if err != nil {
		return err
	}
	if err := f.write(append(line, '\n')); err != nil {
		return err
	}
	for _, ref := range t.shape.Relations {
		if err := b.references(t, r, key, ref); err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) references(t *Table, r row, key string, ref store.Reference) error {
	for _, k := range r.keysOf(t.Column(ref.Column)) {
		from, to, start, end := key, k, t.shape.Label, ref.Label
		if !ref.Out {
			from, to, start, end = to, from, end, start
		}
		header := []string{":START_ID(" + start + ")", ":END_ID(" + end + ")"}
		line := appendQuoted(append(appendQuoted(nil, from), ','), to)
		if ref.Keeps {
			header = append(header, "locator:string")
			line = b.appendValue(append(line, ','), r.values["locator"])
		}
		f, err := b.open(start+" "+ref.Type+" "+end, header, "", ref.Type)
		if err == nil {
			err = f.write(append(line, '\n'))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) edge(t *Table, r row) error {
	e := t.shape.Edge
	header := []string{":START_ID(" + e.FromLabel + ")", ":END_ID(" + e.ToLabel + ")"}
	line := appendQuoted(append(appendQuoted(nil, r.text(t.Columns[0].Name)), ','), r.text(t.Columns[1].Name))
	for _, c := range t.Columns[2:] {
		header = append(header, c.Property+bulkType(c))
		line = b.appendValue(append(line, ','), r.values[c.Name])
	}
	f, err := b.open(t.Name, header, "", e.Type)
	if err != nil {
		return err
	}
	return f.write(append(line, '\n'))
}

// serve writes where each cadre serves.
func (b *bulk) serve() error {
	for cadre, h := range b.homes {
		f, err := b.open("SERVES_IN", []string{":START_ID(Cadre)", ":END_ID(Organization)"}, "", "SERVES_IN")
		if err == nil {
			err = f.write(append(appendQuoted(append(appendQuoted(nil, cadre), ','), h.organization), '\n'))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// listed stands between the items of lists: no text of the graph holds it.
const listed = "\x1f"

// appendValue writes a value; nothing at all is a missing one.
func (b *bulk) appendValue(line []byte, v any) []byte {
	switch x := v.(type) {
	case string:
		if strings.ContainsAny(x, "\n\r") {
			b.multiline = true
		}
		return appendQuoted(line, x)
	case int64:
		return strconv.AppendInt(line, x, 10)
	case float64:
		return strconv.AppendFloat(line, x, 'g', -1, 64)
	case bool:
		return strconv.AppendBool(line, x)
	case []string:
		return appendQuoted(line, strings.Join(x, listed))
	case []byte:
		for i, one := range x {
			if i > 0 {
				line = append(line, listed...)
			}
			line = strconv.AppendInt(line, int64(int8(one)), 10) // #nosec G115 -- Java's bytes have a sign
		}
		return line
	default:
		return line
	}
}

func appendQuoted(line []byte, s string) []byte {
	line = append(line, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			return append(append(line, s...), '"')
		}
		line = append(append(line, s[:i]...), `""`...)
		s = s[i+1:]
	}
}

// Arguments are those of `neo4j-admin database import full` that name the files.
func (files Bulk) Arguments() []string {
	args := []string{"--id-type=string", "--array-delimiter=U+001F", "--bad-tolerance=0", "--input-encoding=UTF-8"}
	if files.Multiline {
		args = append(args, "--multiline-fields=true")
	}
	for _, label := range slices.Sorted(maps.Keys(files.Nodes)) {
		for _, file := range files.Nodes[label] {
			args = append(args, "--nodes="+label+"="+file)
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(files.Relationships)) {
		for _, file := range files.Relationships[typ] {
			args = append(args, "--relationships="+typ+"="+file)
		}
	}
	return args
}
