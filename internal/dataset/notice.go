package dataset

import (
	"cmp"
	"fmt"
	"slices"
)

// Notice is something that was read otherwise than it stands in the dataset. Nothing is wrong with it, and it is
// loaded.
type Notice struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // of the first; 0 for the file as a whole
	Column string `json:"column"`
	Text   string `json:"text"`  // about the first
	Count  int    `json:"count"` // of such rows of the column, the first among them
	kind   string // those of one kind are counted together
}

func (n Notice) String() string {
	at := Finding{File: n.File, Line: n.Line, Column: n.Column}.place() + ": " + n.Text
	if n.Count > 1 {
		return fmt.Sprintf("%s; %d more like it", at, n.Count-1)
	}
	return at
}

// notices collects, one for each kind, file and column.
type notices struct {
	list []Notice
	at   map[Notice]int // what they are counted by → place in the list
}

func (n *notices) add(list ...Notice) {
	for _, x := range list {
		by := Notice{File: x.File, Column: x.Column, kind: x.kind}
		i, known := n.at[by]
		if !known {
			if n.at == nil {
				n.at = map[Notice]int{}
			}
			i = len(n.list)
			n.at[by] = i
			n.list = append(n.list, x)
		}
		n.list[i].Count++
	}
}

// tell hands the notices over, in the order of files and lines.
func (n *notices) tell(rank map[string]int, notice func(Notice)) {
	if notice == nil {
		return
	}
	slices.SortStableFunc(n.list, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(rank[a.File], rank[b.File]), cmp.Compare(a.Line, b.Line))
	})
	for _, x := range n.list {
		notice(x)
	}
}
