package dataset

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"

	"bole/graph/message"
)

// Notice is something that was read otherwise than it stands in the dataset. Nothing is wrong with it, and it is
// loaded.
type Notice struct {
	File   string       `json:"file"`
	Line   int          `json:"line"`   // of the first; 0 for the file as a whole
	Column string       `json:"column"` // as the file calls it
	Text   message.Text `json:"text"`   // about the first
	Count  int          `json:"count"`  // of such rows of the column, the first among them
	kind   string       // those of one kind are counted together
}

func (n Notice) String() string { return n.In(message.English) }

// In is the notice in a language, one line.
func (n Notice) In(lang language.Tag) string {
	place := Finding{File: n.File, Line: n.Line, Column: n.Column}.place()
	if n.Count > 1 {
		return message.New("%s: %s; %d more like it", place, n.Text, n.Count-1).In(lang)
	}
	return place + ": " + n.Text.In(lang)
}

// Written is the notice with its text in a language.
func (n Notice) Written(lang language.Tag) Notice {
	n.Text = message.Plain(n.Text.In(lang))
	return n
}

// notices collects, one for each kind, file and column.
type notices struct {
	list []Notice
	at   map[alike]int // place in the list
}

// alike is what notices are counted by.
type alike struct{ file, column, kind string }

func (n *notices) add(list ...Notice) {
	for _, x := range list {
		by := alike{x.File, x.Column, x.kind}
		i, known := n.at[by]
		if !known {
			if n.at == nil {
				n.at = map[alike]int{}
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
