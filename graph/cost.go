package graph

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Limits on one root field, checked before anything is asked of Neo4j; docs/limits.md names them.
const (
	maxDepth  = 12      // relations below one another
	maxRows   = 100_000 // estimated rows: the product of the page sizes along each path, summed
	maxBlocks = 6       // lists in one statement; planning a text costs more with each, so more make another statement
	probe     = 50      // nodes at the end of a filter up to which a page starts there
)

// cost is what a selection may yield at most, as far as it has been planned.
type cost struct {
	depth int
	fan   int64 // rows that the place being planned may have
	rows  int64 // estimated rows of all lists so far
}

// descend accounts for a list of size rows below the present place and refuses what is too much. The
// returned function goes back up.
func (c *cost) descend(size int, path ast.Path) (func(), error) {
	before := *c
	c.depth++
	c.fan = max(c.fan, 1) * int64(max(size, 1))
	c.rows += c.fan
	up := func() { c.depth, c.fan = before.depth, before.fan }
	switch {
	case c.depth > maxDepth:
		return up, refuse(CodeLimit, path, "is more than %d relations deep, the limit; ask in two requests", maxDepth)
	case c.rows > maxRows:
		return up, refuse(CodeLimit, path, "brings the estimated rows to %d, the limit is %d; ask for smaller pages", c.rows, maxRows)
	}
	return up, nil
}

// Rows is the estimated rows of a root connection of nodes, as the limit counts them; nothing is asked.
func (m *Mapping) Rows(r Request) (int64, error) {
	t := m.connected(r.Field.Definition.Type.Name())
	if t == nil {
		return 0, fmt.Errorf("%s is no connection of nodes", r.Field.Name)
	}
	p := newPlanner(m, r)
	if _, _, err := p.page(t, r.Field, []ast.SelectionSet{r.Selections}, ast.Path{ast.PathName(r.Field.Alias)}); err != nil {
		return 0, err
	}
	return p.rows, nil
}
