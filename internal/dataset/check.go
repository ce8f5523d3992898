package dataset

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"bole/graph/message"
	"bole/internal/rows"
	"bole/internal/table"
)

// lookupBatch is how many keys are looked up in the graph at a time.
const lookupBatch = 5000

// checker goes over the whole dataset before anything is loaded, and reads each row once. A key that a row names is held
// against the rows before it; what they do not hold waits for the rows of its table to come.
type checker struct {
	graph    Graph
	folder   *folder
	tables   map[string]*Table
	keys     map[string]map[string]int32 // table → key or identity → line
	parents  map[string]*forest
	coming   map[string]map[string][]place // table of which not all is read → key that was not among its rows so far → who names it
	unknown  map[string]map[string][]place // table → key that the dataset does not hold → who names it
	waiting  int                           // in unknown
	known    map[string]map[string]bool    // table → keys found in the graph
	findings findings
	notices  notices
	rows     map[string]int
	unread   map[string]bool // tables of which not every key could be read
	each     func(*Table, row) error
}

// place is where in the dataset something stands.
type place struct {
	file   string
	line   int32
	column string // as the file calls it
	as     table.Header
}

// check returns how many rows each table has, or *Refused. It tells what it noticed either way. each is called for every
// row that can be read as one, in the order of the files; it may be nil.
func check(ctx context.Context, g Graph, f *folder, tables []*Table, begin []Finding, each func(*Table, row) error, notice func(Notice)) (map[string]int, error) {
	c := &checker{
		graph: g, folder: f, tables: map[string]*Table{}, keys: map[string]map[string]int32{}, parents: map[string]*forest{},
		coming: map[string]map[string][]place{}, unknown: map[string]map[string][]place{}, known: map[string]map[string]bool{},
		rows: map[string]int{}, unread: map[string]bool{}, each: each, findings: findings{rank: map[string]int{}},
	}
	for _, t := range tables {
		c.tables[t.Name] = t
		c.unread[t.Name] = f.other
	}
	for i, file := range f.files {
		c.findings.rank[file.name] = i + 1
		c.unread[file.table.Name] = false
		c.coming[file.table.Name] = map[string][]place{}
	}
	c.findings.add(begin...)
	for _, file := range f.files {
		if err := c.rowsOf(ctx, file); err != nil {
			return nil, err
		}
		if err := c.came(ctx, file.table.Name); err != nil {
			return nil, err
		}
	}
	if err := c.lookUp(ctx); err != nil {
		return nil, err
	}
	if err := c.erased(ctx); err != nil {
		return nil, err
	}
	if err := c.cycles(ctx); err != nil {
		return nil, err
	}
	c.notices.tell(c.findings.rank, notice)
	return c.rows, c.findings.refusal()
}

func (c *checker) rowsOf(ctx context.Context, file file) error {
	t := file.table
	seen := map[string]int32{}
	c.keys[t.Name] = seen
	return c.folder.each(file, func(rec record, bad []Finding) error {
		c.findings.add(bad...)
		c.notices.add(rec.notices...)
		c.unread[t.Name] = c.unread[t.Name] || rec.lost
		if rec.cells == nil {
			return ctx.Err()
		}
		r, bad, notes := t.read(file.name, rec)
		c.findings.add(bad...)
		c.findings.add(c.unreadable(file, r, rec.as)...)
		c.notices.add(notes...)
		c.rows[t.Name]++
		if !rec.partial {
			if c.each != nil {
				if err := c.each(t, r); err != nil {
					return err
				}
			}
			c.references(file, rec, r)
		}
		if err := c.lookUpMany(ctx); err != nil {
			return err
		}
		id, ok := t.identity(r)
		if !ok {
			c.unread[t.Name] = c.unread[t.Name] || t.given(rec)
			return ctx.Err()
		}
		if first, twice := seen[id]; twice {
			c.findings.add(Finding{File: file.name, Line: rec.line, Column: rec.as.Called(t.Table, t.Column(t.Identity[0])),
				Problem: message.New("%s stands in line %d already", strings.ReplaceAll(id, ";", ", "), first), Remedy: message.New("keep one of the two rows")})
			return nil
		}
		seen[strings.Clone(id)] = int32(rec.line) // the record's whole text would stay with a part of it
		if p := t.Parent(); p != nil {
			c.forest(t).add(r, file.name, p.Name, rec.as.Called(t.Table, p))
		}
		return ctx.Err()
	})
}

// unreadable is what the table's own check says of a row, such as of a requirement that the rule book does not read: it
// would leave the vacancy without a list.
func (c *checker) unreadable(f file, r row, as table.Header) []Finding {
	check := c.graph.Checks[f.table.Name]
	if check == nil {
		return nil
	}
	column, m := check(r.values)
	if m == nil {
		return nil
	}
	return []Finding{{File: f.name, Line: r.line, Column: as.Called(f.table.Table, f.table.Column(column)), Problem: m.Problem, Remedy: m.Remedy}}
}

// given reports whether a record says something in each column that tells rows apart.
func (t *Table) given(rec record) bool {
	return !slices.ContainsFunc(t.Identity, func(name string) bool {
		in := rec.cells[name]
		return in.misfit == nil && strings.TrimSpace(in.text) == "" && in.json == nil
	})
}

// identity is what tells a row from all others of its table; false when a part of it could not be read.
func (t *Table) identity(r row) (string, bool) { return rows.Identity(t.Table, r.values) }

// references notes the keys that a row names and neither the rows before it nor the graph are known to hold.
func (c *checker) references(file file, rec record, r row) {
	for _, col := range file.table.Columns {
		if col.Refers == "" {
			continue
		}
		for _, k := range r.keysOf(col) {
			if _, ok := c.keys[col.Refers][k]; ok || c.known[col.Refers][k] {
				continue
			}
			at := place{file.name, int32(rec.line), rec.as.Called(file.table.Table, col), rec.as}
			if coming := c.coming[col.Refers]; coming != nil {
				coming[strings.Clone(k)] = append(coming[k], at)
				continue
			}
			c.notHere(col.Refers, strings.Clone(k), at)
		}
	}
}

// notHere notes who names a key that the dataset does not hold.
func (c *checker) notHere(table, key string, who ...place) {
	if c.unknown[table] == nil {
		c.unknown[table] = map[string][]place{}
	}
	c.unknown[table][key] = append(c.unknown[table][key], who...)
	c.waiting += len(who)
}

// came is called when all rows of a table are read: the keys that waited for them and did not come are unknown.
func (c *checker) came(ctx context.Context, table string) error {
	coming := c.coming[table]
	delete(c.coming, table)
	for key, who := range coming {
		if _, here := c.keys[table][key]; here {
			continue
		}
		c.notHere(table, key, who...)
		if err := c.lookUpMany(ctx); err != nil {
			return err
		}
	}
	return nil
}

// lookUpMany looks up what was noted once it is enough for a statement.
func (c *checker) lookUpMany(ctx context.Context) error {
	if c.waiting < lookupBatch {
		return ctx.Err()
	}
	return c.lookUp(ctx)
}

// lookUp asks the graph for the keys noted and reports those it does not hold either.
func (c *checker) lookUp(ctx context.Context) error {
	for table, keys := range c.unknown {
		if c.unread[table] { // they may stand where nothing could be read
			continue
		}
		found, err := c.graph.known(ctx, c.tables[table].shape.Label, slices.Sorted(maps.Keys(keys)))
		if err != nil {
			return err
		}
		if c.known[table] == nil {
			c.known[table] = map[string]bool{}
		}
		maps.Copy(c.known[table], found)
		for key, places := range keys {
			if found[key] {
				continue
			}
			for _, p := range places {
				c.findings.add(Finding{File: p.file, Line: int(p.line), Column: p.column,
					Problem: message.New("%q is not a key of %s, neither here nor in the graph", key, c.tables[table].called(p.as)), Remedy: message.New("add that row, or correct the key")})
			}
		}
	}
	clear(c.unknown)
	c.waiting = 0
	return nil
}

// erased refuses rows of officials who were erased: a dataset from before would bring them back.
func (c *checker) erased(ctx context.Context) error {
	if c.graph.Store == nil {
		return nil
	}
	for _, file := range c.folder.files {
		t := file.table
		if !t.shape.Erasable {
			continue
		}
		gone, err := c.graph.Store.ErasedKeys(ctx, t.shape.Label, slices.Sorted(maps.Keys(c.keys[t.Name])))
		if err != nil {
			return err
		}
		for _, key := range gone {
			c.findings.add(Finding{File: file.name, Line: int(c.keys[t.Name][key]), Column: "key",
				Problem: message.New("%q is an official who was erased", key), Remedy: message.New("leave out the row and the rows that name it, or take another key for somebody else")})
		}
	}
	return nil
}

// forest is the parents of one table's rows.
type forest struct {
	file    string
	column  string            // that names the parent
	parents map[string]string // "" where the row says there is none
	lines   map[string]int
}

func (c *checker) forest(t *Table) *forest {
	if c.parents[t.Name] == nil {
		c.parents[t.Name] = &forest{parents: map[string]string{}, lines: map[string]int{}}
	}
	return c.parents[t.Name]
}

// add notes the parent that a row names; called is the column as the file has it.
func (f *forest) add(r row, file, column, called string) {
	if _, given := r.values[column]; given {
		key := strings.Clone(r.text("key"))
		f.file, f.column = file, called
		f.parents[key] = strings.Clone(r.text(column))
		f.lines[key] = r.line
	}
}

// cycles reports each cycle of parents once, at its smallest line, also when it runs through nodes of the graph.
func (c *checker) cycles(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(c.parents)) {
		f := c.parents[name]
		var outside []string
		for _, p := range f.parents {
			if _, here := f.parents[p]; p != "" && !here {
				outside = append(outside, p)
			}
		}
		above := map[string]string{}
		for part := range slices.Chunk(outside, lookupBatch) {
			more, err := c.graph.ancestors(ctx, c.tables[name].shape.Label, part)
			if err != nil {
				return err
			}
			maps.Copy(above, more)
		}
		maps.Copy(above, f.parents)
		c.findings.add(f.cycles(above)...)
	}
	return nil
}

func (f *forest) cycles(parent map[string]string) []Finding {
	var out []Finding
	done := map[string]bool{}
	keys := slices.SortedFunc(maps.Keys(f.lines), func(a, b string) int { return cmp.Compare(f.lines[a], f.lines[b]) })
	for _, start := range keys {
		on := map[string]bool{}
		k := start
		for k != "" && !done[k] && !on[k] {
			on[k] = true
			k = parent[k]
		}
		if k != "" && on[k] {
			out = append(out, f.cycle(k, parent))
		}
		maps.Copy(done, on)
	}
	return out
}

func (f *forest) cycle(on string, parent map[string]string) Finding {
	first, line := on, 0
	names := []string{}
	for k := on; ; {
		names = append(names, k)
		if l, here := f.lines[k]; here && (line == 0 || l < line) {
			first, line = k, l
		}
		if k = parent[k]; k == on {
			break
		}
	}
	at := slices.Index(names, first)
	names = append(slices.Concat(names[at:], names[:at]), first)
	return Finding{File: f.file, Line: line, Column: f.column,
		Problem: message.New("is part of a cycle: %s", strings.Join(names, " → ")), Remedy: message.New("correct one of these parents")}
}
