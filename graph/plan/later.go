package plan

import (
	"github.com/vektah/gqlparser/v2/ast"

	"bole/graph/cypher"
	"bole/graph/mapping"
)

// Later is a further statement that an answer waits for: nodes by key, with lists below them that would make the
// first statement too long to plan, or with what is selected of nodes in a computed result.
type Later struct {
	Shape *ObjectShape // of the nodes themselves; nil where only lists below them are asked
	plan  *Plan

	planner *planner
	block   *lookupBlock
}

// Statement asks for the nodes with these keys.
func (l *Later) Statement(keys []string, b Binding) cypher.Statement {
	return l.plan.withKeys(l.block.Keys, keys, b)
}

func (p *planner) newLater(sub *planner, t *mapping.Type) *Later {
	l := &Later{planner: sub, block: sub.nodes(t)}
	p.laters = append(p.laters, l)
	return l
}

// laterAt is whose lists stand in one further statement: a node's, of one of the types it may be of.
type laterAt struct {
	node varName
	typ  *mapping.Type
}

// deferred plans a relation into a further statement. The column it takes is the node's key.
func (p *planner) deferred(t *mapping.Type, f *mapping.Field, v varName, sel *selected, row *rowColumns, path ast.Path, out FieldShape) (FieldShape, error) {
	at := laterAt{v, t}
	l := p.later[at]
	if l == nil || l.planner.blocks >= maxBlocks {
		l = p.newLater(p.further(), t)
		p.later[at] = l
	}
	c, err := l.planner.relation(t, f, l.block.Var, sel, l.block.Row, path)
	out.Write, out.List, out.Later, out.Col = KindLater, c, l, row.prop(v, "key")
	return out, err
}
