package plan

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/refusal"
)

// Limits on what one root field may ask, checked before anything is asked of Neo4j; docs/limits.md names them.
type Limits struct {
	Depth int   // relations below one another; 0 is 12
	Rows  int64 // estimated rows of a request: the product of the page sizes along each path, summed; 0 is 100,000
}

const (
	defaultDepth = 12
	defaultRows  = 100_000
	maxBlocks    = 6  // lists in one statement; planning a text costs more with each, so more make another statement
	probe        = 50 // nodes at the end of a filter up to which a page starts there
	someItems    = 5  // what a list in a computed result is taken to hold
)

// OrDefaults fills in what is 0.
func (l Limits) OrDefaults() Limits {
	if l.Depth == 0 {
		l.Depth = defaultDepth
	}
	if l.Rows == 0 {
		l.Rows = defaultRows
	}
	return l
}

// descend accounts for a list of size rows below the present place and refuses what is too much. The returned
// function goes back up.
func (p *planner) descend(size int, path ast.Path) (func(), error) {
	depth := p.depth
	p.depth++
	up, err := p.spread(size, path)
	if err == nil && p.depth > p.bounds.Depth {
		err = refusal.Of(refusal.Limit, path, "is more than %d relations deep, the limit; ask in two requests", p.bounds.Depth).Hit("BOLE_MAX_RELATIONS")
	}
	return func() { up(); p.depth = depth }, err
}

// spread accounts for size rows at each of the present place's.
func (p *planner) spread(size int, path ast.Path) (func(), error) {
	fan := p.fan
	p.fan = max(p.fan, 1) * int64(max(size, 1))
	if !p.counted {
		p.rows += p.fan
	}
	up := func() { p.fan = fan }
	if p.rows > p.bounds.Rows {
		return up, p.tooMany(path)
	}
	return up, nil
}

func (p *planner) tooMany(path ast.Path) error {
	return refusal.Of(refusal.Limit, path, "brings the estimated rows to %d, the limit is %d; ask for smaller pages, or for fewer computed fields at a time", p.rows, p.bounds.Rows).Hit("BOLE_MAX_ROWS")
}

// costOf is the work of a computed root field in rows, as @cost says it.
func costOf(def *ast.FieldDefinition) int {
	d := def.Directives.ForName("cost")
	if d == nil {
		return 1
	}
	n, err := strconv.Atoi(d.Arguments.ForName("rows").Value.Raw)
	if err != nil {
		return 1 // the schema was validated: rows is an Int
	}
	return n
}
