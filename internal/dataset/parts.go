package dataset

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash"
	"hash/fnv"
	"io"
	"math"
	"slices"
	"time"

	"bole/graph/message"
	"bole/graph/store"
)

// parts are the tables of a dataset as the check reads them: each in parts of about a thousand rows, with a digest of what
// their rows say. A part that an import vouches for is in the graph as it stands here.
type parts struct {
	hash   func() hash.Hash
	tables map[string]*tableParts
}

// tableParts are one table's. Where a part ends follows from its last row alone, so that a row more or less changes the
// part that it is in, and not those behind it.
type tableParts struct {
	table *Table
	all   []part
	sum   partSum // of the part that has not ended
	from  int     // its first row
	n     int     // rows so far
}

// partSum is the digest of a part's rows so far.
type partSum struct {
	sum hash.Hash // nil before the first row
	buf []byte
}

// add takes the part's next row.
func (p *partSum) add(hash func() hash.Hash, t *Table, r row) error {
	if p.sum == nil {
		p.sum = hash()
		if err := t.described(p.sum); err != nil {
			return err
		}
	}
	p.buf = t.appendRow(p.buf[:0], r)
	_, err := p.sum.Write(p.buf)
	return err
}

// end gives the digest, and begins the next part.
func (p *partSum) end() string {
	digest := base64.RawStdEncoding.EncodeToString(p.sum.Sum(nil))
	p.sum = nil
	return digest
}

// part is the rows before end that are in none before.
type part struct {
	digest string
	end    int
	known  bool // an import vouches for it
}

const (
	partRows = 1 << 10 // rows of a part, on average
	partMost = 8 * partRows
)

func newParts(hash func() hash.Hash) *parts {
	return &parts{hash: hash, tables: map[string]*tableParts{}}
}

// add takes the next row of a table.
func (p *parts) add(t *Table, r row) error {
	at := p.tables[t.Name]
	if at == nil {
		at = &tableParts{table: t}
		p.tables[t.Name] = at
	}
	if err := at.sum.add(p.hash, t, r); err != nil {
		return err
	}
	at.n++
	last := fnv.New64a()
	id, _ := t.identity(r)
	io.WriteString(last, id) //nolint:errcheck // a hash takes all
	if x := last.Sum64(); (x^x>>32)%partRows == 0 || at.n-at.from == partMost {
		at.endPart()
	}
	return nil
}

func (p *tableParts) endPart() {
	if p.n > p.from {
		p.all = append(p.all, part{digest: p.sum.end(), end: p.n})
		p.from = p.n
	}
}

// rowsFormat is a number for how values of rows become values of the graph. Raise it with every change of rows.Of or of
// what Beside makes of a text: what the graph holds of rows known by then is not what it would hold now.
const rowsFormat = 1

// described writes what becomes of a row of the table in the graph, as far as it does not stand in the row.
func (t *Table) described(to io.Writer) error {
	type column struct {
		Name, Property string
		Beside         [][2]string
	}
	columns := make([]column, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = column{Name: c.Name, Property: c.Property}
		for _, b := range c.Beside {
			columns[i].Beside = append(columns[i].Beside, [2]string{b.Property, b.Data})
		}
	}
	return json.NewEncoder(to).Encode([]any{rowsFormat, t.Name, t.shape, t.OneOf, columns})
}

// appendRow writes what a row says.
func (t *Table) appendRow(b []byte, r row) []byte {
	for _, c := range t.Columns {
		v, given := r.values[c.Name]
		b = appendDigested(b, v, given)
	}
	return b
}

// appendDigested writes a value so that no other values are written alike.
func appendDigested(b []byte, v any, given bool) []byte {
	text := func(b []byte, s string) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	switch v := v.(type) {
	case nil:
		if !given {
			return append(b, 'a')
		}
		return append(b, 'n')
	case string:
		return text(append(b, 's'), v)
	case int64:
		return binary.AppendVarint(append(b, 'i'), v)
	case float64:
		return binary.BigEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
	case bool:
		if v {
			return append(b, 't')
		}
		return append(b, 'u')
	case []string:
		b = binary.AppendUvarint(append(b, 'l'), uint64(len(v)))
		for _, s := range v {
			b = text(b, s)
		}
		return b
	default:
		panic(fmt.Sprintf("a row holds a %T", v))
	}
}

// vouch is what an import of the dataset may say of its rows when it is whole.
func (p *parts) vouch(day time.Time) *store.Vouch {
	out := &store.Vouch{Day: day.Format(time.DateOnly)}
	for name, t := range p.tables {
		t.endPart()
		digests := make([]string, len(t.all))
		for i, part := range t.all {
			digests[i] = part.digest
		}
		out.Table(name, t.table.shape, digests)
	}
	return out
}

// know notes which parts are vouched for, and reports whether all are.
func (p *parts) know(known map[string]bool) (all bool) {
	all = true
	for _, t := range p.tables {
		for i := range t.all {
			t.all[i].known = known[t.all[i].digest]
			all = all && t.all[i].known
		}
	}
	return all
}

// rereading holds the rows of a file that are loaded against those that were checked, part by part: it may have changed
// meanwhile, and what an import vouches for is what was checked.
type rereading struct {
	parts *parts
	file  file
	all   []part
	at    int     // part of the next row
	n     int     // rows so far
	sum   partSum // of the part that has not ended
}

func (p *parts) again(file file) *rereading {
	a := &rereading{parts: p, file: file}
	if t := p.tables[file.table.Name]; t != nil {
		a.all = t.all
	}
	return a
}

// unknown reports whether there are rows that nobody vouches for.
func (a *rereading) unknown() bool {
	return slices.ContainsFunc(a.all, func(p part) bool { return !p.known })
}

// next goes on to the next row and reports whether somebody vouches for it; then it need not be taken.
func (a *rereading) next() (known bool, err error) {
	for a.at < len(a.all) && a.all[a.at].end <= a.n {
		a.at++
	}
	if a.at == len(a.all) {
		return false, a.changed()
	}
	a.n++
	return a.all[a.at].known, nil
}

// take takes the row that next has gone on to, with what is wrong with it.
func (a *rereading) take(r row, bad []Finding) error {
	if len(bad) > 0 {
		return a.changed()
	}
	if err := a.sum.add(a.parts.hash, a.file.table, r); err != nil {
		return err
	}
	if part := a.all[a.at]; a.n == part.end && a.sum.end() != part.digest {
		return a.changed()
	}
	return nil
}

// whole reports whether all rows taken were read as they were checked: the last one ended a part.
func (a *rereading) whole() bool { return a.sum.sum == nil }

// end is called after the last row.
func (a *rereading) end() error {
	if len(a.all) > 0 && a.n != a.all[len(a.all)-1].end {
		return a.changed()
	}
	return nil
}

func (a *rereading) changed() error {
	return message.Errorf("%s changed while it was imported; leave it as it is until the import has ended, and import again", a.file.name)
}
